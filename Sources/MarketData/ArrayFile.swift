import Glibc

/// A `.npy` file that grows; its header is written last.
final class ArrayFile {
  private let path: String
  private let descriptor: Int32
  private var buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private static let capacity = 1 << 20
  /// Pieces of this size go to the file without a stop in the buffer.
  private static let direct = 1 << 16

  init(path: String) throws(TapeError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    buffer = .allocate(byteCount: Self.capacity, alignment: 16)
    if descriptor < 0 { throw failure() }
    UnsafeMutableRawBufferPointer(rebasing: buffer[..<NumPyHeader.length]).copyBytes(
      from: NumPyHeader(descriptor: "", count: 0).bytes)
    used = NumPyHeader.length
  }

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

  private func failure() -> TapeError {
    TapeError(path: path, defect: .unwritable(String(cString: strerror(errno))))
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TapeError) {
    if bytes.count >= Self.direct {
      try flush()
      return try put(bytes)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let room = Self.capacity - used
      let part = rest.prefix(room)
      UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: part))
      used += part.count
      rest = rest.dropFirst(part.count)
      if used == Self.capacity { try flush() }
    }
  }

  private func flush() throws(TapeError) {
    try put(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    used = 0
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(TapeError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let written = Glibc.write(descriptor, part.baseAddress, part.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Writes what is buffered, then the header, and returns the SHA-256 of the whole file.
  func finish(_ header: NumPyHeader) throws(TapeError) -> String {
    try flush()
    let bytes = header.bytes
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else { throw failure() }
    return try fingerprint()
  }

  private func fingerprint() throws(TapeError) -> String {
    var print = Fingerprint()
    var offset: off_t = 0
    while true {
      let count = pread(descriptor, buffer.baseAddress, Self.capacity, offset)
      if count < 0 { throw failure() }
      if count == 0 { return print.hex() }
      print.update(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
      offset += off_t(count)
    }
  }
}

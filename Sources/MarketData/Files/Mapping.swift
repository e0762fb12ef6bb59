import Glibc

/// A file mapped into memory for reading; unmapped when the last user lets go.
final class Mapping: Sendable {
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let place: UInt

  init(path: String) throws(TapeError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason: TapeDefect =
        errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno)))
      throw TapeError(path: path, defect: reason)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw TapeError(path: path, defect: .unreadable("it is no regular file"))
    }
    let length = Int(status.st_size)
    guard length > 0 else { throw TapeError(path: path, defect: .notNumPy) }
    guard let base = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0),
      base != MAP_FAILED
    else {
      throw TapeError(path: path, defect: .unreadable(String(cString: strerror(errno))))
    }
    bytes = UnsafeRawBufferPointer(start: base, count: length)
    place = MappedFiles.add(path, bytes, status)
  }

  deinit {
    MappedFiles.remove(place)
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }

  /// Whether the file has still the length with which it was mapped. Behind the new end of one that
  /// was cut, rows read as zeros up to the end of a page, and then not at all.
  var isWhole: Bool { !MappedFiles.isCut(place) }
}

import Glibc
import MarketData

/// The bytes of a file, unpacked where it is gzip, zstd or zip, with the SHA-256 of what lies on
/// disk.
struct ByteSource: ~Copyable {
  private static let readSize = 1 << 18

  let path: String
  let bytesTotal: Int
  /// The name of the file in an archive.
  private(set) var member: String?
  private(set) var bytesRead = 0
  /// Why the packed data break off, nil while they do not.
  private(set) var breakage: String?

  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var unread = 0..<0
  private var isAtEnd = false
  private var fingerprint: Fingerprint
  private let isHashed: Bool
  private var unpacker: (any Unpacker)?

  /// Opens a regular file, also through a link; `isHashed` false leaves the SHA-256 out.
  static func open(
    _ path: String, isHashed: Bool = true, limits: UnpackLimits = .standard
  ) throws(IngestError) -> ByteSource {
    // Without waiting: a pipe would wait for its other end.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw FileProblem.unreadable(path, errno) }
    var status = stat()
    fstat(descriptor, &status)
    if let problem = FileProblem.kind(path, status.st_mode) {
      close(descriptor)
      throw problem
    }
    var source = ByteSource(
      path: path, descriptor: descriptor, size: Int(status.st_size), isHashed: isHashed)
    try source.refill()
    try source.sniff(limits)
    return source
  }

  private init(path: String, descriptor: Int32, size: Int, isHashed: Bool) {
    self.path = path
    self.descriptor = descriptor
    self.isHashed = isHashed
    bytesTotal = size
    buffer = .allocate(byteCount: Self.readSize, alignment: 16)
    fingerprint = Fingerprint()
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Fills the front of `room`; 0 at the end, or where the data break.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    var made = 0
    while made == 0, breakage == nil {
      if unpacker == nil { return unread.isEmpty ? try load(room) : copy(into: room) }
      if unread.isEmpty { try refill() }
      made = unpack(into: room)
      if made == 0, unread.isEmpty, isAtEnd { break }
    }
    return made
  }

  /// Fills as much of `room` as there is; less only at the end, or where the data break.
  mutating func fill(_ room: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    var made = 0
    while made < room.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: room[made...]))
      if count == 0 { break }
      made += count
    }
    return made
  }

  /// The SHA-256 of the whole file, also of what lies behind a break.
  mutating func finish() throws(IngestError) -> TapeMetadata.Source {
    while !isAtEnd { try refill() }
    return TapeMetadata.Source(
      file: Self.name(of: path), sha256: fingerprint.hex(), bytes: bytesRead, member: member)
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private mutating func copy(into room: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(room.count, unread.count)
    let part = unread.lowerBound..<unread.lowerBound + count
    room.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[part]))
    unread = part.upperBound..<unread.upperBound
    return count
  }

  private mutating func unpack(into room: UnsafeMutableRawBufferPointer) -> Int {
    guard let unpacker else { return 0 }
    let input = UnsafeRawBufferPointer(rebasing: buffer[unread])
    let result = unpacker.unpack(input, into: room)
    let place = bytesRead - unread.count + result.used
    unread = unread.lowerBound + result.used..<unread.upperBound
    if let reason = result.breakage {
      breakage = "the \(unpacker.name) data break at byte \(place): \(reason)"
    } else if isAtEnd, unread.isEmpty, result.made < room.count, unpacker.isUnfinished {
      breakage = "the \(unpacker.name) data are cut short at byte \(place)"
    }
    return result.made
  }

  private mutating func refill() throws(IngestError) { unread = 0..<(try load(buffer)) }

  /// Reads from the disk; 0 at the end.
  private mutating func load(_ room: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    var count = -1
    repeat {
      count = Glibc.read(descriptor, room.baseAddress, room.count)
    } while count < 0 && errno == EINTR
    if count < 0 { throw FileProblem.unreadable(path, errno) }
    isAtEnd = count == 0
    bytesRead += count
    if isHashed { fingerprint.update(UnsafeRawBufferPointer(rebasing: room[..<count])) }
    return count
  }

  /// Tells the packing by the first bytes.
  private mutating func sniff(_ limits: UnpackLimits) throws(IngestError) {
    let head = Array(buffer[unread].prefix(4))
    if head.starts(with: [0x1f, 0x8b]) {
      unpacker = Gunzip(limits: limits)
    } else if head == [0x28, 0xb5, 0x2f, 0xfd] {
      unpacker = Unzstd(limits: limits)
    } else if head == [0x50, 0x4b, 3, 4] || head == [0x50, 0x4b, 5, 6] {
      try openArchive(limits)
    } else if let packing = ["gz", "zst", "zip"].first(where: { path.hasSuffix(".\($0)") }) {
      throw IngestError(
        .badData, file: path,
        reason: head.isEmpty
          ? "the file is empty" : "it is named .\(packing) and holds no such data",
        remedy: "load the file again, or name it as it is")
    }
  }

  private mutating func openArchive(_ limits: UnpackLimits) throws(IngestError) {
    do throws(ZipError) {
      let entry = try ZipEntry.find(descriptor, size: bytesTotal)
      member = entry.name
      unpacker = Unzip(entry, limits: limits)
    } catch {
      throw IngestError(
        .badData, file: path, reason: error.reason,
        remedy: "load the file again, or unpack it with a tool of your own")
    }
  }
}

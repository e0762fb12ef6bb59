import Glibc
import MarketData

/// The bytes of a file, unpacked where it is gzip, with the SHA-256 of what lies on disk.
struct ByteSource: ~Copyable {
  private static let readSize = 1 << 18

  let path: String
  let bytesTotal: Int
  private(set) var bytesRead = 0
  /// Why the gzip data break off, nil while they do not.
  private(set) var breakage: String?

  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer
  private var unread = 0..<0
  private var isAtEnd = false
  private var fingerprint: Fingerprint
  private let isHashed: Bool
  private var gunzip: Gunzip?

  /// Opens a file; `isHashed` false leaves the SHA-256 out.
  static func open(_ path: String, isHashed: Bool = true) throws(IngestError) -> ByteSource {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw unreadable(path, errno) }
    var status = stat()
    fstat(descriptor, &status)
    var source = ByteSource(
      path: path, descriptor: descriptor, size: Int(status.st_size), isHashed: isHashed)
    try source.refill()
    try source.sniff()
    return source
  }

  private init(path: String, descriptor: Int32, size: Int, isHashed: Bool) {
    self.path = path
    self.descriptor = descriptor
    self.isHashed = isHashed
    bytesTotal = size
    buffer = .allocate(byteCount: Self.readSize, alignment: 16)
    fingerprint = Fingerprint()
    gunzip = nil
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Fills the front of `room`; 0 at the end, or where the data break.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(IngestError) -> Int {
    var made = 0
    while made == 0, breakage == nil {
      if unread.isEmpty { try refill() }
      if gunzip == nil {
        if unread.isEmpty { return 0 }
        made = copy(into: room)
      } else {
        made = inflate(into: room)
        if made == 0, unread.isEmpty, isAtEnd { break }
      }
    }
    return made
  }

  /// The SHA-256 of the whole file, also of what lies behind a break.
  mutating func finish() throws(IngestError) -> TapeMetadata.Source {
    while !isAtEnd { try refill() }
    return TapeMetadata.Source(
      file: Self.name(of: path), sha256: fingerprint.hex(), bytes: bytesRead)
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

  private mutating func inflate(into room: UnsafeMutableRawBufferPointer) -> Int {
    let input = UnsafeRawBufferPointer(rebasing: buffer[unread])
    guard let result = gunzip?.inflate(input, into: room) else { return 0 }
    let place = bytesRead - unread.count + result.used
    unread = unread.lowerBound + result.used..<unread.upperBound
    if case .broken(let reason) = result.step {
      breakage = "the gzip data break at byte \(place): \(reason)"
    } else if isAtEnd, unread.isEmpty, result.made < room.count, gunzip?.isWithinMember == true {
      breakage = "the gzip data are cut short at byte \(place)"
    }
    return result.made
  }

  private mutating func refill() throws(IngestError) {
    var count = -1
    repeat {
      count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    } while count < 0 && errno == EINTR
    if count < 0 { throw Self.unreadable(path, errno) }
    isAtEnd = count == 0
    unread = 0..<count
    bytesRead += count
    if isHashed { fingerprint.update(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
  }

  /// Tells gzip by its first bytes, and archives that are not read here.
  private mutating func sniff() throws(IngestError) {
    let head = Array(buffer[unread].prefix(4))
    if head.starts(with: [0x1f, 0x8b]) {
      gunzip = Gunzip()
    } else if head == [0x50, 0x4b, 3, 4] || head == [0x28, 0xb5, 0x2f, 0xfd] {
      throw IngestError(
        .badData, file: path, reason: "archives of zip and zstd are not read",
        remedy: "unpack the file, or pack it with gzip")
    } else if path.hasSuffix(".gz") {
      throw IngestError(
        .badData, file: path, reason: "it is named .gz and holds no gzip data",
        remedy: "load the file again, or name it as it is")
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> IngestError {
    if code == ENOENT {
      return IngestError(
        .missing, file: path, reason: "there is no such file", remedy: "check the path")
    }
    return IngestError(
      .missing, file: path, reason: "it cannot be read: \(String(cString: strerror(code)))",
      remedy: "check that it is a file and that it may be read")
  }
}

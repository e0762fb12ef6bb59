import Glibc

/// What the directory of a zip archive says of its one file (APPNOTE.TXT of PKWARE, 6.3.10).
struct ZipEntry {
  var name: String
  var method: UInt16
  var isEncrypted: Bool
  var checksum: UInt32
  var packedSize: Int
  var size: Int
  /// Where its bytes begin in the archive.
  var start: Int

  /// Finds the only file of an archive. Throws words for a message where there is not one that
  /// can be read.
  static func find(_ descriptor: Int32, size: Int) throws(ZipError) -> ZipEntry {
    let entries = try ZipDirectory(descriptor: descriptor, size: size).entries().filter {
      !$0.name.hasSuffix("/") && !$0.name.hasPrefix("__MACOSX/")
    }
    guard let entry = entries.first else { throw ZipError("the archive holds no file") }
    if entries.count > 1 {
      throw ZipError("the archive holds \(entries.count) files; unpack it and name them in order")
    }
    if entry.isEncrypted { throw ZipError("the archive is encrypted") }
    if entry.method != 0, entry.method != 8 {
      throw ZipError("the archive is packed by method \(entry.method), not by deflate")
    }
    return entry
  }
}

/// Why an archive cannot be opened.
struct ZipError: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// The directory at the end of an archive.
private struct ZipDirectory {
  private static let mostEntries = 10_000
  private static let broken = "the archive is broken: "

  let descriptor: Int32
  let size: Int

  func entries() throws(ZipError) -> [ZipEntry] {
    let (count, offset, length) = try place()
    guard (0...Self.mostEntries).contains(count) else {
      throw ZipError("the archive holds \(count) files")
    }
    guard offset >= 0, length >= 0, length <= 64 << 20, offset <= size - length else {
      throw ZipError(Self.broken + "its directory lies outside the file")
    }
    let bytes = try read(at: offset, count: length)
    var position = 0
    var entries: [ZipEntry] = []
    for _ in 0..<count { entries.append(try entry(bytes, &position)) }
    return entries
  }

  /// Count of entries, place and length of the directory.
  private func place() throws(ZipError) -> (count: Int, offset: Int, length: Int) {
    let tail = try read(at: max(0, size - 65_557), count: min(size, 65_557))
    var at = tail.count - 22
    while at >= 0, tail.number(4, at: at) != 0x0605_4b50 { at -= 1 }
    guard at >= 0 else { throw ZipError(Self.broken + "it has no directory") }
    let short = (
      tail.number(2, at: at + 10), tail.number(4, at: at + 16), tail.number(4, at: at + 12)
    )
    guard short.0 == 0xffff || short.1 == 0xffff_ffff || short.2 == 0xffff_ffff else {
      return short
    }
    guard at >= 20, tail.number(4, at: at - 20) == 0x0706_4b50 else { return short }
    let record = try read(at: tail.number(8, at: at - 12), count: 56)
    guard record.number(4, at: 0) == 0x0606_4b50 else {
      throw ZipError(Self.broken + "its directory cannot be found")
    }
    return (record.number(8, at: 32), record.number(8, at: 48), record.number(8, at: 40))
  }

  private func entry(_ bytes: [UInt8], _ position: inout Int) throws(ZipError) -> ZipEntry {
    let at = position
    guard at + 46 <= bytes.count, bytes.number(4, at: at) == 0x0201_4b50 else {
      throw ZipError(Self.broken + "its directory holds something else")
    }
    let (name, extra) = (bytes.number(2, at: at + 28), bytes.number(2, at: at + 30))
    position = at + 46 + name + extra + bytes.number(2, at: at + 32)
    guard position <= bytes.count else {
      throw ZipError(Self.broken + "its directory is cut short")
    }
    var sizes = [
      bytes.number(4, at: at + 24), bytes.number(4, at: at + 20), bytes.number(4, at: at + 42),
    ]
    Self.widen(&sizes, Array(bytes[at + 46 + name..<at + 46 + name + extra]))
    return ZipEntry(
      name: String(decoding: bytes[at + 46..<at + 46 + name], as: UTF8.self),
      method: UInt16(bytes.number(2, at: at + 10)),
      isEncrypted: bytes.number(2, at: at + 8) & 1 != 0,
      checksum: UInt32(bytes.number(4, at: at + 16)), packedSize: sizes[1], size: sizes[0],
      start: try start(header: sizes[2], packedSize: sizes[1]))
  }

  /// Sizes of 64 bits stand in the extra field 1, in this order, each only where it is needed.
  private static func widen(_ sizes: inout [Int], _ extra: [UInt8]) {
    var at = 0
    while at + 4 <= extra.count {
      let (kind, length) = (extra.number(2, at: at), extra.number(2, at: at + 2))
      if kind == 1 {
        var field = at + 4
        for index in sizes.indices where sizes[index] == 0xffff_ffff {
          if field + 8 > min(extra.count, at + 4 + length) { return }
          sizes[index] = extra.number(8, at: field)
          field += 8
        }
      }
      at += 4 + length
    }
  }

  private func start(header: Int, packedSize: Int) throws(ZipError) -> Int {
    guard header >= 0, header <= size - 30 else {
      throw ZipError(Self.broken + "a file lies outside it")
    }
    let bytes = try read(at: header, count: 30)
    guard bytes.number(4, at: 0) == 0x0403_4b50 else {
      throw ZipError(Self.broken + "a file is not where the directory says")
    }
    let start = header + 30 + bytes.number(2, at: 26) + bytes.number(2, at: 28)
    guard packedSize >= 0, start <= size, packedSize <= size - start else {
      throw ZipError(Self.broken + "a file is cut short")
    }
    return start
  }

  private func read(at offset: Int, count: Int) throws(ZipError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size - count else {
      throw ZipError(Self.broken + "it is too short")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    guard pread(descriptor, &bytes, count, off_t(offset)) == count else {
      throw ZipError(Self.broken + "it cannot be read")
    }
    return bytes
  }
}

extension [UInt8] {
  /// A whole number of `count` bytes, least first; what would be negative is -1.
  fileprivate func number(_ count: Int, at offset: Int) -> Int {
    guard offset >= 0, offset + count <= self.count else { return -1 }
    var value: UInt64 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt64(self[offset + index]) }
    return Int(exactly: value) ?? -1
  }
}

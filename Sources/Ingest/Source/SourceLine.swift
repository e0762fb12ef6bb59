/// The text of one field of a file, read again for a message.
enum SourceLine {
  private static let longest = 4096

  /// Field `column` of line `line`, both from 1, as it stands in the file; nil where it cannot be
  /// found so simply.
  static func field(file: String, line: Int, column: Int) -> String? {
    guard let text = try? bytes(of: line, in: file) else { return nil }
    let fields = text.split(separator: 44, omittingEmptySubsequences: false)
    guard column <= fields.count, !text.contains(34) else { return nil }
    return fields[column - 1].withUnsafeBufferPointer(Quoted.text)
  }

  private static func bytes(of line: Int, in file: String) throws(IngestError) -> [UInt8] {
    var source = try ByteSource.open(file)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { room.deallocate() }
    var current = 1
    var found: [UInt8] = []
    while current <= line {
      let count = try source.read(into: room)
      if count == 0 { break }
      for byte in room[..<count] {
        if byte == 10 {
          current += 1
          if current > line { break }
        } else if current == line, byte != 13, found.count < longest {
          found.append(byte)
        }
      }
    }
    return found
  }
}

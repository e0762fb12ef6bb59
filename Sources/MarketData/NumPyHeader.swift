/// The header of a `.npy` file, version 1.0 (NumPy Enhancement Proposal 1).
struct NumPyHeader: Hashable {
  /// Every header of ours takes this many bytes, so that the count can be written last.
  static let length = 256
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  var descriptor: String
  var count: Int

  /// The bytes of the header, padded to `length`.
  var bytes: [UInt8] {
    let text =
      "{'descr': \(descriptor), 'fortran_order': False, 'shape': (\(count),), }"
    let room = Self.length - 10
    precondition(text.utf8.count < room, "the description of a row exceeds its header")
    let padding = String(repeating: " ", count: room - 1 - text.utf8.count)
    let size = [UInt8(truncatingIfNeeded: room), UInt8(truncatingIfNeeded: room >> 8)]
    return Self.magic + size + Array((text + padding + "\n").utf8)
  }

  /// Reads a header; returns it with the offset of the first row, or the reason why not.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Result<(NumPyHeader, Int), TapeDefect> {
    guard bytes.count >= 10, bytes.prefix(6).elementsEqual(magic.prefix(6)) else {
      return .failure(.notNumPy)
    }
    guard bytes[6] == 1 else { return .failure(.unsupportedHeader("version \(bytes[6])")) }
    let end = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard end <= bytes.count else { return .failure(.cut(expected: end, found: bytes.count)) }
    let text = String(decoding: bytes[10..<end], as: UTF8.self)
    guard let header = parse(text) else { return .failure(.unsupportedHeader(text)) }
    return .success((header, end))
  }

  private static func parse(_ text: String) -> NumPyHeader? {
    guard text.contains("'fortran_order': False"),
      let descriptor = between(text, "'descr': ", ", 'fortran_order'"),
      let shape = between(text, "'shape': (", ")"), !descriptor.contains("O"),
      let count = Int(shape.filter { $0 != "," && $0 != " " }), count >= 0
    else { return nil }
    return NumPyHeader(descriptor: descriptor, count: count)
  }

  private static func between(_ text: String, _ start: String, _ end: String) -> String? {
    guard let from = text.firstRange(of: start)?.upperBound,
      let until = text[from...].firstRange(of: end)?.lowerBound
    else { return nil }
    return String(text[from..<until])
  }
}

import MarketData

/// A file that is small enough to be read at once.
struct PackedFile {
  static let largest = JSONDocument.largest

  var bytes: [UInt8] = []
  var source: TapeMetadata.Source
  /// Why the data break off, nil where they do not.
  var breakage: String?

  /// The lines that end in the bytes, and one more.
  var lines: Int { bytes.count { $0 == 10 } + 1 }

  static func read(_ path: String) throws(IngestError) -> PackedFile {
    var input = try ByteSource.open(path)
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { room.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let count = try input.read(into: room)
      if count == 0 { break }
      bytes.append(contentsOf: room[..<count])
      if bytes.count > largest {
        throw IngestError(
          .badData, file: path, reason: "it holds more than \(largest >> 20) MiB",
          remedy: "check that this is the file you mean")
      }
    }
    let breakage = input.breakage
    return PackedFile(bytes: bytes, source: try input.finish(), breakage: breakage)
  }
}

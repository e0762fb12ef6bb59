import Foundation
import MarketData
import Quantities

/// A folder of one test, gone when the test ends.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tape-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a tape of trades at the given nanoseconds, priced by their place.
  func trades(_ name: String, at times: [Int64]) throws -> Tape {
    let rows = times.enumerated().map { row, time in
      TradeRow(
        ts: Instant(nanoseconds: time), price: Price(raw: Int64(row) + 1),
        size: Quantity(raw: 2), side: .buy)
    }
    return try write(name, rows)
  }

  /// Writes a tape of any rows.
  func write<Row: TapeRow>(_ name: String, _ rows: [Row]) throws -> Tape {
    var writer = try TapeWriter<Row>(path: "\(path)/\(name)")
    for row in rows { try writer.append(row) }
    _ = try writer.finish(Self.metadata(Row.kind))
    return try Tape(path: "\(path)/\(name)")
  }

  static func metadata(_ kind: TapeKind) -> TapeMetadata {
    TapeMetadata(kind: kind, venue: "test", symbol: "BTC/USDT:USDT", format: "none")
  }

  /// The names in the folder, sorted.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  func bytes(_ file: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(path)/\(file)"))
  }

  func replace(_ file: String, with bytes: Data) throws {
    try bytes.write(to: URL(filePath: "\(path)/\(file)"))
  }

  func replace(_ file: String, _ old: String, _ new: String) throws {
    let text = String(decoding: try bytes(file), as: UTF8.self)
    try replace(file, with: Data(text.replacing(old, with: new).utf8))
  }
}

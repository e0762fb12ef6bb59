import Foundation
import MarketData
import Quantities

@testable import Simulation

/// The folder of recorded market data, nil where there is none.
enum RecordedData {
  static let folder: String? = {
    let here = URL(fileURLWithPath: #filePath)
    let checkout = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
      ?? checkout.appendingPathComponent("../shared/data").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: "\(folder)/candles") ? folder : nil
  }()
}

/// A recorded market that feeds an index.
struct RealVenue: Sendable {
  let venue: String
  let symbol: String
  let kind: String
  let quote: String
  let format: String
  let file: String
  let weight: String
  var interval: String?
  var base = "BTC"

  var name: String { "\(venue):\(symbol)" }
}

/// A scenario over recorded markets, the first of which is traded, written into a folder of its
/// own; nil where the data is not there.
final class RealVenues {
  let folder: String
  let venues: [RealVenue]

  /// `index` is the section of the rulebook, `extra` goes into the scenario.
  init?(_ venues: [RealVenue], index: String, mark: String = "index", extra: String = "") throws {
    guard let data = RecordedData.folder else {
      print("skipped: no real data at TIDEMARK_DATA or ../shared/data")
      return nil
    }
    self.venues = venues
    folder = NSTemporaryDirectory() + "tidemark-venues-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try write(
      "rulebook.yaml",
      TestWorld.plainRulebook
        .replacing("index: { stale_after: 1d }", "index: { \(index) }")
        .replacing("mark: { model: last }", "mark: { model: \(mark) }")
        .replacing(
          "price_for: { liquidation: last, pnl: last }",
          "price_for: { liquidation: index, pnl: index }"))
    try write("instruments.yaml", "instruments:\n" + venues.map(Self.instrument).joined())
    try write("scenario.yaml", scenario(data, extra))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func scenario(_ data: String, _ extra: String) -> String {
    let sources = venues.map { "\($0.name): \($0.weight)" }.joined(separator: ", ")
    return """
      schema: 1
      name: venues
      seed: 3
      rulebook: rulebook.yaml
      instruments: instruments.yaml
      data_root: \(data)
      data:
      \(venues.map(Self.source).joined())
      markets: [\(venues[0].name)]
      index: { \(venues[0].name): { \(sources) } }
      pools: { USDT: 1000000, BTC: 100 }
      strategies:
        - name: one
          script: none.lua
          spot: { USDT: 10000 }
          margin: [{ name: main, mode: isolated, market: \(venues[0].name), granted: true }]
      \(extra)
      """
  }

  private static func instrument(_ venue: RealVenue) -> String {
    "  - { venue: \(venue.venue), symbol: \(venue.symbol), kind: \(venue.kind), "
      + "base: \(venue.base), quote: \(venue.quote), tick: 0.01, lot: 0.0001 }\n"
  }

  private static func source(_ venue: RealVenue) -> String {
    let interval = venue.interval.map { "interval: \($0), " } ?? ""
    return "  - { venue: \(venue.venue), symbol: \(venue.symbol), format: \(venue.format), "
      + "\(interval)file: \(venue.file) }\n"
  }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  func run(_ steps: [Step] = []) throws -> RunTables {
    let setup = try RunSetup.load(Scenario.read("\(folder)/scenario.yaml"), cache: folder)
    return try RunTables(setup, steps, into: folder, isParanoid: false)
  }

  /// The same index from the tapes of a run.
  func naive(
    _ tables: RunTables, staleAfter: TimeSpan, band: String, isClamped: Bool
  ) throws -> NaiveIndex {
    NaiveIndex(
      tables.setup.streams.map(\.tape), weights: try venues.map { try Rate($0.weight).raw },
      staleAfter: staleAfter, band: try Rate(band), isClamped: isClamped,
      through: tables.setup.stop)
  }
}

import Foundation
import Testing

@testable import Synthesis

/// The small datasets of the examples.
struct WorkedExampleTests {
  private static let names = WorkedExample.all.map(\.name)
  private static let minute: Int64 = 60_000_000_000

  /// Generates a dataset of seed 7 and hands it to `body`; it is gone afterwards.
  private func generated(_ name: String, seed: UInt64 = 7, _ body: (Generated) throws -> Void)
    throws
  {
    let dataset = try Generated(seed: seed, name: name)
    defer { dataset.remove() }
    try body(dataset)
  }

  @Test(arguments: names)
  func `the committed dataset is the one of seed 7, and small`(name: String) throws {
    try generated(name) { dataset in
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "datasets/\(name)")
      let committed = try DatasetManifest(
        json: Data(contentsOf: folder.appending(path: "metadata.json")))
      #expect(committed.seed == 7 && committed.name == name)
      #expect(committed.events == dataset.manifest.events)
      #expect(
        committed.files.map(\.sha256Uncompressed)
          == dataset.manifest.files.map(\.sha256Uncompressed))
      for file in committed.files {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file.file)))
        #expect(fingerprint(bytes) == file.sha256 && bytes.count == file.bytes)
        #expect(bytes.count < 16_000)
      }
    }
  }

  @Test func `another seed gives other rows, the same seed the same`() throws {
    var prints: [[String: String]] = []
    for seed in [7, 7, 8] as [UInt64] {
      try generated("example-fall", seed: seed) { prints.append(try $0.fingerprints()) }
    }
    #expect(prints[0] == prints[1])
    #expect(prints[0] != prints[2])
  }

  /// Prices, in dollars, at minutes after the start.
  @Test(arguments: [
    ("example-long", "BTC", [(0, 20_000), (5, 20_000), (35, 22_000), (65, 18_000), (70, 18_000)]),
    ("example-short", "ETH", [(0, 2000), (5, 2000), (35, 1500), (40, 1500)]),
    (
      "example-fall", "BTC",
      [(0, 30_000), (5, 30_000), (35, 26_000), (36, 26_000), (55, 27_000), (60, 27_000)]
    ),
    ("example-wick", "BTC", [(0, 35_000), (2, 35_000), (10, 35_000), (20, 36_000)]),
  ])
  func `a path passes through its planned prices, with noise between`(
    name: String, base: String, anchors: [(Int64, Int64)]
  ) throws {
    try generated(name) { dataset in
      let trades = try dataset.csv("harbour", "trades", base: base)
      let rows = 0..<trades.count
      for (minute, price) in anchors {
        let time = trades.time(0) + minute * Self.minute
        let row = try #require(rows.first { trades.time($0) == time })
        #expect(trades[row, 1] == price * 100_000_000)
      }
      let length = trades.time(trades.count - 1) - trades.time(0)
      #expect(length == (try #require(anchors.last)).0 * Self.minute)
      #expect(Set(rows.map { trades[$0, 1] }).count > trades.count / 3)
      #expect(zip(rows, rows.dropFirst()).allSatisfy { trades.time($1) > trades.time($0) })
      #expect(rows.allSatisfy { trades[$0, 2] > 0 && trades[$0, 1] % 10_000_000 == 0 })
    }
  }

  @Test func `the wick is one venue's alone`() throws {
    try generated("example-wick") { dataset in
      let wick = try dataset.event("wick")
      let others = try ["harbour", "atoll"].map { try dataset.csv($0, "trades") }
      let wicked = try dataset.csv("meridian", "trades")
      for row in 0..<wicked.count {
        let share = Double(wicked[row, 1]) / Double(others[0][row, 1])
        if wick.contains(wicked.time(row)) { #expect(share < 0.91) } else { #expect(share == 1) }
        // Atoll's step is half a dollar.
        #expect((others[1][row, 1] - others[0][row, 1]).magnitude <= 20_000_000)
      }
      let lowest = try #require((0..<wicked.count).map { wicked[$0, 1] }.min())
      #expect(lowest / 100_000_000 == 14_000)
      #expect(dataset.manifest.events.map(\.size) == ["-0.60"])
    }
  }

  @Test func `an ether file counts ether`() throws {
    try generated("example-short") { dataset in
      let file = try #require(dataset.manifest.files.first)
      #expect(file.file == "harbour-ETHUSDT-trades.csv.gz" && file.symbol == "ETHUSDT")
      #expect(file.columns.map(\.unit).contains("USDT/ETH"))
    }
  }
}

import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

/// How the files of a folder of recorded data are imported: the first rule that fits.
private struct Rule: Sendable {
  var pattern: String
  var format: String?
  var adjust: @Sendable (inout ImportRequest) -> Void = { _ in }

  static let all: [Rule] = [
    Rule(pattern: "/raw/", format: nil), Rule(pattern: "book_top20", format: nil),
    Rule(pattern: "bitstamp_2015-05-01/trades", format: nil),
    Rule(pattern: "hyperliquid_all_asset", format: nil),
    Rule(pattern: "damaged/tardis", format: "tardis-trades"),
    Rule(pattern: "damaged/ADABTC", format: "binance-klines"),
    Rule(pattern: "incremental_book_L2", format: "tardis-incremental-book"),
    Rule(pattern: "bitstamp_2015-05-01/orders", format: "bitstamp-orders"),
    Rule(pattern: "book_ticker", format: "tardis-quotes"),
    Rule(pattern: "tardis/binance-futures_quotes", format: "tardis-quotes"),
    Rule(pattern: "huobi-dm-swap_quotes", format: "tardis-quotes"),
    Rule(pattern: "derivative_ticker", format: "tardis-derivative-ticker"),
    Rule(pattern: "_trades", format: "tardis-trades"),
    Rule(pattern: "book_snapshot_", format: "tardis-book-snapshot"),
    Rule(pattern: "coinbase_2018-04-17/match", format: "coinbase-matches"),
    Rule(pattern: "coinbase_2018", format: "coinbase-l2"),
    Rule(pattern: "coinbase_2021", format: "depth-summary"),
    Rule(pattern: "-depth-", format: "binance-depth"),
    Rule(pattern: "binance_vision/", format: "binance-klines"),
    Rule(pattern: "bybit/", format: "bybit-orderbook"),
    Rule(pattern: "lean/", format: "lean-bars"),
    Rule(pattern: ".zip", format: "lean-bars"),
    Rule(pattern: "/BTC-PERP", format: "ohlcv") { $0.units = "quote" },
    Rule(pattern: "candles/", format: "ohlcv"),
    Rule(pattern: "_dydx_", format: "funding"), Rule(pattern: "_gate_", format: "funding"),
    Rule(pattern: "seven_exchanges", format: "funding") { $0.utcOffset = .hour * 3 },
    Rule(pattern: "funding", format: "funding"),
    Rule(pattern: "mark_index/", format: "ohlcv"),
    Rule(pattern: "tiers/", format: "binance-tiers"),
    Rule(pattern: "rates/aave_", format: "aave-strategies"),
    Rule(pattern: "rates/compound_", format: "compound-networks"),
    Rule(pattern: "instruments/", format: "instruments"),
  ]

  static func of(_ file: String) -> Rule? { all.first { file.contains($0.pattern) } }
}

/// Files that make one tape together, by the first of them.
private let companions: [String: [String]] = {
  let depth = "formats/binance_vision/btcusdt-depth-"
  let april = "book/coinbase_2018-04-24/"
  let short = "book/coinbase_2018-04-17/"
  return [
    depth + "snap.csv": [depth + "snap.csv", depth + "update.csv"],
    april + "snapshot_asks.csv.gz": ["snapshot_bids.csv.gz", "snapshot_asks.csv.gz"].map {
      april + $0
    } + (1...4).map { "\(april)l2update_15min_\($0).csv.gz" },
    short + "snapshot_asks.csv.gz": [
      "snapshot_bids.csv.gz", "snapshot_asks.csv.gz", "l2update.csv.gz",
    ].map { short + $0 },
  ]
}()

/// Every file of the recorded data through its format: what `swift test --filter ImportTable`
/// prints is the table of the data's defects.
@Suite("Import table", .enabled(if: RealData.path != nil), .serialized)
struct ImportTableTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A file that is not the first of several is read with it.
  private static let firsts: [String] = {
    let later = Set(companions.flatMap { first, all in all.filter { $0 != first } })
    return RealData.files.filter { !later.contains($0) }
  }()

  private static let refusals = [
    "damaged/tardis_trades_bad_crc.csv.gz": "invalid distance too far back",
    "damaged/ADABTC-1m-2021-11-27_bad_zip.zip": "the archive is broken",
  ]

  @Test("imports every file with the rows of its README, or refuses it for the reason there")
  func table() throws {
    #expect(RealData.files.count > 100)
    print("| file | format | rows_read | rows_written | defects | verdict |")
    print("|---|---|---|---|---|---|")
    for file in Self.firsts {
      let rule = try #require(Rule.of(file), "no rule for \(file)")
      guard let format = rule.format else {
        print("| \(file) | none | | | | not a tape |")
        continue
      }
      if ReferenceFormat.named(format) != nil {
        try importReference(file, format)
      } else {
        try importOne(file, format, rule)
      }
    }
  }

  /// A file that becomes YAML; the README does not count the contracts of Compound.
  private func importReference(_ file: String, _ format: String) throws {
    let path = try #require(RealData.path) + "/" + file
    let report = try ReferenceImport.run(scratch.reference(format, path))
    if format != "compound-networks" {
      #expect(try report.rowsRead == RealData.row(of: file).rows, "\(file)")
    }
    #expect(report.rowsWritten + report.leftOut == report.rowsRead, "\(file)")
    let defects = report.leftOut > 0 ? "left_out \(report.leftOut)" : ""
    print(
      "| \(file) | \(format) | \(report.rowsRead) | \(report.rowsWritten) | \(defects) | imported |"
    )
  }

  private func importOne(_ file: String, _ format: String, _ rule: Rule) throws {
    let root = try #require(RealData.path)
    let files = companions[file] ?? [file]
    var request = scratch.request(format, files.map { "\(root)/\($0)" })
    rule.adjust(&request)
    if let reason = Self.refusals[file] {
      let error = #expect(throws: IngestError.self, "\(file)") { try Import.run(request) }
      #expect(error?.category == .badData && error?.reason.contains(reason) == true, "\(file)")
      print("| \(file) | \(format) | | | \(error?.reason ?? "") | refused |")
      return
    }
    let expected = try files.map { try RealData.row(of: $0) }
    let made = try Import.run(request)
    for metadata in made {
      #expect(metadata.rowsRead == expected.reduce(0) { $0 + $1.rows }, "\(file)")
      #expect(metadata.sources.map(\.sha256) == expected.map(\.sha256), "\(file)")
      #expect(metadata.findings["rejected"] == nil, "\(file)")
      if !["tardis-book-snapshot", "depth-summary", "bybit-orderbook"].contains(format),
        metadata.kind != .value
      {
        #expect(metadata.rowsWritten == metadata.rowsRead - metadata.duplicates, "\(file)")
      }
    }
    try check(request.target, count: made.count, file)
    print(line(files, format, made))
    try FileManager.default.removeItem(atPath: request.target)
  }

  /// What was written is sound when it is read again.
  private func check(_ target: String, count: Int, _ file: String) throws {
    let folders =
      count == 1 && FileManager.default.fileExists(atPath: target + "/metadata.json")
      ? [target]
      : try FileManager.default.contentsOfDirectory(atPath: target).map { "\(target)/\($0)" }
    #expect(folders.count == count)
    for folder in folders { #expect(TapeCheck(try Tape(path: folder)).isSound, "\(file)") }
  }

  private func line(_ files: [String], _ format: String, _ made: [TapeMetadata]) -> String {
    let quiet = [
      "messages", "snapshots", "source_times_are_opens", "interval_given",
      "interval_is_commonest_step",
    ]
    let all = made.reduce(into: [String: Int]()) { sum, tape in
      sum.merge(tape.findings) { max($0, $1) }
      if tape.duplicates > 0 { sum["duplicates"] = tape.duplicates }
      if tape.gaps > 0 { sum["gaps"] = max(sum["gaps"] ?? 0, tape.gaps) }
      if tape.rounded > 0 { sum["rounded"] = tape.rounded }
    }
    let defects = all.filter { !quiet.contains($0.key) }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }
    let names = files.count == 1 ? files[0] : "\(files[0]) +\(files.count - 1)"
    let written = made.map { "\($0.rowsWritten)" }.joined(separator: "+")
    return "| \(names) | \(format) | \(made[0].rowsRead) | \(written) | "
      + "\(defects.joined(separator: ", ")) | imported |"
  }
}

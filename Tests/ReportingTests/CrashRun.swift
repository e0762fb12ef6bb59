import Foundation
import GRDB

@testable import Reporting

/// The values of a row.
typealias Values = [(any DatabaseValueConvertible)?]

/// A made-up run: a long position through a crash, called, then liquidated, next to a quiet wallet.
///
/// 601 samples a minute apart from `midnight`. Account 1 is the wallet, account 2 on margin.
struct CrashRun {
  static let samples = 601
  let fixture: Fixture

  init(gates: String = #"["max_drawdown < 0.9", "liquidations <= 2"]"#) throws {
    fixture = try Fixture()
    try addFacts(gates)
    try addThings()
    try addSamples()
    try addTrading()
    try addTransfers()
    try addLending()
    try addBook()
    try addTrouble()
    try addScript()
  }

  /// The summary of such a run.
  static func summary() throws -> Summary {
    let run = try CrashRun()
    return try withExtendedLifetime(run.fixture) { try Summary.compute(run: run.fixture.folder) }
  }

  static func time(_ sample: Int) -> Int64 { midnight + seconds(60 * sample) }

  /// A slow rise, a crash of a third in 40 minutes, a half recovery, on a ripple.
  static func price(_ sample: Int) -> Double {
    let x = Double(sample)
    let ripple = 180 * sin(x / 7) + 90 * sin(x / 2.3)
    let fall = sample < 300 ? 0 : sample < 340 ? (x - 300) / 40 : max(0.5, 1 - (x - 340) / 300)
    return (60_000 + 6 * x + ripple) * (1 - 0.3 * fall)
  }

  private func addFacts(_ gates: String) throws {
    let facts: [(String, String)] = [
      ("schema", "1"), ("scenario", "crash " + Hostile.script),
      ("scenario_path", "scenarios/crash.yaml"),
      ("scenario_hash", String(repeating: "a1", count: 32)),
      ("rulebook", "seed-s4"), ("rulebook_hash", String(repeating: "b2", count: 32)),
      ("strategy", "strategies/probe.lua " + Hostile.quotes), ("seed", "42"),
      ("engine", "0.1.0"), ("command", "tidemark run scenarios/crash.yaml --seed 42"),
      ("start_ns", "\(midnight)"), ("stop_ns", "\(Self.time(Self.samples - 1))"),
      ("status", "finished"), ("error", ""),
      ("journal_hash", String(repeating: "c3", count: 32)), ("events", "12345"),
      ("records", "67890"), ("sampling_ns", "60000000000"), ("quote_asset", "USDT"),
      ("gates", gates), ("warnings", #"["2 rows were rounded", "odd <i>text</i>"]"#),
    ]
    try fixture.add("run", facts.map { [$0.0, $0.1] })
  }

  private func addThings() throws {
    try fixture.add("assets", [[1, "USDT"], [2, "BTC"]])
    try fixture.add(
      "instruments",
      [
        [1, "anchor", "BTCUSDT", "spot", "BTC", "USDT", 1_000_000, 1000, 1],
        [2, "basin", "BTC/USDT:" + Hostile.script, "spot", "BTC", "USDT", 1_000_000, 1000, 0],
      ])
    try fixture.add(
      "accounts",
      [
        [1, "user", "wallet", "spot", nil, 1],
        [2, "user", "probe " + Hostile.quotes, "margin", "cross", 1],
        [3, "venue", "pool USDT", "pool", nil, 1], [4, nil, "fund", "fund", nil, nil],
        [5, nil, "fees", "fee", nil, nil], [6, nil, "market", "venue", nil, nil],
        [7, nil, "outside", "outside", nil, nil],
      ])
    try fixture.add(
      "tiers",
      [
        [1, "whole", "debt", "debt", 0, e8(24_003), e12(0.02), e12(10), nil],
        [2, "whole", "debt", "debt", e8(24_003), nil, e12(0.03), e12(8), nil],
      ])
    try fixture.add(
      "bands",
      [
        [2, "transfer_out", "margin_level", e12(2), 1], [2, "alert", "margin_level", e12(1.5), 1],
        [2, "call", "margin_level", e12(1.3), 1],
        [2, "liquidation", "margin_level", e12(1.1), 1],
      ])
    let day = seconds(86_400)
    try fixture.add(
      "data",
      ["anchor", "basin", "cove"].enumerated().map { (index: Int, venue: String) in
        [
          venue + "-quotes", venue, "BTCUSDT", "quote", "tardis-quotes",
          String(repeating: "d" + String(index), count: 32), 36_000 + index, midnight,
          midnight + day / 2,
          index, index == 0 ? nil : seconds(37), 0, 2, index == 2 ? 1 : 0,
        ]
      })
    try fixture.add(
      "data_findings", [["basin-quotes", "crossed_updates", 3], ["cove-quotes", "resyncs", 1]])
    try fixture.add("data_places", [["basin-quotes", "crossed_updates", "basin.csv:<17>"]])
  }

  private func addSamples() throws {
    var prices: [[Int64?]] = []
    for index in 0..<Self.samples {
      let price = Self.price(index)
      prices.append([
        Self.time(index), 1, e8(price + 8 * sin(Double(index))), e8(price), e8(price * 1.0002),
        e8(price - 1), e8(price + 1),
      ])
      if index % 10 == 0 {
        prices.append([Self.time(index), 2, e8(price + 20), nil, nil, nil, nil])
      }
    }
    try fixture.add("prices", prices.map { $0.map { $0 } })
    try addEquity()
  }
}

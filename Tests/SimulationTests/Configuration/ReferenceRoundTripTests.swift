import Foundation
import Ingest
import Lending
import Margin
import MarketData
import Quantities
import Testing

@testable import Simulation

/// The folder of recorded data, nil where there is none.
private let recorded: String? = {
  let folder =
    ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
    ?? CheckoutFile.path("../shared/data")
  if FileManager.default.fileExists(atPath: "\(folder)/tiers") { return folder }
  print("no recorded data at \(folder): its tests are passed over; set TIDEMARK_DATA")
  return nil
}()

/// What an import writes is what the project reads.
@Suite(.enabled(if: recorded != nil))
struct ReferenceRoundTripTests {
  private let scratch: ConfigurationScratch
  init() throws { scratch = try ConfigurationScratch() }

  private func imported(_ format: String, _ file: String) throws -> String {
    let target = scratch.path + "/out.yaml"
    _ = try ReferenceImport.run(
      ReferenceRequest(
        format: format, file: try #require(recorded) + "/" + file, target: target))
    return target
  }

  /// The rulebook of source 001 with some of its text replaced.
  private func rulebook(_ old: String, _ new: String) throws -> Rulebook {
    let text = try String(
      contentsOfFile: CheckoutFile.path("rulebooks/seed-s1.yaml"), encoding: .utf8)
    let parts = text.components(separatedBy: old)
    try #require(parts.count == 2, "the rulebook has changed")
    return try Rulebook.read(scratch.write(parts.joined(separator: new), as: "book.yaml"))
  }

  @Test(arguments: ["2022-02-12", "2024-10-24"])
  func `every section of tiers is the maintenance of a rulebook`(day: String) throws {
    let file = try imported("binance-tiers", "tiers/binance_leverage_tiers_\(day).json.gz")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let sections = sections(text)
    #expect(sections.count == (day == "2022-02-12" ? 162 : 349))
    var tiers = 0
    for section in sections {
      let book = try rulebook("    method: flat\n    on: exposure\n    mmr: 0.05\n", section)
      let table = book.maintenance.table
      tiers += table.tiers.count
      #expect(table.method == .deduction && book.maintenance.key == .base)
      try checkAmounts(table, section)
    }
    #expect(tiers == (day == "2022-02-12" ? 1077 : 2805))
  }

  /// The lines below each symbol.
  private func sections(_ text: String) -> [String] {
    var found: [String] = []
    for line in text.split(separator: "\n") where line.hasPrefix("  ") {
      if line.hasPrefix("   ") {
        found[found.count - 1] += line + "\n"
      } else {
        found.append("")
      }
    }
    return found
  }

  /// At each floor the table asks for what the venue's formula gives: value x rate - cum.
  private func checkAmounts(_ table: TierTable, _ body: String) throws {
    let amounts = body.components(separatedBy: "# cum ").dropFirst().map {
      $0.prefix { $0 != "\n" }
    }
    for (tier, amount) in zip(table.tiers, amounts) {
      let value = tier.floor + Money(raw: 100_000_000)
      let expected = try value.scaled(by: tier.maintenanceRate, .up) - Money(String(amount))
      #expect(try table.maintenance(of: value, key: value) == expected)
    }
  }

  @Test func `a file of instruments is read whole`() throws {
    let file = try imported("instruments", "instruments/symbol_properties_crypto.csv.gz")
    let all = try InstrumentFile.read(file)
    #expect(all.count == 9024)
    func named(_ name: String) throws -> Instrument {
      try #require(all.first { $0.name == name })
    }
    let binance = try named("binance:BTCUSDT")
    #expect(binance.kind == .spot && binance.base == "BTC" && binance.quote == "USDT")
    #expect(binance.tick.description == "0.01" && binance.lot.description == "0.00001")
    #expect(binance.minNotional.description == "5")
    #expect(try named("kraken:BTCUSDT").minNotional == .zero)
    let coin = try named("binance-futures:BTCUSD")
    #expect(coin.kind == .inverse && coin.multiplier.description == "100")
    #expect(try named("bybit-futures:BTCUSD").kind == .inverse)
    #expect(try named("dydx-futures:BTCUSD").kind == .linear)
    #expect(try named("binance:币安人生USDT").base == "币安人生")
  }

  private static let lending =
    "lending:\n  default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.60, "
    + "reserve_factor: 0.1 }\n"

  @Test func `the reserves of Aave are pools of a rulebook`() throws {
    let file = try imported("aave-strategies", "rates/aave_v3_ethereum_2023-10-31.json")
    let book = try rulebook(Self.lending, try String(contentsOfFile: file, encoding: .utf8))
    #expect(book.pools.count == 25)
    let usdt = try #require(book.pool("USDT"))
    #expect(usdt.model.form == .rateAtKink && usdt.reserveFactor.description == "0.1")
    // 0 + 0.04 + 0.75 x (0.95 - 0.8) / 0.2
    let rate = try usdt.model.borrowRate(at: Rate("0.95"))
    #expect(rate.description == "0.6025")
    for usage in ["0", "0.5", "1"] {
      #expect(
        try book.pool("GHO")?.model.borrowRate(at: Rate(usage)).description == "0.03")
    }
  }

  @Test func `the curves of Compound are pools of a rulebook`() throws {
    let file = try imported("compound-networks", "rates/compound_v2_mainnet.json")
    let book = try rulebook(Self.lending, try String(contentsOfFile: file, encoding: .utf8))
    #expect(book.pools.count == 10)
    let rates: [(pool: String, usage: String, rate: String)] = [
      ("Base200bps_Slope2000bps_Jump20000bps_Kink90", "0.95", "0.3"),
      ("IRM_USDT_Updateable", "0.8", "0.032"), ("IRM_USDT_Updateable", "1", "0.25"),
      ("Base500bps_Slope1200bps", "0.5", "0.11"),
      ("Base500bps_Slope1200bps", "1", "0.170000000001"),
      ("Base200bps_Slope2000bps_Jump8000bps_Kink90", "0.95", "0.21"),
    ]
    for (pool, usage, rate) in rates {
      let model = try #require(book.pool(pool)?.model)
      #expect(try model.borrowRate(at: Rate(usage)).description == rate, "\(pool) at \(usage)")
    }
  }
}

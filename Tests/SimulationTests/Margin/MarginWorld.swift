import Foundation
import MarketData
import Quantities
import Strategies

@testable import Simulation

/// What of a rulebook these tests vary; prices are last trades, takers pay 0.1 %.
struct MarginBook {
  var leverage = "3"
  var haircuts = ""
  var maintenance = "{ method: flat, on: debt, mmr: 0.05 }"
  var health = "metric: assets_over_debt, alert: 1.3, call: 1.3, liquidation: 1.1"
  var bands: [String] = []
  var topUp = "1.5"
  var more = ""
  var limits = ""

  var text: String {
    let lines =
      bands.isEmpty ? "" : ", bands: [\(bands.map { "{ \($0) }" }.joined(separator: ", "))]"
    let weights = haircuts.isEmpty ? "" : "  haircuts: { \(haircuts) }\n"
    return """
      schema: 1
      name: margins
      index: { stale_after: 1d }
      mark: { model: last }
      price_for: { liquidation: last, pnl: last }
      fees: { maker: 0, taker: 0.001 }
      stale_book: 1d
      margin:
        modes: [isolated, cross]
        max_leverage: \(leverage)
        eligibility: { agreement: true }
      \(weights)  maintenance: \(maintenance)
      health: { \(health)\(lines) }
      call: { top_up_to: \(topUp), deadline: 1h }
      interest: { clock: hourly_from_fill, compounding: false }
      lending:
        default: { form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.6, reserve_factor: 0.1 }
      \(limits)liquidation: { cycle: 0s, fee: 0, surplus_to: user }
      \(more)
      """
  }
}

extension Refusal {
  /// The code with its numbers.
  var numbers: String {
    let numbers = [("have", have), ("need", need), ("allowed", allowed)]
      .compactMap { name, value in value.map { "\(name) \($0)" } }
    return ([code.rawValue] + numbers).joined(separator: " ")
  }
}

extension Result where Failure == Refusal {
  /// `ok`, or the code of the refusal with its numbers.
  var numbers: String {
    switch self {
    case .success: "ok"
    case .failure(let refusal): refusal.numbers
    }
  }
}

extension TestWorld {
  convenience init(_ book: MarginBook) throws {
    try self.init()
    rulebook = book.text
  }

  /// A second market, DOGEUSDT, at prices of its own, and one cross account over both.
  func addDoge(_ prices: [String]) throws {
    try trades(prices, symbol: "DOGEUSDT", tape: "doge")
    moreData = ", { venue: v, symbol: DOGEUSDT, tape: doge }"
    moreInstruments =
      "  - { venue: v, symbol: DOGEUSDT, kind: spot, base: DOGE, quote: USDT, tick: 0.0001, "
      + "lot: 1, min_notional: 5 }\n"
    markets = "[v:BTCUSDT, v:DOGEUSDT]"
    pools = "{ USDT: 1000000, BTC: 100, DOGE: 1000000 }"
    strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000, BTC: 10, DOGE: 100000 }
        margin:
          - { name: main, mode: cross, quote: USDT, granted: true }
      """
  }

  /// Runs scripted steps into a database in the world's folder.
  func tables(_ steps: [Step]) throws -> RunTables {
    let setup = try setup()
    return try RunTables(setup, steps, into: folder)
  }
}

extension RunTables {
  /// Rows of a query as texts, with the seconds since the start for `at`.
  func lines(_ sql: String) throws -> [String] {
    let start = TestWorld.start.nanoseconds
    return try rows(sql.replacingOccurrences(of: "AT", with: "(ts - \(start)) / 1000000000"))
      .map { row in row.map(\.description).joined(separator: " ") }
  }
}

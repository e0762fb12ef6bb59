import Foundation
import LuaStrategies
import MarketData
import Quantities
import Simulation
import Strategies

/// Replays of one tape through the whole run loop, with a strategy that is checked.
enum ReplayBenchmark {
  /// A native strategy reads best bid and ask after each instant; with a feed latency as it sees
  /// them then, from a book of its own. The last instants are not heard of any more.
  static func book(_ path: String, feedLatency: String?) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path, feedLatency: feedLatency)
    defer { bench.remove() }
    return try bench.measure([BookReader()]) { run in
      let reader = run.strategy(0)
      let text =
        "groups \(reader.groups), sum \(reader.sum), bid \(reader.bid), ask \(reader.ask)"
      let expected = "groups 4716134, sum 4717839890019, bid 50022.2, ask 50022.4"
      let isChecked = bench.isReference(Reference.l2) && feedLatency == nil
      return (text, isChecked && text != expected ? expected : nil)
    }
  }

  /// A native strategy reads them every 100 ms.
  static func bookTimer(_ path: String, feedLatency: String?) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path, feedLatency: feedLatency)
    defer { bench.remove() }
    return try bench.measure([BookTimer()]) { run in
      let timer = run.strategy(0)
      let text = "wakes \(timer.wakes), sum \(timer.sum)"
      let expected = "wakes 47155, sum 47172060668"
      let isChecked = bench.isReference(Reference.l2) && feedLatency == nil
      return (text, isChecked && text != expected ? expected : nil)
    }
  }

  /// A script reads them after each instant.
  static func luaBook(_ path: String) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path, script: BenchmarkScript.book)
    defer { bench.remove() }
    return try bench.measure(try bench.setup.strategies()) { run in
      let text = run.records(0).joined(separator: ", ")
      let expected = "groups 4716134, sum 4717839890019"
      return (text, bench.isReference(Reference.l2) && text != expected ? expected : nil)
    }
  }

  /// One limit order a side in Swift. How many are filled depends on the rule: first in line and
  /// filled as a whole, it is hftbacktest's, with its numbers.
  static func trades(_ path: String) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path, fills: "{ model: front, quantity: whole }")
    defer { bench.remove() }
    return try bench.measure([TwoSides()]) { run in
      let text = "orders \(run.strategy(0).orders), fills \(run.strategy(0).fills)"
      let expected = "orders 51283, fills 31972"
      return (text, bench.isReference(Reference.trades) && text != expected ? expected : nil)
    }
  }

  /// SMA 10/50 cross in Swift.
  static func bars(_ path: String) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path)
    defer { bench.remove() }
    return try bench.measure([AverageCross()]) { run in
      check(orders: run.strategy(0).orders, value: run.strategy(0).value, bench)
    }
  }

  /// The same in Lua.
  static func luaBars(_ path: String) throws -> Sample {
    let bench = try BenchmarkScenario(tape: path)
    defer { bench.remove() }
    return try bench.measure(try bench.setup.strategies()) { run in
      check(orders: run.strategyStats(0).orders, value: run.equity(0), bench)
    }
  }

  private static func check(
    orders: Int, value: Money?, _ bench: BenchmarkScenario
  ) -> (String, String?) {
    let cents = value.map { $0.rounded(to: Money(raw: 1_000_000), .halfEven) }
    let text = "orders \(orders), value \(cents?.description ?? "unknown")"
    let expected = "orders 27413, value 998645295.1"
    return (text, bench.isReference(Reference.bars) && text != expected ? expected : nil)
  }
}

/// SHA-256 of the reference files.
enum Reference {
  static let l2 = "ca0a9c33bea2b22fc798b736a0c987e86979430c8ac6316715960a9971fc025c"
  static let trades = "dee16b8073a05e86a17779a0caf704f65e23946e2f5297f331d884a6080bf646"
  static let bars = "e8b6f001f14bb3cfa26c3e7d9af04749b553316a340ed83ec3108738c1082e84"
}

/// Sums best bid and ask in ticks of 0.1.
struct BookReader: Strategy {
  let name = "book-reader"
  private(set) var groups = 0
  private(set) var sum: Int64 = 0
  private(set) var bid = Price.zero
  private(set) var ask = Price.zero

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    if case .success(let id) = context.instrument(named: "BTCUSDT") {
      _ = context.subscribe(.book, id, interval: nil)
    }
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .book(_, let book) = event else { return }
    groups += 1
    if let price = book.bid { bid = price }
    if let price = book.ask { ask = price }
    sum += (bid.raw + ask.raw) / 10_000_000
  }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {}
}

/// Long one while the average of 10 closes is above that of 50, short one while below; one market
/// order at each change.
struct AverageCross: Strategy {
  let name = "average-cross"
  let hears: AccountEventKinds = []
  private(set) var orders = 0
  private(set) var value: Money?
  private var closes: [Int64] = Array(repeating: 0, count: 50)
  private var count = 0
  private var fast: Int64 = 0
  private var slow: Int64 = 0
  private var direction = 0

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    if case .success(let id) = context.instrument(named: "BTCUSDT") {
      _ = context.subscribe(.bar, id, interval: .minute)
    }
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    value = context.account(nil)?.equity
  }

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .bar(let id, _, let bar) = event else { return }
    let close = bar.close.raw / 1_000_000
    fast += close - (count >= 10 ? closes[(count - 10) % 50] : 0)
    slow += close - (count >= 50 ? closes[count % 50] : 0)
    closes[count % 50] = close
    count += 1
    guard count >= 50 else { return }
    let wanted = fast * 5 > slow ? 1 : fast * 5 < slow ? -1 : direction
    if wanted == direction { return }
    let size = Quantity(raw: Int64(abs(wanted - direction)) * 100_000_000)
    let order = OrderRequest(
      instrument: id, side: wanted > direction ? .buy : .sell, size: .base(size),
      autoBorrow: wanted < direction, autoRepay: wanted > direction)
    direction = wanted
    if case .success = context.submit(order) { orders += 1 }
  }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {}
}

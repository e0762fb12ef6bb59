import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// A request that breaks several rules is refused for the first of them, with the numbers.
@Suite("Refusals")
struct RefusalTests {
  private static func refusal<T>(_ result: Result<T, Refusal>) -> String {
    guard case .failure(let refusal) = result else { return "ok" }
    let numbers = [("have", refusal.have), ("need", refusal.need), ("allowed", refusal.allowed)]
      .compactMap { name, value in value.map { "\(name) \($0)" } }
    return ([refusal.code.rawValue] + numbers).joined(separator: " ")
  }

  private static func order(
    _ quantity: String, limit: String? = nil, borrow: Bool = false, account: String? = nil,
    most: Rate? = nil
  ) -> OrderRequest {
    OrderRequest(
      instrument: InstrumentID(0), side: .buy, size: .base((try? Quantity(quantity)) ?? .zero),
      style: limit.flatMap { try? Price($0) }.map { .limit($0) } ?? .market, autoBorrow: borrow,
      maxBorrowRate: most, account: account)
  }

  @Test("orders, in the order of the codes")
  func orders() throws {
    let world = try TestWorld()
    world.pools = "{ USDT: 3000 }"
    try world.trades(Array(repeating: "1000", count: 20))
    let requests: [(OrderRequest, String)] = [
      (Self.order("0", account: "nobody"), "unknown_account"),
      (Self.order("0", borrow: true, account: "spot"), "no_permission"),
      (Self.order("0", limit: "0"), "min_quantity have 0 need 0.0001"),
      (Self.order("900", limit: "0.001"), "price_band have 0 need 0.01"),
      (Self.order("0.001", limit: "10"), "min_notional have 0.01 need 5"),
      (Self.order("2"), "balance have 1000 need 2002.00000002"),
      (
        Self.order("900", borrow: true, most: Rate(raw: 1_000_000_000)),
        "borrow_rate have 0.02 allowed 0.001"
      ),
      (Self.order("900", borrow: true), "borrow_limit need 899900.00000002 allowed 9000"),
      (Self.order("4.5", borrow: true), "pool_dry have 3000 need 3504.50000002"),
      (Self.order("90000000000"), "position_limit need 90000000000"),
    ]
    let steps = requests.enumerated().map { index, request in
      Step(Int64(index) + 2) { Self.refusal($0.submit(request.0)) }
    }
    let (_, outcome, script) = try world.run(
      [Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word }] + steps)
    #expect(outcome.failure == nil)
    #expect(Array(script.answers.dropFirst()) == requests.map(\.1))
  }

  @Test("movements of money, in the order of the codes")
  func moving() throws {
    let world = try TestWorld()
    world.pools = "{ USDT: 3000 }"
    try world.trades(Array(repeating: "1000", count: 30))
    typealias Call = @Sendable (any StrategyContext) -> String
    let zero = Money.zero
    let one = Money(raw: 100_000_000)
    let calls: [(Call, String)] = [
      ({ Self.refusal($0.transfer("X", zero, from: "a", to: "b")) }, "unknown_symbol"),
      ({ Self.refusal($0.transfer("BTC", zero, from: "a", to: "b")) }, "unknown_account"),
      (
        { Self.refusal($0.transfer("USDT", zero, from: "spot", to: "main")) },
        "min_quantity have 0 need 0.00000001"
      ),
      (
        { Self.refusal($0.transfer("USDT", Money(raw: .max), from: "spot", to: "main")) },
        "balance have 9000 need 92233720368.54775807"
      ),
      ({ Self.refusal($0.borrow("X", zero, account: "a", maxRate: nil)) }, "unknown_symbol"),
      ({ Self.refusal($0.borrow("USDT", zero, account: "a", maxRate: nil)) }, "unknown_account"),
      ({ Self.refusal($0.borrow("USDT", zero, account: "spot", maxRate: nil)) }, "no_permission"),
      (
        { Self.refusal($0.borrow("USDT", zero, account: nil, maxRate: nil)) },
        "min_quantity have 0 need 0.00000001"
      ),
      (
        { Self.refusal($0.borrow("USDT", one, account: nil, maxRate: Rate(raw: 1))) },
        "borrow_rate have 0.02 allowed 0"
      ),
      (
        { Self.refusal($0.borrow("BTC", one, account: nil, maxRate: nil)) },
        "pool_dry have 0 need 1"
      ),
      ({ Self.refusal($0.repay("X", one, account: "a", from: "b")) }, "unknown_symbol"),
      ({ Self.refusal($0.repay("USDT", zero, account: "a", from: "b")) }, "unknown_account"),
      ({ Self.refusal($0.repay("USDT", zero, account: nil, from: "b")) }, "unknown_account"),
      (
        { Self.refusal($0.repay("USDT", zero, account: nil, from: nil)) },
        "min_quantity have 0 need 0.00000001"
      ),
    ]
    let steps = calls.enumerated().map { index, call in Step(Int64(index) + 2, call.0) }
    let (_, outcome, script) = try world.run(
      [Step(1) { $0.transfer("USDT", Money(raw: 100_000_000_000), from: "spot", to: "main").word }]
        + steps)
    #expect(outcome.failure == nil)
    #expect(Array(script.answers.dropFirst()) == calls.map(\.1))
  }

  @Test("bars made of trades and timers are bounded")
  func helpers() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 5))
    let (_, _, script) = try world.run([
      Step(1) { context in
        let span = TimeSpan.millisecond * 99
        return context.subscribe(.bar, InstrumentID(0), interval: span)?.message ?? "ok"
      },
      Step(2) { context in
        var most: Refusal?
        for number in 0...OwnerContext.mostTimers where most == nil {
          most = context.setTimer(.after(.day), name: "\(number % 7)")
        }
        return most?.code.rawValue ?? "ok"
      },
    ])
    #expect(script.answers[0].contains("at least 100ms"))
    #expect(script.answers[1] == "rate_limit")
  }
}

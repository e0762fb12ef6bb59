import Foundation
import LuaStrategies
import MarketData
import Quantities
import Strategies
import Testing

/// The scripts of the project against a venue that answers yes, or no.
@Suite struct ProjectScriptTests {
  private func script(_ name: String, _ settings: [String: String]) throws -> LuaStrategy {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = folder.appending(path: "strategies/\(name).lua").path
    return try LuaStrategy(StrategyScript(file: file), settings: settings)
  }

  @Test func `the trend follower buys with a loan on the cross and sells when it ends`() throws {
    let context = FakeContext()
    var strategy = try script(
      "trend-follower", ["interval": "1m", "fast": "3", "slow": "8", "leverage": "2.5"])
    try strategy.start(context)
    for minute in 1...30 { try strategy.receive(bar(minute, 100 + Double(minute)), context) }
    #expect(context.orders.count == 1)
    #expect(context.orders.first?.side == .buy && context.orders.first?.autoBorrow == true)
    #expect(context.orders.first?.size == .base(Quantity(raw: 2_500_000_000)))
    context.held.quantity = Quantity(raw: 2_500_000_000)
    for minute in 31...60 where context.orders.count < 2 {
      try strategy.receive(bar(minute, 160 - Double(minute)), context)
    }
    #expect(context.orders.last?.side == .sell && context.orders.last?.autoRepay == true)
    #expect(context.orders.last?.size == .base(Quantity(raw: 2_500_000_000)))
  }

  @Test func `the trend follower meets a margin call from spot`() throws {
    let context = FakeContext()
    var strategy = try script("trend-follower", ["interval": "1m"])
    try strategy.start(context)
    let call = MarginCallEvent(
      ts: context.now, account: "main", id: 1, state: .issued, urgency: "urgent",
      marginLevel: nil, line: .one, shortfall: Money(raw: 700_000_000), asset: "USDT",
      deadline: context.now, message: "m")
    try strategy.receive(.marginCall(call), context)
    #expect(context.asked.last == "transfer 7 USDT spot main")
  }

  @Test func `the short borrows, sells, and buys back at the stop`() throws {
    let context = FakeContext()
    var strategy = try script("short-borrow", ["interval": "1m", "average": "3", "stop": "0.02"])
    try strategy.start(context)
    for minute in 1...5 { try strategy.receive(bar(minute, 100), context) }
    let fall = BarRow(
      ts: Instant(nanoseconds: 360_000_000_000), open: Price(raw: 10_000_000_000),
      high: Price(raw: 10_000_000_000), low: Price(raw: 9_500_000_000),
      close: Price(raw: 9_500_000_000), volume: Quantity(raw: 1))
    try strategy.receive(fall, context)
    #expect(context.asked.contains { $0.hasPrefix("borrow 10.5263157") && $0.hasSuffix("0.5") })
    #expect(context.orders.map(\.side) == [.sell])
    context.held.quantity = Quantity(raw: -1_052_630_000)
    context.held.entry = Price(raw: 9_500_000_000)
    let fill = FillEvent(
      ts: context.now, account: "main", order: OrderID(1), tag: "open",
      instrument: FakeContext.bitcoin, side: .sell, price: Price(raw: 9_500_000_000),
      quantity: Quantity(raw: 1_052_630_000), fee: .zero, feeAsset: "USDT", isMaker: false,
      borrowed: .zero, repaid: .zero, position: Quantity(raw: -1_052_630_000))
    try strategy.receive(.fill(fill), context)
    var done = try #require(context.order(OrderID(1)))
    done.state = .filled
    try strategy.receive(.order(done), context)
    try strategy.receive(bar(7, 96), context)
    #expect(context.orders.count == 1)
    try strategy.receive(bar(8, 98), context)
    #expect(context.orders.last?.side == .buy && context.orders.last?.autoRepay == true)
    #expect(context.orders.last?.size == .base(Quantity(raw: 1_052_630_000)))
  }

  @Test(arguments: [("long", Side.buy, 490), ("short", .sell, 390)])
  func `the probe levers up once, as far as it may`(
    _ side: String, _ expected: Side, _ tenths: Int64
  ) throws {
    let context = FakeContext()
    var strategy = try script("probe", ["side": side])
    try strategy.start(context)
    for minute in 1...3 { try strategy.receive(bar(minute, 100), context) }
    #expect(context.orders.count == 1)
    #expect(context.orders.first?.side == expected)
    #expect(context.orders.first?.size == .base(Quantity(raw: tenths * 10_000_000)))
    #expect(context.asked.first == "subscribe bar 1m")
    #expect(context.asked.contains("transfer 1000 USDT spot main"))
  }

  @Test func `the probe tries again smaller after a refusal`() throws {
    let context = FakeContext()
    context.refusal = Refusal(.borrowLimit, "too much")
    var strategy = try script("probe", [:])
    try strategy.start(context)
    for minute in 1...2 { try strategy.receive(bar(minute, 100), context) }
    #expect(
      context.orders.map(\.size) == [
        .base(Quantity(raw: 4_900_000_000)), .base(Quantity(raw: 4_410_000_000)),
      ])
  }
}

import Liquidation
import MarketData
import Matching
import Quantities
import Testing

private let now = Instant(nanoseconds: 0)

private func instrument(tick: String, lot: String) throws -> Instrument {
  Instrument(
    venue: "v", symbol: "S", kind: .spot, base: "B", quote: "Q", tick: try exact(tick),
    lot: try exact(lot), minNotional: .zero, multiplier: try exact("1"))
}

private func write(_ size: String, at price: String, _ market: inout Market) throws {
  var fills: [Fill] = []
  market.apply(
    DeltaRow(
      ts: now, price: try exact(price), size: try exact(size), side: .sell,
      flags: [.first, .last]), into: &fills)
  #expect(fills.isEmpty)
}

/// The fills of the three orders of the page.
private func bookFills() throws -> [[Fill]] {
  var market = Market(instrument: try instrument(tick: "0.01", lot: "0.001"), liquidity: .book)
  try write("1", at: "100.00", &market)
  try write("2", at: "100.10", &market)
  var result: [[Fill]] = []
  for (number, quantity) in ["2", "1", "0.5"].enumerated() {
    if number == 2 { try write("1", at: "100.00", &market) }
    var fills: [Fill] = []
    let left = market.submit(
      OrderTerms(id: number + 1, side: .buy, limit: nil, quantity: try exact(quantity)), at: now,
      into: &fills
    ).left
    #expect(left == .zero)
    result.append(fills)
  }
  return result
}

private func notional(_ fill: Fill) throws -> Money {
  try fill.price.value(of: fill.quantity, .up)
}

private func fees() throws -> FeeSchedule {
  FeeSchedule(maker: try exact("0.0008"), taker: try exact("0.001"))
}

/// What an order for `quantity` meets in the bar of the page.
private func barFill(_ side: Side, _ quantity: String, share: String? = nil) throws -> Fill {
  var market = Market(
    instrument: try instrument(tick: "0.1", lot: "0.1"), liquidity: .bars,
    rules: MarketRules(
      slippage: Slippage(
        basisPoints: .basisPoints(5), volumeShareLimit: try share.map { try exact($0) },
        priceImpact: try exact("0.1"))))
  var fills: [Fill] = []
  let step = BarStep(
    ts: now, price: try exact("60000"), volume: try exact("20"), opensBar: true)
  market.apply(step, into: &fills)
  _ = market.submit(
    OrderTerms(id: 1, side: side, limit: nil, quantity: try exact(quantity)), at: now, into: &fills)
  return try #require(fills.first)
}

/// A buyer and a seller of ours: what they trade, and what the tape has left at 101.00.
private func ownFills() throws -> (fills: [Fill], left: Quantity) {
  var market = Market(instrument: try instrument(tick: "0.01", lot: "0.001"), liquidity: .book)
  try write("4", at: "101.00", &market)
  var fills: [Fill] = []
  let sell = OrderTerms(
    id: 1, side: .sell, limit: try exact("100.50"), quantity: try exact("2"), owner: 1)
  _ = market.submit(sell, at: now, into: &fills)
  let buy = OrderTerms(id: 2, side: .buy, limit: nil, quantity: try exact("5"), owner: 2)
  _ = market.submit(buy, at: now, into: &fills)
  return (fills, try #require(market.bestAsk).size)
}

/// The bid of 4 of the page behind 10 others: what stands before it at last, and what it gets.
private func queue(
  _ queue: FillModel.Queue, _ amount: FillModel.Amount = .printed
) throws -> (ahead: Quantity, filled: Quantity) {
  var market = Market(
    instrument: try instrument(tick: "0.01", lot: "0.001"), liquidity: .book,
    rules: MarketRules(fillModel: FillModel(queue: queue, amount: amount)))
  var fills: [Fill] = []
  func write(_ size: String) throws {
    market.apply(
      DeltaRow(
        ts: now, price: try exact("100"), size: try exact(size), side: .buy,
        flags: [.first, .last]), into: &fills)
  }
  try write("10")
  let order = OrderTerms(
    id: 1, side: .buy, limit: try exact("100"), quantity: try exact("4"))
  _ = market.submit(order, at: now, into: &fills)
  try write("30")
  try write("15")
  let ahead = try #require(market.restingOrder(1)).place.ahead
  market.apply(
    TradeRow(ts: now, price: try exact("100"), size: try exact("8"), side: .sell), into: &fills)
  return (ahead, fills.map(\.quantity).reduce(.zero, +))
}

/// The same among single orders.
private func singleQueue() throws -> (ahead: Quantity, filled: Quantity) {
  var market = Market(
    instrument: try instrument(tick: "0.01", lot: "0.001"), liquidity: .book,
    rules: MarketRules(fillModel: FillModel(queue: .fifo)))
  var fills: [Fill] = []
  func change(_ number: Int, _ quantity: String, isTraded: Bool) throws {
    let change = QueueChange(
      side: .buy, price: try exact("100"), number: number, quantity: try exact(quantity),
      isTraded: isTraded)
    market.queueChanged(change, at: now, into: &fills)
  }
  let first = market.enqueue()
  market.apply(
    DeltaRow(
      ts: now, price: try exact("100"), size: try exact("5"), side: .buy, flags: [.first, .last]),
    into: &fills)
  _ = market.submit(
    OrderTerms(id: 1, side: .buy, limit: try exact("100"), quantity: try exact("4")), at: now,
    into: &fills)
  let last = market.enqueue()
  try change(first, "2", isTraded: true)
  let ahead = try #require(market.restingOrder(1)).place.ahead
  try change(first, "3", isTraded: false)
  try change(last, "3", isTraded: true)
  return (ahead, fills.map(\.quantity).reduce(.zero, +))
}

/// What a liquidation of 1.2 leaves of an average price after fees, less 60,000 of debt.
private func left(_ average: String) throws -> Money {
  let price: Price = try exact(average)
  let quantity: Quantity = try exact("1.2")
  let notional = try price.value(of: quantity, .down)
  let own = try fees().fee(on: notional, isMaker: false)
  let rest = try notional - own - exact("60000")
  return rest - min(max(.zero, rest), try notional.scaled(by: exact("0.005"), .up))
}

private func waterfall() throws -> Waterfall {
  Waterfall(
    shortfall: try exact("9000"), fund: try exact("5000"), reserve: try exact("1000"))
}

extension Computation {
  static let liquidations: [Computation] = [
    Computation("liquidation.good") { try left("51000") },
    Computation("liquidation.bad") {
      try Waterfall(shortfall: -left("50000"), fund: exact("5000"), reserve: .zero).fund
    },
    Computation("waterfall.fund") { try waterfall().fund },
    Computation("waterfall.reserve") { try waterfall().reserve },
    Computation("waterfall.lenders") { try waterfall().lenders },
  ]

  static let fills: [Computation] = [
    Computation("book.first") { try bookFills()[0].map(notional).reduce(.zero, +) },
    Computation("book.fee") {
      try bookFills()[0].map { try fees().fee(on: notional($0), isMaker: $0.isMaker) }
        .reduce(.zero, +)
    },
    Computation("book.second") { try bookFills()[1][0].price },
    Computation("book.third") { try bookFills()[2][0].price },
    Computation("own.notional") {
      try ownFills().fills.filter { $0.side == .buy }.map(notional).reduce(.zero, +)
    },
    Computation("own.received") {
      try ownFills().fills.filter { $0.side == .sell }.map(notional).reduce(.zero, +)
    },
    Computation("own.left") { try ownFills().left },
    Computation("filled.through") { try queue(.through).filled },
    Computation("queue.risk_averse") { try queue(.riskAverse).ahead },
    Computation("filled.risk_averse") { try queue(.riskAverse).filled },
    Computation("queue.power") { try queue(.probability(.power(1))).ahead },
    Computation("filled.power") { try queue(.probability(.power(1))).filled },
    Computation("filled.whole") { try queue(.probability(.power(1)), .whole).filled },
    Computation("queue.power_3") { try queue(.probability(.power(3))).ahead },
    Computation("queue.power2") { try queue(.probability(.power2(2))).ahead },
    Computation("filled.power2") { try queue(.probability(.power2(2))).filled },
    Computation("queue.power3") { try queue(.probability(.power3(3))).ahead },
    Computation("queue.log") { try queue(.probability(.log)).ahead },
    Computation("queue.log2") { try queue(.probability(.log2)).ahead },
    Computation("queue.fifo") { try singleQueue().ahead },
    Computation("filled.fifo") { try singleQueue().filled },
    Computation("slippage.buy") { try barFill(.buy, "2").price },
    Computation("slippage.sell") { try barFill(.sell, "2").price },
    Computation("slippage.most") { try barFill(.buy, "10", share: "0.027").quantity },
  ]
}

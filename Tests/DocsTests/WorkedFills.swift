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
    Computation("slippage.buy") { try barFill(.buy, "2").price },
    Computation("slippage.sell") { try barFill(.sell, "2").price },
    Computation("slippage.most") { try barFill(.buy, "10", share: "0.027").quantity },
  ]
}

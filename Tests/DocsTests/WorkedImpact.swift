import MarketData
import Quantities
import Testing

@testable import Matching

private func instrument() throws -> Instrument {
  Instrument(
    venue: "v", symbol: "S", kind: .spot, base: "B", quote: "Q", tick: try exact("0.01"),
    lot: try exact("0.001"), minNotional: .zero, multiplier: try exact("1"))
}

/// The market of the page after its order.
private func sold() throws -> Market {
  var market = Market(
    instrument: try instrument(), liquidity: .book,
    rules: MarketRules(impact: ImpactRule(refill: .exponential(halfLife: .minute))))
  var fills: [Fill] = []
  for place in Int64(0)..<5 {
    for (side, price) in [(Side.buy, 99 - place), (.sell, 101 + place)] {
      market.apply(
        DeltaRow(
          ts: Instant(nanoseconds: 0), price: try exact("\(price)"), size: try exact("2"),
          side: side, flags: [.first, .last]), into: &fills)
    }
  }
  _ = market.submit(
    OrderTerms(id: 1, side: .sell, limit: nil, quantity: try exact("4")),
    at: Instant(nanoseconds: 0), into: &fills)
  #expect(fills.count == 2)
  return market
}

private func synthetic() throws -> Market {
  var market = Market(
    instrument: try instrument(), liquidity: .trades,
    rules: MarketRules(synthetic: SyntheticDepth(depth: .base(try exact("500")))))
  var fills: [Fill] = []
  market.apply(
    TradeRow(
      ts: Instant(nanoseconds: 0), price: try exact("10000"), size: try exact("1"), side: nil),
    into: &fills)
  return market
}

extension Computation {
  static let impact = [
    Computation("impact_best_bid") { try #require(try sold().bestBid).price },
    Computation("impact_displacement") { try #require(try sold().displacement) },
    Computation("impact_bid_after_half_life") {
      var market = try sold()
      market.advance(to: Instant(nanoseconds: 0) + .minute)
      #expect(try market.bestBid?.price == exact("99"))
      return try #require(market.bestBid).size
    },
    Computation("impact_missing_by_power") {
      Refill.power(exponent: try exact("0.5"), scale: .second).missing(after: .minute)
    },
    Computation("impact_survival") {
      ImpactRule.Withdrawal().survival(try exact("26"), .one)
    },
    Computation("impact_depth_10_bp") {
      let market = try synthetic()
      let best = try #require(market.bestAsk).price
      // Ten steps of one basis point: 1.00 each, the first at the best price.
      return market.depth(.sell, to: best + (try exact("9")))
    },
    Computation("impact_implied_y") {
      let totals = ImpactTotals(
        peak: try exact("0.01"), taken: try exact("100"), dailyDeviation: try exact("0.04"))
      return try #require(totals.impliedY(dayVolume: exact("2500")))
    },
  ]
}

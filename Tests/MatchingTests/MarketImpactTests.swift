import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("The impact of our orders")
struct MarketImpactTests {
  /// Bids of 2 at 99 to 90, asks of 2 at 101 to 110.
  private func market(_ rule: ImpactRule?, isFollowing: Bool = false) -> Market {
    var rules = MarketRules(impact: rule)
    rules.isFollowing = isFollowing
    var market = Market(
      instrument: Sample.market(.book).instrument, liquidity: .book, rules: rules)
    var ignored: [Fill] = []
    for place in Int64(0)..<10 {
      market.apply(Sample.delta(1, .buy, 99 - place, 2), into: &ignored)
      market.apply(Sample.delta(1, .sell, 101 + place, 2), into: &ignored)
    }
    market.advance(to: Sample.at(1))
    return market
  }

  private func sell(_ market: inout Market, _ size: Int64, at second: Int64) -> [Fill] {
    var fills: [Fill] = []
    _ = market.submit(
      OrderTerms(
        id: 1, side: .sell, limit: nil, quantity: Sample.size(size), timeInForce: .ioc),
      at: Sample.at(second), into: &fills)
    return fills
  }

  private static let slow = Refill.exponential(halfLife: .minute)

  @Test("leaves gaps that stay when the tape writes the level, and close by half each half-life")
  func refill() {
    var market = market(ImpactRule(refill: Self.slow))
    #expect(sell(&market, 4, at: 1).map(\.price) == [Sample.price(99), Sample.price(98)])
    #expect(market.bestBid?.price == Sample.price(97))
    var ignored: [Fill] = []
    market.apply(Sample.delta(2, .buy, 99, 3), into: &ignored)
    #expect(market.bestBid == BookLevel(price: Sample.price(99), size: Sample.size(1)))
    market.apply(Sample.delta(2, .buy, 99, 2), into: &ignored)
    market.advance(to: Sample.at(61))
    #expect(market.bestBid == BookLevel(price: Sample.price(99), size: Sample.size(1)))
    #expect(market.impactState?.missingBids == Sample.size(2))
    market.advance(to: Sample.at(1 + 11 * 60))
    #expect(market.impactState == nil && market.bestBid == market.book.bestBid)
  }

  @Test("shifts all prices by whole ticks from the next instant on, and carries the rest")
  func permanent() throws {
    var market = market(ImpactRule(refill: Self.slow, permanent: try Rate("0.5")))
    // The best bid falls from 99 to 97, the middle by 1, half of which stays.
    _ = sell(&market, 4, at: 1)
    #expect(market.bestAsk?.price == Sample.price(101))
    market.advance(to: Sample.at(2))
    #expect(market.bestAsk?.price == (try Price("100.5")))
    #expect(market.impactState?.shift == (try Price("-0.5")))
    var fills: [Fill] = []
    market.apply(Sample.trade(3, 100, 1), into: &fills)
    #expect(market.lastPrice == (try Price("99.5")))
    // A third of a tick more does not show.
    market.follow(try Price("0.003"))
    #expect(market.impactState?.shift == (try Price("-0.49")))
    market.follow(try Price("0.007"))
    #expect(market.impactState?.shift == (try Price("-0.49")))
  }

  @Test("keeps a shift that is due until the middle of the tape is known")
  func pending() throws {
    var market = market(ImpactRule(refill: Self.slow, permanent: try Rate("0.5")))
    _ = sell(&market, 4, at: 1)
    var ignored: [Fill] = []
    for place in Int64(0)..<10 {
      market.apply(Sample.delta(1, .sell, 101 + place, 0), into: &ignored)
    }
    market.advance(to: Sample.at(2))
    #expect(market.mid == nil && market.impactState?.shift == .zero)
    market.apply(Sample.delta(3, .sell, 101, 2), into: &ignored)
    market.advance(to: Sample.at(3))
    #expect(market.impactState?.shift == (try Price("-0.5")))
  }

  @Test("lets a level be taken in two parts about an order of ours, in fractions of a lot")
  func twoParts() throws {
    var rules = MarketRules(
      fillModel: FillModel(queue: .riskAverse), impact: ImpactRule(refill: Self.slow))
    rules.isFollowing = false
    var market = Market(
      instrument: Sample.market(.book).instrument, liquidity: .book, rules: rules)
    var fills: [Fill] = []
    market.apply(Sample.delta(1, .buy, 99, 2), into: &fills)
    market.apply(Sample.delta(1, .sell, 101, 2), into: &fills)
    market.advance(to: Sample.at(1))
    _ = market.submit(
      OrderTerms(
        id: 2, side: .buy, limit: Sample.price(99), quantity: Sample.size(1), owner: 2),
      at: Sample.at(1), into: &fills)
    // Half a lot is left before our order.
    market.apply(
      TradeRow(
        ts: Sample.at(1), price: Sample.price(99), size: try Quantity("1.9995"), side: .sell),
      into: &fills)
    #expect(fills.isEmpty)
    #expect(market.restingOrder(2)?.place.ahead == (try Quantity("0.0005")))
    let taken = sell(&market, 3, at: 1)
    #expect(taken.map(\.order) == [1, 1, 2, 1])
    #expect(
      try taken.map(\.quantity) == ["0.0005", "1", "1", "1.9995"].map { try Quantity($0) })
    #expect(market.bestBid == nil)
  }

  @Test("counts a displacement from the middle of the tape")
  func displacement() throws {
    var market = market(ImpactRule(refill: Self.slow))
    #expect(market.displacement == .zero)
    _ = sell(&market, 4, at: 1)
    #expect(market.displacement == (try Rate("-0.01")))
    #expect(market.mid == Sample.price(99) && market.book.mid == Sample.price(100))
    #expect(market.impactTotals?.peak == (try Rate("-0.01")))
    #expect(market.impactTotals?.taken == Sample.size(4))
  }

  @Test("makes others withdraw in proportion to the stress, and come back")
  func withdrawal() throws {
    var rule = ImpactRule(refill: Self.slow, withdrawal: ImpactRule.Withdrawal())
    rule.withdrawal?.scale = .one
    var market = market(rule)
    var ignored: [Fill] = []
    // The tape's middle goes up and down by a percent each minute.
    for minute in Int64(1)...10 {
      let size: Int64 = minute % 2 == 0 ? 2 : 0
      market.apply(Sample.delta(minute * 60, .buy, 99, size), into: &ignored)
      market.apply(Sample.delta(minute * 60, .buy, 98, size), into: &ignored)
      market.advance(to: Sample.at(minute * 60))
    }
    #expect(market.impactState == nil)
    _ = sell(&market, 10, at: 601)
    market.advance(to: Sample.at(602))
    let stressed = try #require(market.impactState)
    #expect(stressed.survival < .one && stressed.survival > .zero)
    let ask = try #require(market.bestAsk)
    let whole = try Sample.size(2).scaled(by: stressed.survival, .down)
    #expect(ask.size == market.instrument.wholeLots(whole))
    market.advance(to: Sample.at(601 + 12 * 60))
    #expect(market.impactState == nil && market.bestAsk?.size == Sample.size(2))
    // Nothing of ours is left: a level is taken whole, whatever the stress of the last minutes was.
    _ = sell(&market, 2, at: 602 + 12 * 60)
    #expect(market.impactState != nil)
  }

  @Test("comes back sooner where the price draws others in")
  func arrivals() throws {
    func left(_ arrivals: String) throws -> Quantity {
      var market = market(ImpactRule(refill: Self.slow, arrivals: try Rate(arrivals)))
      var ignored: [Fill] = []
      for minute in Int64(1)...10 {
        let size: Int64 = minute % 2 == 0 ? 2 : 0
        market.apply(Sample.delta(minute * 60, .buy, 99, size), into: &ignored)
        market.advance(to: Sample.at(minute * 60))
      }
      _ = sell(&market, 10, at: 601)
      for second in Int64(602)...660 { market.advance(to: Sample.at(second)) }
      return market.impactState?.missingBids ?? .zero
    }
    #expect(try left("1") < left("0"))
  }

  @Test("of another market moves prices, not sizes")
  func following() throws {
    var market = market(nil, isFollowing: true)
    let before = market.top(10, .buy)
    market.follow(try Price("-1.234"))
    let shifted = before.map { BookLevel(price: $0.price - Price(raw: 123_000_000), size: $0.size) }
    #expect(market.top(10, .buy) == shifted && market.levelCount(.buy) == 10)
    #expect(market.size(.buy, at: shifted[3].price) == shifted[3].size)
    #expect(try market.cost(.sell, Sample.size(3)).worst == shifted[1].price)
    _ = sell(&market, 3, at: 2)
    #expect(market.bestBid?.price == shifted[1].price && market.bestBid?.size == Sample.size(1))
    // What is taken stays taken until the tape writes the level, as without a rule.
    var ignored: [Fill] = []
    market.apply(Sample.delta(3, .buy, 98, 2), into: &ignored)
    #expect(market.bestBid?.size == Sample.size(2))
  }

  @Test("implies a Y of the square-root law")
  func impliedY() throws {
    let totals = ImpactTotals(
      peak: try Rate("-0.01"), taken: Sample.size(100), dailyDeviation: try Rate("0.04"))
    // 0.01 / (0.04 * sqrt(100 / 2500)) = 1.25
    #expect(totals.impliedY(dayVolume: Sample.size(2500)) == (try Rate("1.25")))
    #expect(totals.impliedY(dayVolume: .zero) == nil)
    let unknown = ImpactTotals(
      peak: try Rate("-0.01"), taken: Sample.size(100), dailyDeviation: nil)
    #expect(unknown.impliedY(dayVolume: Sample.size(2500)) == nil)
  }
}

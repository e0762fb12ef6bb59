import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Orders against bars and trades")
struct MarketBarTests {
  @Test(
    "a bar goes its way in four steps",
    arguments: [
      (BarPath.ohlc, Int64(0), [100, 110, 90, 105]), (.olhc, 0, [100, 90, 110, 105]),
      (.worst, 1, [100, 90, 110, 105]), (.worst, -1, [100, 110, 90, 105]),
      (.worst, 0, [100, 110, 90, 105]),
    ] as [(BarPath, Int64, [Int64])])
  func path(path: BarPath, exposure: Int64, prices: [Int64]) {
    let bar = Sample.bar(60, 100, 110, 90, 105, volume: 8)
    let steps = (0..<BarPath.stepCount).map {
      path.step($0, of: bar, exposure: Sample.size(exposure))
    }
    #expect(steps.map(\.price) == prices.map(Sample.price))
    #expect(steps.map(\.opensBar) == [true, false, false, false])
    #expect(steps.allSatisfy { $0.ts == Sample.at(60) && $0.volume == Sample.size(8) })
  }

  @Test("a taker pays the slippage, rounded against it to the tick")
  func basisPoints() throws {
    var fills: [Fill] = []
    var market = Sample.market(.trades, Slippage(basisPoints: try Rate("0.00015")))
    let early = market.submit(
      OrderTerms(id: 1, side: .buy, limit: nil, quantity: Sample.size(1)), at: Sample.at(1),
      into: &fills
    ).left
    #expect(early == Sample.size(1) && fills.isEmpty)
    market.apply(Sample.trade(2, 101, 1), into: &fills)
    for (id, side) in [(2, Side.buy), (3, .sell)] {
      let left = market.submit(
        OrderTerms(id: id, side: side, limit: nil, quantity: Sample.size(50)), at: Sample.at(2),
        into: &fills
      ).left
      #expect(left == .zero)
    }
    #expect(try fills.map(\.price) == [Price("101.02"), Price("100.98")])
    #expect(try market.cost(.buy, Sample.size(2)).notional == Money("202.04"))
  }

  @Test("a limit worse than the slipped price rests instead")
  func slippedLimit() throws {
    var fills: [Fill] = []
    var market = Sample.market(.trades, Slippage(basisPoints: try Rate("0.01")))
    market.apply(Sample.trade(1, 100, 1), into: &fills)
    let left = market.submit(
      OrderTerms(id: 1, side: .buy, limit: try Price("100.99"), quantity: Sample.size(1)),
      at: Sample.at(1), into: &fills
    ).left
    #expect(left == Sample.size(1) && market.restingCount == 1)
    market.apply(Sample.trade(2, 100, 1), into: &fills)
    #expect(fills.map(\.price) == [try Price("100.99")])
    #expect(fills.map(\.isMaker) == [true])
  }

  @Test("all orders of a bar share the part of its volume that may be taken")
  func volumeShare() throws {
    var fills: [Fill] = []
    let slippage = Slippage(
      basisPoints: .zero, volumeShareLimit: try Rate("0.1"), priceImpact: try Rate("0.5"))
    var market = Sample.market(.bars, slippage)
    let bar = Sample.bar(60, 100, 100, 100, 100, volume: 100)
    market.apply(BarPath.ohlc.step(0, of: bar), into: &fills)
    #expect(
      market.submit(
        OrderTerms(id: 1, side: .buy, limit: nil, quantity: Sample.size(4)), at: bar.ts,
        into: &fills
      ).left == .zero)
    let left = market.submit(
      OrderTerms(id: 2, side: .sell, limit: nil, quantity: Sample.size(9)), at: bar.ts, into: &fills
    ).left
    #expect(left == Sample.size(3))
    // 100 * (1 + 0.5 * 0.04^2) = 100.08; 100 * (1 - 0.5 * 0.1^2) = 99.5
    #expect(try fills.map(\.price) == [Price("100.08"), Price("99.5")])
    market.apply(BarPath.ohlc.step(1, of: bar), into: &fills)
    #expect(
      market.submit(
        OrderTerms(id: 3, side: .buy, limit: nil, quantity: Sample.size(1)), at: bar.ts,
        into: &fills
      ).left
        == Sample.size(1))
    market.apply(BarPath.ohlc.step(0, of: bar), into: &fills)
    #expect(
      market.submit(
        OrderTerms(id: 4, side: .buy, limit: nil, quantity: Sample.size(1)), at: bar.ts,
        into: &fills
      ).left == .zero)
  }

  @Test("a bar without volume fills nothing where a share of it is the limit")
  func noVolume() throws {
    var fills: [Fill] = []
    var market = Sample.market(
      .bars, Slippage(basisPoints: .zero, volumeShareLimit: try Rate("0.1")))
    let bar = Sample.bar(60, 100, 100, 100, 100, volume: 0)
    market.apply(BarPath.ohlc.step(0, of: bar), into: &fills)
    let left = market.submit(
      OrderTerms(id: 1, side: .buy, limit: nil, quantity: Sample.size(4)), at: bar.ts, into: &fills
    ).left
    #expect(left == Sample.size(4) && fills.isEmpty)
  }

  @Test(
    "a bar fills the limits its way goes through, in the order of the way",
    arguments: [
      (BarPath.ohlc, [2, 1]), (.olhc, [1, 2]),
    ])
  func limits(path: BarPath, order: [Int]) {
    var fills: [Fill] = []
    var market = Sample.market(.bars)
    for (id, side, limit) in [(1, Side.buy, Int64(95)), (2, .sell, 105), (3, .sell, 110)] {
      _ = market.submit(
        OrderTerms(id: id, side: side, limit: Sample.price(limit), quantity: Sample.size(1)),
        at: Sample.at(1), into: &fills)
    }
    let bar = Sample.bar(60, 100, 110, 90, 100)
    for index in 0..<BarPath.stepCount { market.apply(path.step(index, of: bar), into: &fills) }
    #expect(fills.map(\.order) == order)
    #expect(fills.allSatisfy { $0.isMaker })
    #expect(market.remaining(3) == Sample.size(1))
    #expect(market.lastPrice == Sample.price(100))
  }

  @Test("fees round up, rebates down")
  func fees() throws {
    let fees = FeeSchedule(maker: try Rate("-0.0001"), taker: try Rate("0.0004"))
    #expect(try fees.fee(on: Money("1000"), isMaker: false) == Money("0.4"))
    #expect(try fees.fee(on: Money(raw: 1), isMaker: false) == Money(raw: 1))
    #expect(try fees.fee(on: Money(raw: 19_999), isMaker: true) == Money(raw: -1))
  }

  @Test("quantities go down to the lot, buy limits down and sell limits up to the tick")
  func grid() throws {
    let instrument = Sample.market(.book).instrument
    #expect(try instrument.wholeLots(Quantity("1.2349")) == Quantity("1.234"))
    #expect(try instrument.wholeLots(Quantity("-1.2349")) == Quantity("-1.234"))
    #expect(try instrument.wholeTicks(Price("10.019"), .buy) == Price("10.01"))
    #expect(try instrument.wholeTicks(Price("10.011"), .sell) == Price("10.02"))
    #expect(try instrument.wholeTicks(Price("10.01"), .sell) == Price("10.01"))
  }

  @Test("a sell never trades below one tick, a buy never above the greatest price")
  func bounds() throws {
    let slippage = Slippage(basisPoints: Rate(raw: 2 * Rate.one.raw))
    let tick = Price(raw: 1_000_000)
    #expect(slippage.price(.sell, last: Sample.price(5), share: .zero, tick: tick) == tick)
    #expect(slippage.price(.buy, last: .greatest, share: .zero, tick: tick) == .greatest)
  }
}

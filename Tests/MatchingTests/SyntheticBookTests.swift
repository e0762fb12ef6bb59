import Foundation
import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("A synthetic book")
struct SyntheticBookTests {
  private func market(
    _ liquidity: Liquidity, _ spread: SyntheticDepth.Spread = .fraction(Rate(raw: 200_000_000)),
    exponent: String = "1.16", slippage: Slippage = .none, impact: ImpactRule? = nil
  ) throws -> Market {
    Market(
      instrument: Sample.market(liquidity).instrument, liquidity: liquidity,
      rules: MarketRules(
        slippage: slippage, impact: impact,
        synthetic: SyntheticDepth(
          depth: .base(Sample.size(500)), exponent: try Rate(exponent), spread: spread)))
  }

  private func buy(
    _ market: inout Market, _ quantity: Quantity, at second: Int64, limit: Price? = nil
  ) -> [Fill] {
    var fills: [Fill] = []
    _ = market.submit(
      OrderTerms(id: 1, side: .buy, limit: limit, quantity: quantity, timeInForce: .ioc),
      at: Sample.at(second), into: &fills)
    return fills
  }

  @Test("holds B (u / 1 %)^kappa within a distance", arguments: ["0.67", "1.0", "1.16", "1.36"])
  func shape(exponent: String) throws {
    var market = try market(.trades, exponent: exponent)
    var fills: [Fill] = []
    market.apply(Sample.trade(1, 10_000, 1), into: &fills)
    let best = try #require(market.bestAsk)
    let kappa = try #require(Double(exponent))
    for points in [1, 5, 10, 50, 100, 500, 1000] {
      // A step of one basis point is 1.00 at this price; its quantity stands at the near edge.
      let edge = best.price + Sample.price(Int64(points - 1))
      let found = Double(market.depth(.sell, to: edge).raw) / 1e8
      let expected = 500 * pow(Double(points) / 100, kappa)
      #expect(abs(found - expected) <= 0.001 + expected * 1e-11)
    }
    #expect(market.levelCount(.sell) == 1000)
    #expect(market.top(3, .sell).allSatisfy { $0.price.isMultiple(of: market.instrument.tick) })
  }

  @Test("has a curve within 1e-11 of its value")
  func curve() throws {
    for exponent in ["0.67", "1.16", "2.5"] {
      let curve = DepthCurve(exponent: try Rate(exponent))
      let kappa = try #require(Double(exponent))
      for points in 1...1000 {
        let found = Double(Int64(curve.share(Int128(points) * 100_000_000))) / 1e12
        let exact = pow(Double(points) / 100, kappa)
        #expect(abs(found - exact) < 2e-12 + exact * 1e-11)
      }
    }
  }

  @Test("stands around the last price with the spread that is stated")
  func spread() throws {
    var market = try market(.trades)
    #expect(market.bestBid == nil && market.bestAsk == nil)
    var fills: [Fill] = []
    market.apply(Sample.trade(1, 10_000, 1), into: &fills)
    #expect(market.bestBid?.price == Sample.price(9_999))
    #expect(market.bestAsk?.price == Sample.price(10_001))
    #expect(market.lastPrice == Sample.price(10_000) && !market.isCrossed)
  }

  @Test("takes its spread from the last trades of buyers and sellers")
  func spreadOfData() throws {
    var market = try market(.trades, .data)
    var fills: [Fill] = []
    func trade(_ price: Int64, _ side: Side?) {
      market.apply(
        TradeRow(ts: Sample.at(1), price: Sample.price(price), size: Sample.size(1), side: side),
        into: &fills)
    }
    trade(10_000, nil)
    #expect(market.bestAsk?.price == market.bestBid.map { $0.price + market.instrument.tick * 2 })
    trade(10_006, .buy)
    trade(10_000, .sell)
    #expect(market.bestBid?.price == Sample.price(9_997))
    #expect(market.bestAsk?.price == Sample.price(10_003))
  }

  @Test("is taken level by level and is back with the next trade")
  func taking() throws {
    var market = try market(.trades)
    var ignored: [Fill] = []
    market.apply(Sample.trade(1, 10_000, 1), into: &ignored)
    let levels = market.top(3, .sell)
    let cost = try market.cost(.buy, levels[0].size + levels[1].size)
    #expect(cost.worst == levels[1].price)
    let fills = buy(&market, levels[0].size + levels[1].size, at: 2)
    #expect(fills.map(\.price) == [levels[0].price, levels[1].price])
    #expect(fills.map(\.quantity) == [levels[0].size, levels[1].size])
    #expect(market.bestAsk == levels[2])
    market.apply(Sample.trade(3, 10_000, 1), into: &ignored)
    #expect(market.top(3, .sell) == levels)
  }

  @Test("keeps to the share of a bar's volume, over all its levels")
  func volumeShare() throws {
    let slippage = Slippage(basisPoints: .zero, volumeShareLimit: try Rate("0.1"))
    var market = try market(.bars, slippage: slippage)
    var ignored: [Fill] = []
    let bar = Sample.bar(60, 10_000, 10_000, 10_000, 10_000, volume: 100)
    for step in 0..<4 { market.apply(BarPath.ohlc.step(step, of: bar), into: &ignored) }
    #expect(try market.cost(.buy, Sample.size(50)).quantity == Sample.size(10))
    let fills = buy(&market, Sample.size(50), at: 61)
    #expect(fills.reduce(Quantity.zero) { $0 + $1.quantity } == Sample.size(10))
    #expect(fills.count > 1 && market.bestAsk == nil)
    market.apply(BarPath.ohlc.step(0, of: bar), into: &ignored)
    #expect(market.bestAsk?.price == Sample.price(10_001))
  }

  private static let rules: [ImpactRule?] = [
    nil, ImpactRule(refill: .exponential(halfLife: .second)),
    ImpactRule(refill: .exponential(halfLife: .minute), permanent: .one),
  ]

  @Test(
    "has one middle, the last price as far as orders of ours leave it there", arguments: Seeds.all,
    rules.indices)
  func middle(seed: UInt64, index: Int) throws {
    let spreads: [SyntheticDepth.Spread] = [
      .fraction(.zero), .fraction(Rate(raw: 200_000_000)), .fraction(Rate(raw: 300_000_000)), .data,
    ]
    for (liquidity, spread) in spreads.flatMap({ [(Liquidity.bars, $0), (.trades, $0)] }) {
      if liquidity == .bars, spread == .data { continue }
      let slippage = Slippage(basisPoints: .zero, volumeShareLimit: try Rate("0.1"))
      var market = try market(
        liquidity, spread, slippage: liquidity == .bars ? slippage : .none,
        impact: Self.rules[index])
      var random = RandomStream(seed: seed, purpose: "middle")
      var ignored: [Fill] = []
      for second in 1...25 {
        let price = 10_000 + Int64(random.below(100))
        if liquidity == .bars {
          let bar = Sample.bar(Int64(second), price, price, price, price, volume: 100)
          market.apply(BarPath.ohlc.step(0, of: bar), into: &ignored)
        } else {
          let side: Side = random.below(2) == 0 ? .buy : .sell
          market.apply(Sample.trade(Int64(second), price, 1, side), into: &ignored)
        }
        market.advance(to: Sample.at(Int64(second)))
        if !market.isDisturbed {
          #expect(market.mid == Sample.price(price) && market.lastPrice == market.mid)
        }
        // Now and then all that a bar offers is taken.
        let size = random.below(4) == 0 ? 20 : Int64(random.below(5))
        if size > 0 { _ = buy(&market, Sample.size(size), at: Int64(second)) }
        let seen = market.glance()
        #expect(seen.mid == market.mid && seen.price == market.price && market.mid != nil)
        if index > 0, size == 20, liquidity == .trades {
          #expect(market.mid.map { $0 > Sample.price(price) } == true)
        }
      }
    }
  }

  @Test("refills by its rule where one is given, whatever trades come")
  func ownRule() throws {
    var market = try market(.trades, impact: ImpactRule(refill: .exponential(halfLife: .second)))
    var ignored: [Fill] = []
    market.apply(Sample.trade(1, 10_000, 1), into: &ignored)
    let level = try #require(market.bestAsk)
    _ = buy(&market, level.size, at: 1)
    market.apply(Sample.trade(1, 10_000, 1), into: &ignored)
    #expect(market.bestAsk?.price == level.price + Sample.price(1))
    market.advance(to: Sample.at(2))
    let half = try #require(market.bestAsk)
    #expect(half.price == level.price)
    #expect((half.size + half.size - level.size).magnitude <= market.instrument.lot * 2)
    market.advance(to: Sample.at(12))
    #expect(market.bestAsk == level && !market.isDisturbed)
  }
}

extension Price {
  fileprivate static func * (price: Price, count: Int64) -> Price { Price(raw: price.raw * count) }
}

extension Quantity {
  fileprivate static func * (size: Quantity, count: Int64) -> Quantity {
    Quantity(raw: size.raw * count)
  }
}

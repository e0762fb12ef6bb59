import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Orders against recorded depth")
struct MarketDepthTests {
  private func sample(_ fills: inout [Fill]) -> Market {
    var market = Sample.market(.book)
    market.apply(Sample.delta(1, .buy, 99, 5), into: &fills)
    market.apply(Sample.delta(1, .buy, 98, 7), into: &fills)
    market.apply(Sample.delta(1, .sell, 101, 4), into: &fills)
    market.apply(Sample.delta(1, .sell, 103, 6), into: &fills)
    return market
  }

  private func fill(
    _ order: Int, _ side: Side, _ price: Int64, _ size: Int64, maker: Bool, _ at: Int64
  ) -> Fill {
    Fill(
      order: order, side: side, price: Sample.price(price), quantity: Sample.size(size),
      isMaker: maker, ts: Sample.at(at))
  }

  @Test("a market order takes level after level and leaves what is not there")
  func marketOrder() {
    var fills: [Fill] = []
    var market = sample(&fills)
    let left = market.submit(
      OrderTerms(id: 7, side: .buy, limit: nil, quantity: Sample.size(12)), at: Sample.at(2),
      into: &fills
    ).left
    #expect(left == Sample.size(2))
    #expect(
      fills == [
        fill(7, .buy, 101, 4, maker: false, 2),
        fill(7, .buy, 103, 6, maker: false, 2),
      ])
    #expect(market.bestAsk == nil && market.restingCount == 0)
    let none = market.submit(
      OrderTerms(id: 8, side: .buy, limit: nil, quantity: Sample.size(1)), at: Sample.at(2),
      into: &fills
    ).left
    #expect(none == Sample.size(1) && fills.count == 2)
  }

  @Test("what is taken stays taken until the tape writes the level")
  func taken() {
    var fills: [Fill] = []
    var market = sample(&fills)
    _ = market.submit(
      OrderTerms(id: 1, side: .sell, limit: nil, quantity: Sample.size(3)), at: Sample.at(2),
      into: &fills)
    #expect(market.bestBid?.size == Sample.size(2))
    market.apply(Sample.delta(3, .buy, 98, 9), into: &fills)
    #expect(market.bestBid?.size == Sample.size(2))
    market.apply(Sample.delta(4, .buy, 99, 6), into: &fills)
    #expect(market.bestBid?.size == Sample.size(6))
  }

  @Test("a limit order takes up to its limit and rests with the remainder")
  func limitOrder() {
    var fills: [Fill] = []
    var market = sample(&fills)
    let left = market.submit(
      OrderTerms(id: 1, side: .buy, limit: Sample.price(102), quantity: Sample.size(6)),
      at: Sample.at(2), into: &fills
    ).left
    #expect(left == Sample.size(2))
    #expect(fills == [fill(1, .buy, 101, 4, maker: false, 2)])
    #expect(market.remaining(1) == Sample.size(2))
    #expect(market.cancel(1) == Sample.size(2))
    #expect(market.cancel(1) == nil && market.remaining(1) == nil)
  }

  @Test("an immediate-or-cancel order never rests")
  func immediate() {
    var fills: [Fill] = []
    var market = sample(&fills)
    let left = market.submit(
      OrderTerms(
        id: 1, side: .sell, limit: Sample.price(99), quantity: Sample.size(6), timeInForce: .ioc),
      at: Sample.at(2), into: &fills
    ).left
    #expect(left == Sample.size(1) && market.restingCount == 0)
  }

  @Test("the best price of the other side fills resting orders at their limit, best and first")
  func reached() {
    var fills: [Fill] = []
    var market = sample(&fills)
    for (id, limit) in [(1, Int64(100)), (2, 101), (3, 101)] {
      market.apply(Sample.delta(1, .sell, 101, 0), into: &fills)
      _ = market.submit(
        OrderTerms(id: id, side: .buy, limit: Sample.price(limit), quantity: Sample.size(2)),
        at: Sample.at(2), into: &fills)
    }
    #expect(market.restingOrders(.buy).map(\.id) == [2, 3, 1])
    market.apply(Sample.delta(3, .sell, 101, 3), into: &fills)
    #expect(
      fills == [
        fill(2, .buy, 101, 2, maker: true, 3),
        fill(3, .buy, 101, 1, maker: true, 3),
      ])
    #expect(market.bestAsk?.price == Sample.price(103))
    fills = []
    market.apply(Sample.delta(4, .sell, 100, 9, [.first]), into: &fills)
    #expect(fills.isEmpty)
    market.apply(Sample.delta(4, .buy, 97, 1, [.last]), into: &fills)
    #expect(
      fills == [
        fill(3, .buy, 101, 1, maker: true, 4),
        fill(1, .buy, 100, 2, maker: true, 4),
      ])
    #expect(market.bestAsk?.size == Sample.size(6) && market.restingCount == 0)
  }

  @Test("resting orders wait while the book is crossed")
  func crossed() {
    var fills: [Fill] = []
    var market = sample(&fills)
    _ = market.submit(
      OrderTerms(id: 1, side: .buy, limit: Sample.price(100), quantity: Sample.size(1)),
      at: Sample.at(2), into: &fills)
    market.apply(Sample.delta(3, .sell, 98, 1), into: &fills)
    #expect(market.isCrossed && fills.isEmpty)
    market.apply(Sample.delta(4, .buy, 99, 0), into: &fills)
    #expect(fills.isEmpty)
    market.apply(Sample.delta(5, .buy, 98, 0), into: &fills)
    #expect(fills == [fill(1, .buy, 100, 1, maker: true, 5)])
  }

  @Test("a trade fills what it went through, not what it touched, up to its size")
  func through() {
    var fills: [Fill] = []
    var market = sample(&fills)
    for (id, limit) in [(1, Int64(102)), (2, 102), (3, 102)] {
      _ = market.submit(
        OrderTerms(id: id, side: .sell, limit: Sample.price(limit), quantity: Sample.size(2)),
        at: Sample.at(2), into: &fills)
    }
    market.apply(Sample.trade(3, 102, 50), into: &fills)
    #expect(fills.isEmpty && market.lastPrice == Sample.price(102))
    market.apply(Sample.trade(4, 103, 3), into: &fills)
    #expect(
      fills == [
        fill(1, .sell, 102, 2, maker: true, 4),
        fill(2, .sell, 102, 1, maker: true, 4),
      ])
    #expect(market.remaining(2) == Sample.size(1) && market.remaining(3) == Sample.size(2))
  }

  @Test("best quotes are a book of one level, written again when they change")
  func quotes() {
    var fills: [Fill] = []
    var market = Sample.market(.quotes)
    market.apply(Sample.quote(1, 99, 5, 101, 4), into: &fills)
    #expect(market.isSynchronised && market.mid == Sample.price(100))
    let left = market.submit(
      OrderTerms(id: 1, side: .buy, limit: nil, quantity: Sample.size(5)), at: Sample.at(1),
      into: &fills
    ).left
    #expect(left == Sample.size(1) && market.bestAsk == nil)
    market.apply(Sample.quote(2, 98, 5, 101, 4), into: &fills)
    #expect(market.bestAsk == nil && market.bestBid?.price == Sample.price(98))
    market.apply(Sample.quote(3, 98, 5, 101, 6), into: &fills)
    #expect(market.bestAsk?.size == Sample.size(6))
    market.apply(Sample.quote(4, 0, 0, 101, 6), into: &fills)
    #expect(market.bestBid == nil && market.mid == nil)
    fills = []
    _ = market.submit(
      OrderTerms(id: 2, side: .sell, limit: Sample.price(100), quantity: Sample.size(9)),
      at: Sample.at(4), into: &fills)
    market.apply(Sample.quote(5, 100, 4, 102, 6), into: &fills)
    #expect(fills == [fill(2, .sell, 100, 4, maker: true, 5)])
    #expect(market.isStale(Sample.at(7), .second) && !market.isStale(Sample.at(6), .second))
  }

  @Test("records of another kind than the market's liquidity leave its depth alone")
  func otherKinds() {
    var fills: [Fill] = []
    var market = sample(&fills)
    market.apply(Sample.quote(5, 1, 1, 2, 1), into: &fills)
    market.apply(BarPath.ohlc.step(0, of: Sample.bar(6, 7, 9, 6, 8)), into: &fills)
    #expect(market.mid == Sample.price(100) && market.lastPrice == nil)
    #expect(market.lastUpdate == Sample.at(1))
  }
}

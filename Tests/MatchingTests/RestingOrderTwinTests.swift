import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Resting orders and their obvious twin")
struct RestingOrderTwinTests {
  /// The obvious twin: a list in order of arrival that is sorted for every trade.
  private struct Twin {
    var orders: [RestingOrder] = []
    var last: Price?

    mutating func submit(_ order: RestingOrder) -> [Fill] {
      guard let last else {
        orders.append(order)
        return []
      }
      let isMarketable = order.side == .buy ? last <= order.limit : last >= order.limit
      if !isMarketable {
        orders.append(order)
        return []
      }
      return [fill(order, at: last, order.remaining, isMaker: false)]
    }

    mutating func trade(_ price: Price, _ size: Quantity) -> [Fill] {
      last = price
      var left = size
      var fills: [Fill] = []
      for order in ranked(.buy) + ranked(.sell) where left > .zero {
        let isThrough = order.side == .buy ? price < order.limit : price > order.limit
        guard isThrough, let place = orders.firstIndex(where: { $0.id == order.id }) else {
          continue
        }
        let part = min(left, order.remaining)
        left -= part
        fills.append(fill(order, at: order.limit, part, isMaker: true))
        orders[place].remaining -= part
      }
      orders.removeAll { $0.remaining == .zero }
      return fills
    }

    func ranked(_ side: Side) -> [RestingOrder] {
      let places = orders.indices.filter { orders[$0].side == side }
      return places.sorted { a, b in
        if orders[a].limit == orders[b].limit { return a < b }
        return (orders[a].limit > orders[b].limit) == (side == .buy)
      }.map { orders[$0] }
    }

    private func fill(
      _ order: RestingOrder, at price: Price, _ part: Quantity, isMaker: Bool
    ) -> Fill {
      Fill(
        order: order.id, side: order.side, price: price, quantity: part, isMaker: isMaker,
        ts: Sample.at(1))
    }
  }

  @Test("fill the same orders in the same order over 100,000 commands", arguments: Seeds.all)
  func twin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "resting orders")
    var market = Sample.market(.trades)
    var twin = Twin()
    var filled = 0
    for command in 0..<100_000 {
      var fills: [Fill] = []
      let price = Sample.price(100 + Int64(random.below(12)))
      let size = Sample.size(1 + Int64(random.below(6)))
      var expected: [Fill] = []
      switch random.below(10) {
      case 0..<5 where twin.orders.count < 20:
        let order = RestingOrder(
          id: command, side: random.below(2) == 0 ? .buy : .sell, limit: price, remaining: size)
        expected = twin.submit(order)
        _ = market.submit(
          OrderTerms(id: command, side: order.side, limit: price, quantity: size), at: Sample.at(1),
          into: &fills)
      case 5 where !twin.orders.isEmpty:
        let gone = twin.orders.remove(at: Int(random.below(UInt64(twin.orders.count))))
        #expect(market.cancel(gone.id) == gone.remaining)
      default:
        expected = twin.trade(price, size)
        market.apply(
          TradeRow(ts: Sample.at(1), price: price, size: size, side: nil), into: &fills)
      }
      filled += fills.count
      guard fills == expected, market.restingCount == twin.orders.count else {
        Issue.record("seed \(seed): command \(command) gives \(fills), not \(expected)")
        return
      }
    }
    #expect(filled > 10_000)
    #expect(market.restingOrders(.buy) == twin.ranked(.buy))
    #expect(market.restingOrders(.sell) == twin.ranked(.sell))
  }
}

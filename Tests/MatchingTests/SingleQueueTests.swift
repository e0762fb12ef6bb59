import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

/// The model `fifo`: the order tape tells what stands before our orders.
@Suite("Places among single orders")
struct SingleQueueTests {
  private struct Tape {
    var market = Sample.rawMarket(
      .book, MarketRules(fillModel: FillModel(queue: .fifo), selfTrade: .allow))
    /// The tape's orders at the price, in the order they came.
    var orders: [(number: Int, size: Int64)] = []
    var fills: [Fill] = []

    mutating func writeLevel() {
      let size = orders.reduce(0) { $0 + $1.size }
      market.apply(
        DeltaRow(
          ts: Sample.at(1), price: Price(raw: 100), size: Quantity(raw: size), side: .buy,
          flags: [.first, .last]), into: &fills)
    }

    mutating func create(_ size: Int64) {
      orders.append((market.enqueue(), size))
      writeLevel()
    }

    mutating func reduce(_ index: Int, by size: Int64, isTraded: Bool) {
      let number = orders[index].number
      orders[index].size -= size
      market.queueChanged(
        QueueChange(
          side: .buy, price: Price(raw: 100), number: number, quantity: Quantity(raw: size),
          isTraded: isTraded), at: Sample.at(1), into: &fills)
      if orders[index].size == 0 { orders.remove(at: index) }
      writeLevel()
    }

    mutating func rest(_ id: Int, _ quantity: Int64) {
      _ = market.submit(
        OrderTerms(
          id: id, side: .buy, limit: Price(raw: 100), quantity: Quantity(raw: quantity), owner: id),
        at: Sample.at(1), into: &fills)
    }
  }

  @Test("an order is filled when one behind it is traded, after those before it")
  func behind() {
    var tape = Tape()
    tape.create(5)
    tape.rest(1, 4)
    tape.create(6)
    tape.reduce(0, by: 2, isTraded: true)
    #expect(tape.market.restingOrder(1)?.place.ahead.raw == 3 && tape.fills.isEmpty)
    tape.reduce(1, by: 2, isTraded: false)
    #expect(tape.market.restingOrder(1)?.place.ahead.raw == 3 && tape.fills.isEmpty)
    tape.reduce(0, by: 3, isTraded: false)
    #expect(tape.market.restingOrder(1)?.place.ahead == .zero && tape.fills.isEmpty)
    tape.reduce(0, by: 3, isTraded: true)
    #expect(tape.fills.map(\.quantity.raw) == [3] && tape.fills.map(\.price.raw) == [100])
    #expect(tape.fills.allSatisfy { $0.isMaker })
  }

  @Test("an order is filled when one at a worse price is traded; trades of the tape say it again")
  func worse() {
    var tape = Tape()
    tape.create(5)
    tape.rest(1, 4)
    tape.market.queueChanged(
      QueueChange(
        side: .buy, price: Price(raw: 99), number: 0, quantity: Quantity(raw: 3), isTraded: true),
      at: Sample.at(1), into: &tape.fills)
    tape.market.apply(
      TradeRow(ts: Sample.at(1), price: Price(raw: 99), size: Quantity(raw: 3), side: .sell),
      into: &tape.fills)
    #expect(tape.fills.map(\.quantity.raw) == [3])
  }

  @Test("the next slice of an iceberg stands behind all that is left when the one before is filled")
  func iceberg() {
    var market = Sample.market(.book, rules: MarketRules(fillModel: FillModel(queue: .fifo)))
    var fills: [Fill] = []
    func apply(_ id: Int64, _ size: Int64, _ action: OrderAction) {
      market.apply(
        OrderRow(
          ts: Sample.at(1), price: Sample.price(100), size: Sample.size(size), side: .buy,
          action: action), id: id, into: &fills)
    }
    _ = market.submit(
      OrderTerms(
        id: 1, side: .buy, limit: Sample.price(100), quantity: Sample.size(6),
        display: Sample.size(2), owner: 1), at: Sample.at(1), into: &fills)
    _ = market.submit(
      OrderTerms(
        id: 2, side: .buy, limit: Sample.price(100), quantity: Sample.size(1), owner: 2),
      at: Sample.at(1), into: &fills)
    apply(1, 5, .created)
    apply(2, 3, .created)
    // 4 of the first are traded: the slice of 2 and our other order had been before it.
    apply(1, 1, .changed)
    #expect(fills.map(\.order) == [1, 2] && fills.map(\.quantity) == [2, 1].map(Sample.size))
    #expect(market.restingOrder(1)?.place.ahead == Sample.size(4))
    // The rest of the first and two of the second leave from before the slice; no one is behind it.
    apply(1, 0, .changed)
    apply(2, 1, .changed)
    #expect(market.restingOrder(1)?.place.ahead == Sample.size(1) && fills.count == 2)
    apply(3, 9, .created)
    apply(2, 0, .changed)
    apply(3, 6, .changed)
    #expect(fills.map(\.order) == [1, 2, 1])
    #expect(market.restingOrder(1)?.place.ahead == Sample.size(6))
    #expect(market.remaining(1) == Sample.size(2))
  }

  @Test("what stands before an order is the sum of the tape's older orders", arguments: Seeds.all)
  func exact(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "single orders")
    var tape = Tape()
    var resting: [Int: [Int]] = [:]
    for step in 0..<5_000 {
      switch random.below(4) {
      case 0 where tape.orders.count < 30: tape.create(1 + Int64(random.below(9)))
      case 1 where resting.count < 6:
        tape.rest(step, 3)
        resting[step] = tape.orders.map(\.number)
      case _ where !tape.orders.isEmpty:
        let index = Int(random.below(UInt64(tape.orders.count)))
        let size = 1 + Int64(random.below(UInt64(tape.orders[index].size)))
        tape.reduce(index, by: size, isTraded: index == 0 && random.below(2) == 0)
      default: continue
      }
      for order in tape.market.restingOrders(.buy) {
        let older = Set(resting[order.id] ?? [])
        let sum = tape.orders.filter { older.contains($0.number) }.reduce(0) { $0 + $1.size }
        #expect(order.place.ahead.raw == sum)
      }
      resting = resting.filter { tape.market.remaining($0.key) != nil }
    }
    #expect(!tape.fills.isEmpty)
  }
}

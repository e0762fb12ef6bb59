import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Single orders")
struct SingleOrderTests {
  private func row(
    _ side: Side, _ price: Int64, _ size: Int64, _ action: OrderAction, at second: Int64 = 1
  ) -> OrderRow {
    OrderRow(
      ts: Sample.at(second), price: Sample.price(price), size: Sample.size(size), side: side,
      action: action)
  }

  /// Rows as (id, side, price, size, action) and the queue at 100 that they leave.
  private static let cases:
    [(name: String, rows: [(Int64, Side, Int64, Int64, OrderAction)], queue: [[Int64]])] = [
      (
        "orders stand in the order in which they came",
        [(1, .buy, 100, 5, .created), (2, .buy, 100, 3, .created)], [[1, 5], [2, 3]]
      ),
      (
        "an order that becomes less keeps its place",
        [(1, .buy, 100, 5, .created), (2, .buy, 100, 3, .created), (1, .buy, 100, 4, .changed)],
        [[1, 4], [2, 3]]
      ),
      (
        "an order that grows goes to the end",
        [(1, .buy, 100, 5, .created), (2, .buy, 100, 3, .created), (1, .buy, 100, 6, .changed)],
        [[2, 3], [1, 6]]
      ),
      (
        "an order that comes to another price goes to the end there",
        [(1, .buy, 99, 5, .created), (2, .buy, 100, 3, .created), (1, .buy, 100, 5, .changed)],
        [[2, 3], [1, 5]]
      ),
      (
        "a deleted order leaves",
        [(1, .buy, 100, 5, .created), (2, .buy, 100, 3, .created), (1, .buy, 100, 5, .deleted)],
        [[2, 3]]
      ),
      (
        "an order from before the tape stands in front",
        [(2, .buy, 100, 3, .created), (1, .buy, 100, 5, .changed)], [[1, 5], [2, 3]]
      ),
      (
        "an order that comes after its deletion never stands",
        [(1, .buy, 100, 5, .deleted), (1, .buy, 100, 5, .created), (1, .buy, 100, 4, .changed)], []
      ),
      (
        "a second creation is a change",
        [(1, .buy, 100, 5, .created), (1, .buy, 100, 4, .created)], [[1, 4]]
      ),
    ]

  @Test("keep the queue of a price", arguments: cases.indices)
  func queues(index: Int) {
    let entry = Self.cases[index]
    var replay = SingleOrderReplay()
    for (id, side, price, size, action) in entry.rows {
      replay.apply(row(side, price, size, action), id: id)
    }
    let found = replay.orders.queue(.buy, at: Sample.price(100)).map {
      [$0.id, $0.size.raw / 100_000_000]
    }
    #expect(found == entry.queue, "\(entry.name)")
    let total = entry.queue.reduce(0) { $0 + $1[1] }
    #expect(replay.book.size(.buy, at: Sample.price(100)) == Sample.size(total))
  }

  @Test("count what a whole tape would not have")
  func defects() {
    var replay = SingleOrderReplay()
    replay.apply(row(.buy, 100, 5, .deleted), id: 1)
    replay.apply(row(.buy, 100, 5, .created), id: 1)
    replay.apply(row(.buy, 100, 5, .changed), id: 2)
    replay.apply(row(.buy, 100, 5, .created), id: 2)
    let counters = replay.orders.counters
    #expect(counters.unseenDeletes == 1 && counters.afterDeletion == 1)
    #expect(counters.unseenChanges == 1 && counters.createdTwice == 1)
  }

  @Test("tell what rested and was traded from what came to take")
  func aggressors() {
    var replay = SingleOrderReplay()
    replay.apply(row(.buy, 100, 5, .created), id: 1)
    replay.apply(row(.sell, 99, 3, .created), id: 2)
    let maker = replay.apply(row(.buy, 100, 2, .changed), id: 1)
    #expect(maker.traded == Sample.size(3) && maker.number == 1)
    let taker = replay.apply(row(.sell, 99, 0, .deleted), id: 2)
    #expect(taker.traded == .zero && taker.cancelled == Sample.size(3))
    // An aggressor that is left over rests, and is met by a later one.
    replay.apply(row(.sell, 100, 9, .created), id: 3)
    replay.apply(row(.buy, 100, 0, .deleted), id: 1)
    #expect(replay.apply(row(.sell, 100, 7, .changed), id: 3).traded == .zero)
    replay.apply(row(.buy, 101, 1, .created), id: 4)
    #expect(replay.apply(row(.sell, 100, 6, .changed), id: 3).traded == Sample.size(1))
    let cancelled = replay.apply(row(.buy, 101, 1, .deleted), id: 4)
    #expect(cancelled.traded == .zero && cancelled.cancelled == Sample.size(1))
  }

  /// The obvious twin: a list of orders.
  private struct Twin {
    var orders: [(id: Int64, side: Side, price: Price, size: Quantity)] = []
    var gone: Set<Int64> = []

    mutating func apply(_ row: OrderRow, _ id: Int64) {
      if row.action == .deleted { gone.insert(id) } else if gone.contains(id) { return }
      let place = orders.firstIndex { $0.id == id }
      let fresh = (id, row.side, row.price, row.size)
      guard let place else {
        if row.action == .created { orders.append(fresh) }
        if row.action == .changed { orders.insert(fresh, at: 0) }
        return
      }
      let old = orders[place]
      if row.action == .deleted {
        orders.remove(at: place)
      } else if old.price == row.price, old.side == row.side, row.size <= old.size {
        orders[place].size = row.size
      } else {
        orders.remove(at: place)
        orders.append(fresh)
      }
    }

    func queue(_ side: Side, _ price: Price) -> [(id: Int64, size: Quantity)] {
      orders.filter { $0.side == side && $0.price == price }.map { ($0.id, $0.size) }
    }
  }

  @Test("equal a plain list over 100,000 commands", arguments: Seeds.all)
  func twin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "single orders")
    var replay = SingleOrderReplay()
    var twin = Twin()
    for step in 0..<100_000 {
      let id = Int64(bitPattern: random.below(60)) * 0x9e37_79b9 + Int64(step / 2000)
      let actions: [OrderAction] = [.created, .created, .changed, .deleted]
      let side: Side = random.below(2) == 0 ? .buy : .sell
      let made = row(
        side, 100 + Int64(random.below(5)), 1 + Int64(random.below(9)),
        actions[Int(random.below(4))], at: Int64(step))
      replay.apply(made, id: id)
      twin.apply(made, id)
      guard step % 50 == 0 else { continue }
      for price in 100..<105 {
        for side in [Side.buy, .sell] {
          let found = replay.orders.queue(side, at: Sample.price(Int64(price)))
          let expected = twin.queue(side, Sample.price(Int64(price)))
          guard found.elementsEqual(expected, by: { $0.id == $1.id && $0.size == $1.size }) else {
            Issue.record("seed \(seed), step \(step): \(found) is not \(expected)")
            return
          }
          let total = expected.reduce(Quantity.zero) { $0 + $1.size }
          #expect(replay.book.size(side, at: Sample.price(Int64(price))) == total)
        }
      }
    }
  }
}

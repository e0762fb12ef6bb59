import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("A book")
struct BookTests {
  /// Bids 99 x 5, 98 x 7; asks 101 x 4, 103 x 6.
  private func sample() -> Book {
    var book = Book()
    book.apply(Sample.delta(1, .buy, 98, 7))
    book.apply(Sample.delta(1, .sell, 103, 6))
    book.apply(Sample.delta(2, .buy, 99, 5))
    book.apply(Sample.delta(3, .sell, 101, 4))
    return book
  }

  @Test("has its best levels first")
  func order() {
    let book = sample()
    #expect(book.top(9, .buy).map(\.price) == [Sample.price(99), Sample.price(98)])
    #expect(book.top(9, .sell).map(\.price) == [Sample.price(101), Sample.price(103)])
    #expect(book.top(1, .sell) == [BookLevel(price: Sample.price(101), size: Sample.size(4))])
    #expect(book.top(-1, .buy).isEmpty)
    #expect(book.mid == Sample.price(100))
    #expect(book.size(.buy, at: Sample.price(98)) == Sample.size(7))
    #expect(book.size(.buy, at: Sample.price(97)) == .zero)
  }

  @Test("without a snapshot can be used but is not synchronised")
  func partial() {
    let book = sample()
    #expect(!book.isSynchronised)
    #expect(book.bestBid?.price == Sample.price(99))
  }

  @Test("is synchronised after a clear")
  func clear() {
    var book = sample()
    book.apply(Sample.delta(4, .buy, 90, 1, [.first, .last, .clear]))
    #expect(book.isSynchronised)
    #expect(book.levelCount(.buy) == 1 && book.levelCount(.sell) == 0)
    #expect(book.mid == nil)
  }

  @Test("tells when it is crossed, per message")
  func crossed() {
    var book = sample()
    book.apply(Sample.delta(4, .buy, 101, 1, [.first]))
    #expect(book.isCrossed && !book.isBetweenMessages)
    book.apply(Sample.delta(4, .sell, 101, 0, [.last]))
    #expect(!book.isCrossed && book.isBetweenMessages)
    #expect(book.counters.crossedBeforeSynchronised == 0)
    book.apply(Sample.delta(5, .buy, 103, 1, []))
    #expect(book.counters.crossedBeforeSynchronised == 1)
    #expect(book.counters.crossedUpdates == 0)
  }

  @Test("tells when it is stale")
  func stale() {
    let limit = TimeSpan.second * 10
    #expect(Book().isStale(Sample.at(1), limit))
    #expect(!sample().isStale(Sample.at(13), limit))
    #expect(sample().isStale(Sample.at(14), limit))
  }

  @Test("counts deletes of levels it never saw, not of levels we emptied")
  func unseen() {
    var book = sample()
    book.apply(Sample.delta(4, .buy, 97, 0))
    #expect(book.counters.deletesOfUnseenLevels == 1)
    book.takeBest(.buy, Sample.size(5))
    book.apply(Sample.delta(5, .buy, 99, 0))
    #expect(book.counters.deletesOfUnseenLevels == 1)
  }

  @Test("keeps what was taken until the tape writes the level")
  func taken() {
    var book = sample()
    book.takeBest(.sell, Sample.size(1))
    #expect(book.bestAsk == BookLevel(price: Sample.price(101), size: Sample.size(3)))
    book.takeBest(.sell, Sample.size(3))
    #expect(book.bestAsk?.price == Sample.price(103))
    #expect(book.taken(.sell, at: Sample.price(101)) == Sample.size(4))
    book.apply(Sample.delta(4, .sell, 103, 8))
    #expect(book.bestAsk?.price == Sample.price(103))
    book.apply(Sample.delta(5, .sell, 101, 2))
    #expect(book.bestAsk == BookLevel(price: Sample.price(101), size: Sample.size(2)))
    #expect(book.taken(.sell, at: Sample.price(101)) == .zero)
  }

  @Test("prices a quantity over its levels, rounded against the taker")
  func cost() throws {
    let book = sample()
    let buy = try book.cost(.buy, Sample.size(5))
    #expect(buy.notional == Money(raw: (4 * 101 + 103) * 100_000_000))
    #expect(buy.quantity == Sample.size(5) && buy.worst == Sample.price(103))
    let all = try book.cost(.sell, Sample.size(100))
    #expect(all.quantity == Sample.size(12) && all.worst == Sample.price(98))
    var tiny = Book()
    tiny.apply(
      DeltaRow(ts: Sample.at(1), price: Price(raw: 3), size: Sample.size(1), side: .buy, flags: []))
    tiny.apply(
      DeltaRow(ts: Sample.at(1), price: Price(raw: 5), size: Sample.size(1), side: .sell, flags: [])
    )
    #expect(try tiny.cost(.buy, Quantity(raw: 1)).notional == Money(raw: 1))
    #expect(try tiny.cost(.sell, Quantity(raw: 1)).notional == .zero)
  }

  @Test("sums its depth within a distance of the mid")
  func depth() throws {
    let book = sample()
    #expect(book.depth(.buy, within: try Rate("0.01")) == Sample.size(5))
    #expect(book.depth(.buy, within: try Rate("0.0099")) == .zero)
    #expect(book.depth(.sell, within: try Rate("0.03")) == Sample.size(10))
  }

  @Test("holds prices at both ends of what is possible")
  func extremes() {
    var book = Book()
    for raw in [1, Int64.max - 1, 1_000] {
      for side in Side.allCases {
        book.apply(
          DeltaRow(
            ts: Sample.at(1), price: Price(raw: raw), size: .greatest, side: side, flags: []))
      }
    }
    #expect(book.top(9, .buy).map(\.price.raw) == [Int64.max - 1, 1_000, 1])
    #expect(book.top(9, .sell).map(\.price.raw) == [1, 1_000, Int64.max - 1])
    #expect(book.depth(.sell, within: .one) == .greatest)
  }
}

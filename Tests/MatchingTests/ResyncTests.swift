import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("A snapshot")
struct ResyncTests {
  private func snapshot(_ book: inout Book, _ second: Int64, _ sequence: Int64) {
    book.apply(Sample.delta(second, .buy, 100, 1, [.snapshot, .first]), sequence: sequence)
    book.apply(Sample.delta(second, .sell, 102, 1, [.snapshot, .last]), sequence: sequence)
  }

  @Test("that arrives after newer deltas is brought up to date with them")
  func late() {
    var book = Book()
    book.apply(Sample.delta(1, .buy, 99, 3), sequence: 8)
    book.apply(Sample.delta(2, .buy, 100, 0), sequence: 11)
    book.apply(Sample.delta(2, .sell, 101, 2), sequence: 12)
    snapshot(&book, 3, 10)
    #expect(book.isSynchronised)
    #expect(book.top(9, .buy).isEmpty)
    #expect(book.top(9, .sell).map(\.price) == [Sample.price(101), Sample.price(102)])
    #expect(book.counters.resyncs == 1)
  }

  @Test("makes deltas that are not newer than it worthless")
  func older() {
    var book = Book()
    snapshot(&book, 1, 10)
    book.apply(Sample.delta(2, .buy, 100, 0), sequence: 10)
    book.apply(Sample.delta(2, .buy, 101, 5), sequence: 9)
    #expect(book.bestBid == BookLevel(price: Sample.price(100), size: Sample.size(1)))
    #expect(book.counters.staleDropped == 2)
    book.apply(Sample.delta(3, .buy, 100, 4), sequence: 11)
    #expect(book.bestBid?.size == Sample.size(4))
  }

  @Test("older than the deltas still held is left out of a book that is whole")
  func tooLate() {
    var book = Book(bufferedDeltas: 2)
    snapshot(&book, 1, 10)
    for sequence in Int64(11)...15 {
      book.apply(Sample.delta(2, .buy, 100, sequence), sequence: sequence)
    }
    snapshot(&book, 3, 12)
    #expect(book.bestBid?.size == Sample.size(15) && book.isSynchronised)
    #expect(book.counters.staleDropped == 2)
    snapshot(&book, 4, 13)
    #expect(book.bestBid?.size == Sample.size(15) && book.isSynchronised)
    #expect(book.counters.snapshots == 2)
  }

  @Test("older than the deltas still held does not make a partial book whole")
  func lost() {
    var book = Book(bufferedDeltas: 2)
    for sequence in Int64(11)...15 {
      book.apply(Sample.delta(2, .buy, 100, sequence), sequence: sequence)
    }
    snapshot(&book, 3, 12)
    #expect(!book.isSynchronised)
    #expect(book.bestBid?.size == Sample.size(15))
    snapshot(&book, 4, 15)
    #expect(book.isSynchronised)
    #expect(book.bestBid?.size == Sample.size(1))
  }

  @Test("without sequence numbers replaces the book, and ends where other rows begin")
  func unnumbered() {
    var book = Book()
    book.apply(Sample.delta(1, .buy, 90, 1))
    book.apply(Sample.delta(2, .buy, 100, 1, .snapshot))
    book.apply(Sample.delta(2, .sell, 102, 1, .snapshot))
    #expect(!book.isSynchronised && !book.isBetweenMessages)
    book.apply(Sample.delta(3, .buy, 101, 1, []))
    #expect(book.isSynchronised)
    #expect(book.top(9, .buy).map(\.price) == [Sample.price(101), Sample.price(100)])
    book.apply(Sample.delta(4, .sell, 103, 1, .snapshot))
    #expect(book.levelCount(.buy) == 0 && book.levelCount(.sell) == 1)
  }

  @Test("cut into several messages of one time and sequence is one")
  func cut() {
    var book = Book()
    book.apply(Sample.delta(1, .buy, 100, 9), sequence: 11)
    book.apply(Sample.delta(2, .buy, 99, 1, [.snapshot, .first, .last]), sequence: 10)
    book.apply(Sample.delta(2, .buy, 100, 2, [.snapshot, .first, .last]), sequence: 10)
    book.apply(Sample.delta(2, .sell, 102, 1, [.snapshot, .first, .last]), sequence: 10)
    #expect(book.counters.snapshots == 1 && book.counters.resyncs == 1)
    #expect(book.levelCount(.buy) == 2 && book.levelCount(.sell) == 1)
    #expect(book.bestBid?.size == Sample.size(9))
  }
}

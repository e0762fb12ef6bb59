import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("The book and its obvious twin")
struct BookTwinTests {
  /// What random messages need to know.
  struct Generator {
    var random: RandomStream
    var sequence: Int64 = 1000
    var second: Int64 = 0
    /// Ordinary tapes carry sequence numbers or not.
    let isNumbered: Bool

    mutating func pick(_ bound: UInt64) -> Int64 { Int64(random.below(bound)) }

    /// Mostly near the middle, sometimes very far.
    mutating func price(_ side: Side) -> Price {
      let away = pick(20) == 0 ? pick(1_000_000) : pick(40) - 2
      let raw = 1_000_000_000 + (side == .buy ? -away : away) * 100
      return Price(raw: max(1, raw))
    }

    mutating func rows(_ count: Int, _ flags: DeltaFlags, canDelete: Bool) -> [DeltaRow] {
      second += 1
      return (0..<count).map { index in
        let side: Side = pick(2) == 0 ? .buy : .sell
        let size = canDelete && pick(3) == 0 ? 0 : 1 + pick(50)
        var marks: DeltaFlags = index == 0 ? [.first] : []
        if index == count - 1 { marks.insert(.last) }
        if flags.contains(.snapshot) { marks.insert(.snapshot) }
        if index == 0, flags.contains(.clear) { marks.insert(.clear) }
        return DeltaRow(
          ts: Sample.at(second), price: price(side), size: Quantity(raw: size), side: side,
          flags: marks)
      }
    }

    mutating func message() -> NaiveBook.Message {
      let kind = pick(400)
      if kind == 0 { return (rows(1 + Int(pick(3)), .clear, canDelete: false), next()) }
      if kind < 5 {
        let late = isNumbered ? max(1, sequence - pick(300)) : 0
        let flags: DeltaFlags = pick(2) == 0 ? [.snapshot, .clear] : .snapshot
        return (rows(20 + Int(pick(100)), flags, canDelete: false), late)
      }
      if kind < 15 {
        return (rows(2, [], canDelete: true), isNumbered ? max(1, sequence - pick(400)) : 0)
      }
      return (rows(1 + Int(pick(5)), [], canDelete: true), next())
    }

    mutating func next() -> Int64 {
      guard isNumbered else { return 0 }
      sequence += 1 + pick(3)
      return sequence
    }
  }

  @Test(
    "hold the same levels after 100,000 rows, fills, clears and late snapshots",
    arguments: Seeds.all, [false, true])
  func twin(seed: UInt64, isNumbered: Bool) {
    var generator = Generator(
      random: RandomStream(seed: seed, purpose: "book twin"), isNumbered: isNumbered)
    var book = Book()
    var naive = NaiveBook()
    var rows = 0
    while rows < 100_000 {
      let message = generator.message()
      for row in message.rows { book.apply(row, sequence: message.sequence) }
      naive.apply(message)
      rows += message.rows.count
      take(&generator, &book, &naive)
      guard agree(book, naive, whole: generator.pick(50) == 0) else {
        Issue.record("seed \(seed): the books differ after \(rows) rows")
        return
      }
    }
    #expect(book.counters == naive.counters)
    #expect(fingerprint(book) == fingerprint(naive))
    #expect(naive.counters.snapshots > 50 && naive.counters.deletesOfUnseenLevels > 1000)
    #expect(!isNumbered || (naive.counters.resyncs > 50 && naive.counters.staleDropped > 100))
  }

  private func take(_ generator: inout Generator, _ book: inout Book, _ naive: inout NaiveBook) {
    guard generator.pick(4) == 0 else { return }
    let side: Side = generator.pick(2) == 0 ? .buy : .sell
    guard let best = naive.best(side) else { return }
    let part = generator.pick(2) == 0 ? best.size : 1 + generator.pick(UInt64(best.size))
    naive.takeBest(side, part)
    book.takeBest(side, Quantity(raw: part))
  }

  private func agree(_ book: Book, _ naive: NaiveBook, whole: Bool) -> Bool {
    for side in Side.allCases {
      let best = naive.best(side)
      if book.best(side)?.price.raw != best?.price { return false }
      if book.best(side)?.size.raw != best?.size { return false }
    }
    if book.isSynchronised != naive.isSynchronised { return false }
    return !whole || (fingerprint(book) == fingerprint(naive) && book.counters == naive.counters)
  }

  private func fingerprint(_ book: Book) -> String {
    Fingerprint.of(
      Side.allCases.map { side in
        book.top(.max, side).map { "\(side.word) \($0.price.raw) \($0.size.raw)" }
          .joined(separator: "\n")
      }.joined(separator: "\n"))
  }

  private func fingerprint(_ naive: NaiveBook) -> String {
    Fingerprint.of(
      Side.allCases.map { side in
        naive.effective(side).map { "\(side.word) \($0.price) \($0.size)" }
          .joined(separator: "\n")
      }.joined(separator: "\n"))
  }
}

import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

/// Prices that wander, jump and lie where they should not: the window of a side is fitted anew many
/// times, and levels pass into it and out of it.
@Suite("A book whose prices wander")
struct BookDriftTests {
  private struct Walk {
    var random: RandomStream
    /// The middle, in ticks of 0.01.
    var middle: Int64 = 5_000_000

    mutating func pick(_ bound: UInt64) -> Int64 { Int64(random.below(bound)) }

    mutating func row(_ number: Int) -> DeltaRow {
      move()
      let side: Side = pick(2) == 0 ? .buy : .sell
      let size = pick(3) == 0 ? 0 : 1 + pick(1_000)
      return DeltaRow(
        ts: Sample.at(Int64(number)), price: price(side), size: Quantity(raw: size), side: side,
        flags: [.first, .last])
    }

    /// A tick now and then, a leap seldom.
    private mutating func move() {
      let kind = pick(20_000)
      if kind == 0 { middle = 1_000_000 + pick(9_000_000) }
      if kind < 6_000 { middle += kind % 2 == 0 ? 1 : -1 }
    }

    private mutating func price(_ side: Side) -> Price {
      let away = 1 + pick(pick(10) == 0 ? 50_000 : 200)
      let ticks = side == .buy ? middle - away : middle + away
      switch pick(200) {
      case 0: return Price(raw: side == .buy ? 1_000_000 : 999_999_999_900_000_000)
      case 1: return Price(raw: ticks * 1_000_000 + 1 + pick(999_999))
      default: return Price(raw: max(1, ticks) * 1_000_000)
      }
    }
  }

  @Test("is its dictionary after 1,000,000 commands, compared as a whole every 1,000")
  func million() throws {
    var walk = Walk(random: RandomStream(seed: 20_261_125, purpose: "book drift"))
    var book = Book()
    var levels: [Side: [Int64: Int64]] = [.buy: [:], .sell: [:]]
    for number in 1...1_000_000 {
      let row = walk.row(number)
      book.apply(row)
      let size = row.size.raw
      levels[row.side]?[row.price.raw] = size > 0 ? size : nil
      if number % 1_000 != 0 { continue }
      // What the walk left behind would make a book that grows without end.
      trim(&book, &levels, walk.middle, number)
      try #require(hash(book) == hash(levels), "the books differ after \(number) commands")
    }
  }

  /// Deletes what lies on the wrong side of the middle, as a venue would have traded it away.
  private func trim(
    _ book: inout Book, _ levels: inout [Side: [Int64: Int64]], _ middle: Int64, _ number: Int
  ) {
    let raw = middle * 1_000_000
    for side in Side.allCases {
      let wrong = (levels[side] ?? [:]).keys.filter { side == .buy ? $0 >= raw : $0 <= raw }
      for price in wrong.sorted() {
        book.apply(
          DeltaRow(
            ts: Sample.at(Int64(number)), price: Price(raw: price), size: .zero, side: side,
            flags: [.first, .last]))
        levels[side]?[price] = nil
      }
    }
  }

  private static func mix(_ hash: UInt64, _ value: Int64) -> UInt64 {
    (hash ^ UInt64(bitPattern: value)) &* 0x9e37_79b9_7f4a_7c15
  }

  private func hash(_ book: Book) -> UInt64 {
    var hash: UInt64 = 1
    for side in Side.allCases {
      var count: Int64 = 0
      book.walk(side) {
        hash = Self.mix(Self.mix(hash, $0.price.raw), $0.size.raw)
        count += 1
        return true
      }
      hash = Self.mix(hash, count)
    }
    return hash
  }

  private func hash(_ levels: [Side: [Int64: Int64]]) -> UInt64 {
    var hash: UInt64 = 1
    for side in Side.allCases {
      let all = (levels[side] ?? [:]).sorted { side == .buy ? $0.key > $1.key : $0.key < $1.key }
      for (price, size) in all { hash = Self.mix(Self.mix(hash, price), size) }
      hash = Self.mix(hash, Int64(all.count))
    }
    return hash
  }

  @Test("keeps to its memory however far apart prices are")
  func farPrices() {
    var book = Book()
    for number in 0..<20_000 {
      let near = Int64(number % 400)
      for side in Side.allCases {
        let raw = side == .buy ? 50_000_00 - near : 50_000_01 + near
        book.apply(row(raw * 1_000_000, side))
      }
    }
    book.apply(row(999_999_999_900_000_000, .sell))
    book.apply(row(1_000_000, .buy))
    #expect(book.levelCount(.buy) == 401 && book.levelCount(.sell) == 401)
    #expect(book.level(.sell, 400).price.raw == 999_999_999_900_000_000)
    #expect(book.level(.buy, 400).price.raw == 1_000_000)
    #expect(book.sides.bids.capacity <= UInt64(BookSide.widest))
    #expect(book.sides.asks.capacity >= 400)
  }

  private func row(_ price: Int64, _ side: Side) -> DeltaRow {
    DeltaRow(
      ts: Sample.at(1), price: Price(raw: price), size: Quantity(raw: 5), side: side, flags: [])
  }
}

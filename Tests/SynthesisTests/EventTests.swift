import Testing

private let second: Int64 = 1_000_000_000
private let minute = 60 * second

/// The planned events, measured from the files alone.
struct EventTests {
  private let dataset: Generated
  private let harbour: BookReplay
  private let meridian: BookReplay
  private let atoll: BookReplay

  init() throws {
    dataset = try Generated.seven.get()
    let replays = try Generated.replays.get()
    (harbour, meridian, atoll) = (replays[0], replays[1], replays[2])
  }

  private func change(_ book: BookReplay, from: Int64, to: Int64) throws -> Double {
    let first = try #require(book.book(at: from))
    let last = try #require(book.book(at: to))
    return last.middle / first.middle - 1
  }

  @Test func `each venue falls by 15 percent within the 40 minutes of the crash`() throws {
    let crash = try dataset.event("crash")
    #expect(crash.upperBound - crash.lowerBound == 40 * minute)
    for book in [harbour, meridian, atoll] {
      let fall = try change(book, from: crash.lowerBound, to: crash.upperBound)
      #expect(fall < -0.145 && fall > -0.155)
    }
  }

  @Test func `a calm rise comes before the crash and a partial recovery after it`() throws {
    let crash = try dataset.event("crash")
    let start = harbour.snapshots[0].time
    #expect(try change(harbour, from: start, to: crash.lowerBound) > 0.02)
    let calm = harbour.books(in: start..<crash.lowerBound).map(\.middle)
    var (peak, drawdown) = (0.0, 0.0)
    for price in calm {
      peak = max(peak, price)
      drawdown = max(drawdown, 1 - price / peak)
    }
    #expect(drawdown < 0.02)
    let end = try #require(harbour.snapshots.last).time
    let recovery = try change(harbour, from: crash.upperBound, to: end)
    #expect(recovery > 0.03 && recovery < 0.10)
  }

  @Test func `depth falls at least eightfold in the crash and comes back`() throws {
    let crash = try dataset.event("crash")
    func depth(_ from: Int64, _ length: Int64) -> Double {
      median(harbour.books(in: from..<from + length).map { Double($0.depth) })
    }
    let calm = depth(crash.lowerBound - 120 * minute, 120 * minute)
    let thin = depth(crash.lowerBound + 12 * minute, 28 * minute)
    #expect(calm / thin >= 8 && calm / thin <= 13)
    let end = try #require(harbour.snapshots.last).time
    #expect(depth(end - 30 * minute, 30 * minute) > 0.85 * calm)
  }

  @Test func `the spread widens at least fivefold in the crash`() throws {
    let crash = try dataset.event("crash")
    func spread(_ times: Range<Int64>) -> Double {
      median(harbour.books(in: times).map { Double($0.ask - $0.bid) })
    }
    let before = crash.lowerBound - 60 * minute..<crash.lowerBound
    #expect(spread(crash) > 5 * spread(before))
  }

  @Test func `the wick is seen on one venue only, for seconds`() throws {
    let wick = try dataset.event("wick")
    #expect(wick.upperBound - wick.lowerBound <= 10 * second)
    var (deepest, elsewhere) = (0.0, 0.0)
    for book in meridian.snapshots {
      let other = try #require(harbour.book(at: book.time))
      let gap = book.middle / other.middle - 1
      if wick.contains(book.time) {
        deepest = min(deepest, gap)
      } else {
        elsewhere = max(elsewhere, gap.magnitude)
      }
    }
    #expect(deepest < -0.05)
    #expect(elsewhere < 0.01)
    let around = wick.lowerBound - minute..<wick.upperBound + minute
    for book in [harbour, atoll] {
      let prices = book.books(in: around).map(\.middle)
      let range = try #require(prices.max()) / (try #require(prices.min()))
      #expect(range < 1.01)
    }
  }

  @Test func `the wick prints trades at its prices`() throws {
    let wick = try dataset.event("wick")
    let trades = try dataset.csv("meridian", "trades")
    let inside = (0..<trades.count).filter { wick.contains(trades.time($0)) }
    let before = try #require(meridian.book(at: wick.lowerBound - second)).middle
    let lowest = inside.map { Double(trades[$0, 1]) / 1e8 }.min()
    #expect(try #require(lowest) < before * 0.95)
  }

  @Test func `one venue is dark for at least ten minutes of the crash`() throws {
    let outage = try dataset.event("outage")
    #expect(outage.upperBound - outage.lowerBound >= 10 * minute)
    let crash = try dataset.event("crash")
    #expect(crash.contains(outage.lowerBound) && crash.contains(outage.upperBound))
    #expect(atoll.books(in: outage).isEmpty)
    let trades = try dataset.csv("atoll", "trades")
    #expect(!(0..<trades.count).contains { outage.contains(trades.time($0)) })
    #expect(longestGap(atoll) >= outage.upperBound - outage.lowerBound)
    #expect(longestGap(harbour) <= 5 * second)
    #expect(longestGap(meridian) <= 5 * second)
  }

  private func longestGap(_ book: BookReplay) -> Int64 {
    zip(book.snapshots, book.snapshots.dropFirst()).map { $1.time - $0.time }.max() ?? 0
  }

  @Test func `venues keep within a few basis points of each other in calm times`() throws {
    let crash = try dataset.event("crash")
    let start = harbour.snapshots[0].time + minute
    for book in [meridian, atoll] {
      let gaps = try book.books(in: start..<crash.lowerBound).map { book in
        try (book.middle / #require(harbour.book(at: book.time)).middle - 1).magnitude
      }
      #expect(median(gaps) > 1e-5 && median(gaps) < 5e-4)
    }
  }

  @Test func `returns have fat tails`() {
    let calm = harbour.snapshots.prefix(15_000).map(\.middle)
    let returns = zip(calm, calm.dropFirst()).map { $1 / $0 - 1 }
    let squares = returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)
    let fourths = returns.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(returns.count)
    #expect(fourths / (squares * squares) > 4)
  }
}

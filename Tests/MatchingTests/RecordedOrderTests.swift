import Foundation
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("Recorded single orders")
struct RecordedOrderTests {
  static let folder = RecordedBookTests.folder.map {
    $0.deletingLastPathComponent().appending(path: "bitstamp_2015-05-01")
  }

  private struct Event {
    let id: Int64
    let row: OrderRow
  }

  /// A level of a recorded snapshot.
  private struct Seen: Hashable {
    let side: Side
    let price: Price
  }

  private func cells(_ name: String) throws -> [[String]] {
    let folder = try #require(Self.folder)
    let data = try RecordedBookTests().unpacked(folder.appending(path: name))
    return data.split(separator: 10).dropFirst().map { line in
      line.split(separator: 44, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private func events() throws -> [Event] {
    let actions: [String: OrderAction] = [
      "created": .created, "changed": .changed, "deleted": .deleted,
    ]
    return try cells("orders.csv.gz").map { cells in
      let time = try #require(Int64(cells[1]))
      let row = OrderRow(
        ts: Instant(nanoseconds: time * 1_000_000), price: try Price(cells[3]),
        size: Quantity(raw: try #require(Int64(cells[4]))),
        side: cells[6] == "bid" ? .buy : .sell, action: try #require(actions[cells[5]]))
      return Event(id: try #require(Int64(cells[0])), row: row)
    }
  }

  private func snapshots() throws -> [(ts: Instant, levels: [Seen: Quantity])] {
    var found: [(ts: Instant, levels: [Seen: Quantity])] = []
    for cells in try cells("book_top20_snapshots.csv.gz") {
      let ts = Instant(nanoseconds: try #require(Int64(cells[0])) * 1_000_000)
      if found.last?.ts != ts { found.append((ts, [:])) }
      let level = Seen(side: cells[1] == "bid" ? .buy : .sell, price: try Price(cells[3]))
      found[found.count - 1].levels[level] = try Quantity(cells[4])
    }
    return found
  }

  /// The orders that stood before the tape began, as far as it tells: their rows begin with a
  /// change or a deletion. Until that they lie in the recorded snapshots and not in our book.
  private func older(_ events: [Event]) -> [(level: Seen, size: Quantity, until: Instant)] {
    var first: [Int64: Int] = [:]
    var created: Set<Int64> = []
    for (index, event) in events.enumerated() {
      if first[event.id] == nil { first[event.id] = index }
      if event.row.action == .created { created.insert(event.id) }
    }
    return first.filter { !created.contains($0.key) }.values.sorted().map { index in
      let row = events[index].row
      return (Seen(side: row.side, price: row.price), row.size, row.ts)
    }
  }

  /// The levels of the book no worse than the worst that the snapshot shows.
  private func levels(_ book: Book, within shown: [Seen: Quantity]) -> [Seen: Quantity] {
    var found: [Seen: Quantity] = [:]
    for side in [Side.buy, .sell] {
      let keys = shown.keys.filter { $0.side == side }.map { Ladder.key($0.price, side) }
      guard let worst = keys.min() else { continue }
      book.walk(side) { level in
        guard Ladder.key(level.price, side) >= worst else { return false }
        found[Seen(side: side, price: level.price)] = level.size
        return true
      }
    }
    return found
  }

  /// Amounts of the snapshots were written from doubles.
  private static let rounding = Quantity(raw: 3)
  /// Rows and snapshots were stamped by one clock, each as it was worked off.
  private static let tolerance = TimeSpan.second

  /// The tape replayed up to where it is wanted.
  private struct Cursor {
    let events: [Event]
    var next = 0
    var replay = SingleOrderReplay()

    mutating func advance(to instant: Instant) {
      while next < events.count, events[next].row.ts <= instant {
        replay.apply(events[next].row, id: events[next].id)
        next += 1
      }
    }
  }

  /// The orders one by one in a dictionary, and what they add up to.
  private struct Naive {
    var orders: [Int64: OrderRow] = [:]
    var levels: [Seen: Quantity] = [:]
    var gone: Set<Int64> = []
    var counters = SingleOrderCounters()

    mutating func apply(_ event: Event) {
      let (id, row) = (event.id, event.row)
      if row.action != .deleted, gone.contains(id) {
        counters.afterDeletion += 1
        return
      }
      let old = orders.removeValue(forKey: id)
      if let old { add(old, -old.size) }
      switch (row.action, old) {
      case (.deleted, nil): counters.unseenDeletes += 1
      case (.changed, nil): counters.unseenChanges += 1
      case (.created, _?): counters.createdTwice += 1
      default: break
      }
      if row.action == .deleted {
        gone.insert(id)
      } else {
        orders[id] = row
        add(row, row.size)
      }
    }

    private mutating func add(_ row: OrderRow, _ size: Quantity) {
      let level = Seen(side: row.side, price: row.price)
      let sum = (levels[level] ?? .zero) + size
      levels[level] = sum == .zero ? nil : sum
    }
  }

  private struct Counts: Equatable {
    var levels = 0
    /// The same size.
    var equal = 0
    /// Less by orders that the tape tells of later, without their beginning.
    var older = 0
    /// The same a second before or after.
    var time = 0
    /// Less by one size that stands at that price all the time: orders that the tape never names.
    var never = 0
    var odd = 0
  }

  @Test(
    "add up to the venue's own snapshots but for orders from before the tape",
    .enabled(if: folder != nil, "set TIDEMARK_DATA to the folder of recorded data"))
  func snapshotsAgree() throws {
    let events = try events()
    let older = older(events)
    var (now, before, after) = (
      Cursor(events: events), Cursor(events: events), Cursor(events: events)
    )
    var counts = Counts()
    var naive = Naive()
    var fed = 0
    var rests: [Seen: [Quantity: Int]] = [:]
    let snapshots = try snapshots()
    for snapshot in snapshots {
      now.advance(to: snapshot.ts)
      before.advance(to: snapshot.ts - Self.tolerance)
      after.advance(to: snapshot.ts + Self.tolerance)
      while fed < events.count, events[fed].row.ts <= snapshot.ts {
        naive.apply(events[fed])
        fed += 1
      }
      let ours = levels(now.replay.book, within: snapshot.levels)
      let isSame = ours.allSatisfy { naive.levels[$0.key] == $0.value }
      #expect(isSame && snapshot.levels.keys.allSatisfy { ours[$0] == naive.levels[$0] })
      for level in Set(ours.keys).union(snapshot.levels.keys) {
        counts.levels += 1
        let shown = snapshot.levels[level] ?? .zero
        let lack = shown - (ours[level] ?? .zero)
        let known = older.filter { $0.level == level && $0.until > snapshot.ts }
          .reduce(Quantity.zero) { $0 + $1.size }
        let others = [before, after].map { $0.replay.book.size(level.side, at: level.price) }
        if lack.magnitude <= Self.rounding {
          counts.equal += 1
        } else if (lack - known).magnitude <= Self.rounding {
          counts.older += 1
        } else if others.contains(where: { (shown - known - $0).magnitude <= Self.rounding }) {
          counts.time += 1
        } else {
          let rest = Quantity(raw: (lack - known).raw / 10 * 10)
          rests[level, default: [:]][rest, default: 0] += 1
        }
      }
    }
    for (_, sizes) in rests {
      let constant = sizes.filter { $0.key > .zero }.map(\.value).max() ?? 0
      counts.never += constant
      counts.odd += sizes.values.reduce(0, +) - constant
    }
    // Each snapshot shows 20 levels a side; ours differ from those in few, and hardly any of the
    // differences is without a reason.
    #expect(snapshots.allSatisfy { $0.levels.count == 40 })
    #expect(counts.levels >= 40 * snapshots.count)
    #expect(counts.levels - 40 * snapshots.count < snapshots.count / 100)
    #expect(
      counts.equal + counts.older + counts.time + counts.never + counts.odd == counts.levels)
    #expect(counts.equal > counts.levels * 8 / 10 && counts.odd < 10 && counts.time < 100)
    #expect(now.replay.orders.counters == naive.counters)
    #expect(naive.counters.unseenDeletes > 0 && naive.counters.afterDeletion > 0)
  }
}

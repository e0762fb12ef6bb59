public import MarketData
public import Quantities

/// What a book met while it was fed.
@frozen public struct BookCounters: Hashable, Sendable {
  /// Messages (rows, where a tape marks no messages) that left a synchronised book crossed.
  public var crossedUpdates = 0
  /// The same while no whole snapshot had been seen.
  public var crossedBeforeSynchronised = 0
  /// Snapshots that were applied.
  public var snapshots = 0
  /// Snapshots after which newer deltas that had come earlier were applied again.
  public var resyncs = 0
  /// Deletes of levels that were not there; normal in a partial book.
  public var deletesOfUnseenLevels = 0
  /// Rows dropped because the book already knew better: deltas not newer than the snapshot, and
  /// snapshots older than the deltas still held.
  public var staleDropped = 0

  @inlinable public init() {}
}

/// The resting sizes of one market by price (L2), as the tape writes them less what was taken.
///
/// A quantity taken stays taken until the tape next writes its level or a snapshot empties the
/// book. The best prices are read in O(1), a level near them is written in O(1) (`BookSide`).
/// A book without any snapshot can be used, but `isSynchronised` stays false.
public struct Book: Sendable {
  /// Where a snapshot stands: none at hand, coming, left out, whole but perhaps continued.
  @usableFromInline enum Snapshot: UInt8, Sendable { case none, open, skipped, closed }

  /// The sides lie behind each other, so that a row addresses its own without a branch.
  @usableFromInline struct Sides: Sendable {
    @usableFromInline var bids = BookSide()
    @usableFromInline var asks = BookSide()

    @usableFromInline init() {}
  }

  @usableFromInline var sides = Sides()
  @usableFromInline var tally = BookCounters()
  @usableFromInline var snapshot = Snapshot.none
  @usableFromInline var isWithinMessage = false
  @usableFromInline var written = Instant.distantPast
  @usableFromInline var synchronised = false
  /// The sequence of the snapshot the book rests on; zero for none.
  var snapshotSequence: Int64 = 0
  /// Time and sequence of the snapshot that came last, left out or not.
  var comingSequence: Int64 = 0
  var snapshotInstant = Instant.distantPast
  var buffer: DeltaBuffer

  /// An empty book that holds up to `bufferedDeltas` deltas for a late snapshot (40 bytes each,
  /// and only where deltas carry sequence numbers).
  public init(bufferedDeltas: Int = 16_384) {
    buffer = DeltaBuffer(capacity: bufferedDeltas)
  }

  /// Whether the book rests on a whole snapshot (or a clear) and lost no delta since.
  @inlinable public var isSynchronised: Bool { synchronised }

  /// What the book met so far.
  @inlinable public var counters: BookCounters { tally }

  /// When the last row came; `distantPast` before the first.
  @inlinable public var lastUpdate: Instant { written }

  /// Whether the last row came at the end of its message, so that the book is whole.
  @inlinable public var isBetweenMessages: Bool { !isWithinMessage && snapshot != .open }

  /// Whether the last row came more than `limit` before `now`, or none came.
  @inlinable public func isStale(_ now: Instant, _ limit: TimeSpan) -> Bool {
    written == .distantPast || now - written > limit
  }

  /// Applies a row. `sequence` is the venue's update id of the row's message, zero where unknown;
  /// with it a snapshot that arrives after newer deltas is repaired (see `BookSnapshots`). Where
  /// `isOwned`, `own` was called and nobody has made a copy since.
  @inlinable @inline(__always)
  public mutating func apply(_ row: DeltaRow, sequence: Int64 = 0, isOwned: Bool = false) {
    written = row.ts
    if row.flags.rawValue & 9 == 0, sequence == 0, snapshot == .none {
      if row.flags.rawValue != 0 { isWithinMessage = row.flags.rawValue & 4 == 0 }
      write(row, isOwned: isOwned)
    } else {
      applyMarked(row, sequence)
    }
    if isCrossed, isBetweenMessages { countCrossed() }
  }

  /// Makes the memory of both sides this book's own.
  mutating func own() {
    sides.bids.own()
    sides.asks.own()
  }

  /// Writes one level and counts deletes of what was not there.
  @inlinable @inline(__always) mutating func write(_ row: DeltaRow, isOwned: Bool = false) {
    let isAsk = row.sideCode > 0 ? 0 : 1
    let found = withUnsafeMutablePointer(to: &sides) { both in
      let side = UnsafeMutableRawPointer(both).assumingMemoryBound(to: BookSide.self) + isAsk
      if !isOwned { side.pointee.own() }
      return side.pointee.write(row.price.raw ^ Int64(0 &- isAsk), row.size.raw)
    }
    tally.deletesOfUnseenLevels &+= found == .nothing ? 1 : 0
  }

  /// A row with marks of its message, or with a sequence.
  @usableFromInline mutating func applyMarked(_ row: DeltaRow, _ sequence: Int64) {
    let flags = row.flags
    if flags.contains(.gap) { synchronised = false }
    if flags.rawValue & 6 != 0 { isWithinMessage = !flags.contains(.last) }
    if flags.rawValue & 9 == 0, sequence == 0, snapshot == .none {
      write(row)
    } else {
      applyCarefully(row, sequence)
    }
  }

  @usableFromInline mutating func countCrossed() {
    if synchronised {
      tally.crossedUpdates += 1
    } else {
      tally.crossedBeforeSynchronised += 1
    }
  }
}

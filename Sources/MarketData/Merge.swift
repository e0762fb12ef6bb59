public import Quantities

/// Several tapes as one stream in a total order: by time, then by the order in which the tapes
/// were given, then by row. A tape may be merged at other times than its own.
///
/// The stream is handed out in runs: rows of one tape that follow each other in the total order.
/// A run costs O(number of tapes) and O(log of its length); rows inside it cost nothing.
public struct Merge: ~Copyable {
  /// Consecutive rows of one tape.
  @frozen public struct Run: Hashable, Sendable {
    /// Which tape, by its position at the start.
    public let tape: Int
    /// The rows.
    public let rows: Range<Int>

    @inlinable public init(tape: Int, rows: Range<Int>) {
      self.tape = tape
      self.rows = rows
    }
  }

  @usableFromInline struct Cursor {
    @usableFromInline var base: UnsafeRawPointer
    @usableFromInline let stride: Int
    @usableFromInline let shift: TimeSpan
    /// The end of the rows whose times are known.
    @usableFromInline var count: Int
    @usableFromInline var row = 0
    @usableFromInline var head: Instant

    @usableFromInline init(_ source: MergeSource) {
      let tape = source.tape
      shift = source.shift
      if let times = source.times {
        count = times.advance(keeping: 0)
        base = times.origin
        stride = MemoryLayout<Instant>.stride
      } else {
        base = tape.base
        stride = tape.kind.stride
        count = tape.count
      }
      head = .distantFuture
      if count > 0 { head = instant(0) }
    }

    @inlinable func instant(_ row: Int) -> Instant {
      (base + row * stride).load(as: Instant.self) + shift
    }

    /// The first row behind `start` that is later than `bound`, or the end of the longest run; rows
    /// of one instant stay together.
    /// O(log of the length): steps that double, then halves.
    @inlinable func end(of start: Int, _ bound: Instant) -> Int {
      let last = min(count, start + Merge.longestRun)
      var low = start + 1
      var step = 1
      while low + step <= last, instant(low + step - 1) <= bound {
        low += step
        step *= 2
      }
      var high = min(last, low + step - 1)
      while low < high {
        let middle = (low + high) / 2
        if instant(middle) <= bound { low = middle + 1 } else { high = middle }
      }
      // A run that is cut for its length ends with an instant.
      while low < count, instant(low) <= bound, instant(low) == instant(low - 1) { low += 1 }
      return low
    }
  }

  /// Rows of a run at most, so that finding its end costs little where it is not used up.
  @inlinable static var longestRun: Int { 4_096 }

  private let sources: [MergeSource]
  @usableFromInline var cursors: [Cursor]

  public init(_ tapes: [Tape]) { self.init(sources: tapes.map { MergeSource($0) }) }

  public init(sources: [MergeSource]) {
    self.sources = sources
    cursors = sources.map(Cursor.init)
  }

  /// When the next record became known; `distantFuture` at the end.
  @inlinable public var next: Instant {
    var earliest = Instant.distantFuture
    for cursor in cursors where cursor.head < earliest { earliest = cursor.head }
    return earliest
  }

  /// The next run of rows that are not later than `limit`, nil where there is none.
  @inlinable public mutating func run(through limit: Instant) -> Run? {
    guard let (best, bound) = earliest(through: limit) else { return nil }
    let start = cursors[best].row
    let end = cursors[best].end(of: start, bound)
    cursors[best].row = end
    cursors[best].head =
      end < cursors[best].count ? cursors[best].instant(end) : further(best, keeping: start)
    return Run(tape: best, rows: start..<end)
  }

  /// Makes the times of further rows known where they are no tape's own; the next of them. The rows
  /// of the run that is handed out stay known.
  @usableFromInline mutating func further(_ tape: Int, keeping start: Int) -> Instant {
    guard let times = sources[tape].times, cursors[tape].count < sources[tape].tape.count else {
      return .distantFuture
    }
    cursors[tape].count = times.advance(keeping: start)
    cursors[tape].base = times.origin
    return cursors[tape].instant(cursors[tape].row)
  }

  /// The next rows, not later than `limit`, that are earlier than every other tape's: no other tape
  /// has a record at their instants. nil where the next instant has records of several tapes, or
  /// is later.
  @inlinable public mutating func run(alone limit: Instant) -> Run? {
    guard let (best, bound) = earliest(through: limit) else { return nil }
    var others = Instant.distantFuture
    for index in cursors.indices where index != best { others = min(others, cursors[index].head) }
    let last = min(bound, others - TimeSpan(nanoseconds: 1))
    if cursors[best].head > last { return nil }
    return run(through: last)
  }

  /// Makes the rows of a run from `row` on the next of its tape again.
  @inlinable public mutating func giveBack(_ run: Run, from row: Int) {
    if row == run.rows.upperBound { return }
    cursors[run.tape].row = row
    cursors[run.tape].head = cursors[run.tape].instant(row)
  }

  /// The next row of a tape.
  @inlinable public func nextRow(_ tape: Int) -> Int { cursors[tape].row }

  /// Makes a row the next of its tape. It is one of those whose times are known, or their end.
  @inlinable public mutating func move(_ tape: Int, to row: Int) {
    cursors[tape].row = row
    cursors[tape].head =
      row < cursors[tape].count ? cursors[tape].instant(row) : further(tape, keeping: row)
  }

  /// The last time, not later than `limit`, before the next record of any other tape than two.
  @inlinable public func bound(besides first: Int, _ second: Int, _ limit: Instant) -> Instant {
    var bound = limit
    for index in cursors.indices where index != first && index != second {
      bound = min(bound, cursors[index].head - TimeSpan(nanoseconds: 1))
    }
    return bound
  }

  /// When a row of a tape became known.
  @inlinable public func instant(_ tape: Int, _ row: Int) -> Instant {
    cursors[tape].instant(row)
  }

  /// The first row after `row` that bears another time, at most `end`.
  @inlinable public func endOfInstant(_ tape: Int, _ row: Int, _ end: Int) -> Int {
    let now = cursors[tape].instant(row)
    var next = row + 1
    while next < end, cursors[tape].instant(next) == now { next += 1 }
    return next
  }

  /// The tape with the earliest head and the latest time up to which its rows go first.
  @inlinable
  func earliest(through limit: Instant) -> (tape: Int, bound: Instant)? {
    var best = -1
    var bestHead = Instant.distantFuture
    var bound = limit
    for index in cursors.indices {
      let head = cursors[index].head
      if head < bestHead {
        if best >= 0 { bound = min(bound, bestHead - TimeSpan(nanoseconds: 1)) }
        best = index
        bestHead = head
      } else if head != .distantFuture {
        bound = min(bound, head)
      }
    }
    guard best >= 0, bestHead <= limit else { return nil }
    return (best, bound)
  }
}

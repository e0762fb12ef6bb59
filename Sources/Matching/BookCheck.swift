public import MarketData
public import Quantities

/// What a replay of a tape's order book shows that its rows one by one do not.
public struct BookCheck: Hashable, Sendable {
  /// A row, with its time.
  public struct Place: Hashable, Sendable {
    public var row: Int
    public var at: Instant
  }

  /// Places kept of each finding.
  public static let placesKept = 5

  public private(set) var counters = BookCounters()
  /// The first messages that left the book crossed.
  public private(set) var crossed: [Place] = []
  /// The first deletes of levels that were not there.
  public private(set) var unseenDeletes: [Place] = []
  /// Whether the book rests on a whole snapshot at the end.
  public private(set) var isSynchronised = false

  /// Replays all rows of a tape of kind `delta`. O(rows), constant memory.
  public init(_ tape: Tape) throws(TapeError) {
    var book = Book()
    var before = BookCounters()
    let sequences = try tape.companion("seq")
    for (index, row) in tape.rows(as: DeltaRow.self).enumerated() {
      book.apply(row, sequence: BookReplay.sequence(sequences, index))
      let after = book.counters
      if after == before { continue }
      note(before, after, Place(row: index, at: row.ts))
      before = after
    }
    counters = book.counters
    isSynchronised = book.isSynchronised
  }

  private mutating func note(_ before: BookCounters, _ after: BookCounters, _ place: Place) {
    let isCrossed =
      after.crossedUpdates > before.crossedUpdates
      || after.crossedBeforeSynchronised > before.crossedBeforeSynchronised
    if isCrossed, crossed.count < Self.placesKept { crossed.append(place) }
    if after.deletesOfUnseenLevels > before.deletesOfUnseenLevels,
      unseenDeletes.count < Self.placesKept
    {
      unseenDeletes.append(place)
    }
  }

  /// The findings, a line each: a name, then what was found.
  public var lines: [String] {
    [
      "snapshots   \(counters.snapshots), applied again after late ones \(counters.resyncs)",
      "crossed     \(counters.crossedUpdates), before a snapshot "
        + "\(counters.crossedBeforeSynchronised)" + Self.text(crossed),
      "unseen      \(counters.deletesOfUnseenLevels) deletes of levels that were not there"
        + Self.text(unseenDeletes),
      "stale       \(counters.staleDropped) rows older than the snapshot were dropped",
      "whole       \(isSynchronised ? "yes" : "no, the tape has no snapshot to rest on")",
    ]
  }

  private static func text(_ places: [Place]) -> String {
    places.isEmpty ? "" : "; first at " + places.map { "row \($0.row)" }.joined(separator: ", ")
  }
}

/// The book of a tape at an instant.
public enum BookReplay {
  /// Replays a tape of kind `delta` up to and with the rows of `instant`. O(rows).
  public static func book(of tape: Tape, at instant: Instant) throws(TapeError) -> Book {
    var book = Book()
    let sequences = try tape.companion("seq")
    for (index, row) in tape.rows(as: DeltaRow.self).enumerated() {
      if row.ts > instant { break }
      book.apply(row, sequence: sequence(sequences, index))
    }
    return book
  }

  /// The update id of a row, zero where there is none.
  static func sequence(_ sequences: Companion?, _ index: Int) -> Int64 {
    guard let sequences else { return 0 }
    return max(0, sequences[index])
  }
}

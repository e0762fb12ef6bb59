import Ingest
import Quantities

/// Latencies as they were recorded, read between the rows in whole nanoseconds.
///
/// The entry is that of the instant of sending, between the rows' own instants; the response that
/// of the instant at which the venue answers, between the instants at which the rows' requests
/// reached it. Before the first row and after the last their values stand. A row whose entry is
/// not above zero is a refusal, and so is what is sent between it and its neighbours.
struct RecordedLatency: Sendable {
  private struct Point: Sendable {
    var ts: Int64
    var value: Int64
  }

  private let entries: [Point]
  private let responses: [Point]
  /// By row: from sending to the answer.
  private let rounds: [Point]

  init(_ rows: [LatencyRow]) {
    entries = rows.map { Point(ts: $0.ts.nanoseconds, value: $0.entry.nanoseconds) }
    rounds = rows.map { row in
      Point(
        ts: row.ts.nanoseconds,
        value: max(0, row.entry.nanoseconds) + row.response.nanoseconds)
    }
    let heard = rows.filter { $0.entry > .zero }.map { row in
      Point(ts: (row.ts + row.entry).nanoseconds, value: row.response.nanoseconds)
    }
    // Requests may overtake each other; of two that arrive together the later row stands.
    let ordered = heard.enumerated().sorted {
      ($0.element.ts, $0.offset) < ($1.element.ts, $1.offset)
    }
    responses = ordered.map(\.element)
  }

  /// Until a request reaches the venue; nil where it is refused.
  func entry(at instant: Instant) -> TimeSpan? {
    let (before, after) = Self.neighbours(entries, instant.nanoseconds)
    guard entries[before].value > 0, entries[after].value > 0 else { return nil }
    return Self.value(entries, instant.nanoseconds)
  }

  /// From sending a request that is refused to hearing of it.
  func refusal(at instant: Instant) -> TimeSpan { Self.value(rounds, instant.nanoseconds) }

  /// From the venue's answer to hearing it.
  func response(at instant: Instant) -> TimeSpan {
    responses.isEmpty ? .zero : Self.value(responses, instant.nanoseconds)
  }

  /// The rows around an instant; the same one twice on a row and outside of them. O(log n).
  private static func neighbours(_ points: [Point], _ ts: Int64) -> (Int, Int) {
    var low = 0
    var high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].ts <= ts { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return (0, 0) }
    let before = low - 1
    return points[before].ts == ts || low == points.count ? (before, before) : (before, low)
  }

  /// The line between two rows, rounded down.
  private static func value(_ points: [Point], _ ts: Int64) -> TimeSpan {
    let (before, after) = neighbours(points, ts)
    let (a, b) = (points[before], points[after])
    if a.ts == b.ts { return TimeSpan(nanoseconds: a.value) }
    let rise = Int128(b.value - a.value) * Int128(ts - a.ts)
    let part = Rounding.down.divide(rise, by: Int128(b.ts - a.ts))
    return TimeSpan(nanoseconds: a.value + Int64(part))
  }
}

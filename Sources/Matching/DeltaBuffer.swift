internal import MarketData

/// The last deltas that came with a sequence number, for a snapshot that arrives late.
///
/// Bounded: the oldest make room, and how far the loss reaches is remembered.
@usableFromInline struct DeltaBuffer: Sendable {
  struct Entry: Sendable {
    let row: DeltaRow
    let sequence: Int64
  }

  private let capacity: Int
  private var entries: ContiguousArray<Entry> = []
  private var oldest = 0
  /// The highest sequence that had to make room; zero where none had.
  private(set) var lostThrough: Int64 = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a buffer of \(capacity) deltas holds nothing")
    self.capacity = capacity
  }

  var count: Int { entries.count }

  /// The entries in the order of arrival: `self[0]` is the oldest.
  subscript(position: Int) -> Entry {
    let index = oldest + position
    return entries[index < entries.count ? index : index - entries.count]
  }

  mutating func append(_ row: DeltaRow, _ sequence: Int64) {
    guard entries.count == capacity else {
      entries.append(Entry(row: row, sequence: sequence))
      return
    }
    lostThrough = max(lostThrough, entries[oldest].sequence)
    entries[oldest] = Entry(row: row, sequence: sequence)
    oldest = oldest + 1 == capacity ? 0 : oldest + 1
  }

  /// Whether a delta later than `sequence` is held. O(n).
  func holds(laterThan sequence: Int64) -> Bool {
    entries.contains { $0.sequence > sequence }
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    oldest = 0
    lostThrough = 0
  }
}

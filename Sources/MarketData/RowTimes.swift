public import Quantities

/// Times of the rows of a tape other than those written in it: made in order, as they are needed,
/// and forgotten behind the reader.
///
/// Memory is that of a window of rows: `step` of them, the longest run of a merge, and the rows of
/// the longest instant.
public final class RowTimes {
  /// Writes the times of some rows, none earlier than that of the row before. Every row is asked
  /// for once, in order.
  public typealias Law = (Range<Int>, UnsafeMutablePointer<Instant>) -> Void

  private let count: Int
  private let law: Law
  private var buffer: UnsafeMutablePointer<Instant>
  private var capacity: Int
  /// The row of the first time kept, the end of those made, and the end of whole instants.
  private var first = 0
  private var made = 0
  private var known = 0
  /// Rows whose times are made at once.
  private static let step = 8_192

  /// For a tape of `count` rows.
  public init(count: Int, law: @escaping Law) {
    self.count = count
    self.law = law
    capacity = 2 * Self.step
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  /// Where the time of row 0 would stand; only rows that are kept may be read from it.
  var origin: UnsafeRawPointer { UnsafeRawPointer(buffer) - first * MemoryLayout<Instant>.stride }

  /// Forgets the rows before `kept` and makes times of further ones. Returns the end of the rows
  /// whose times are known, which is the end of an instant.
  func advance(keeping kept: Int) -> Int {
    drop(before: kept)
    while made < count {
      let end = min(count, made + Self.step)
      reserve(end - first)
      law(made..<end, buffer + (made - first))
      made = end
      if let whole = lastWhole() {
        known = whole
        return known
      }
    }
    known = count
    return known
  }

  /// The end of the last instant that is whole for sure, nil where none is that was not known.
  private func lastWhole() -> Int? {
    if made == count { return count }
    var row = made - 1
    while row > known, buffer[row - first] == buffer[row - first - 1] { row -= 1 }
    return row > known ? row : nil
  }

  private func drop(before kept: Int) {
    let rest = made - kept
    if rest > 0 { buffer.update(from: buffer + (kept - first), count: rest) }
    first = kept
  }

  private func reserve(_ wanted: Int) {
    if wanted <= capacity { return }
    let larger = UnsafeMutablePointer<Instant>.allocate(capacity: 2 * wanted)
    larger.update(from: buffer, count: made - first)
    buffer.deallocate()
    (buffer, capacity) = (larger, 2 * wanted)
  }
}

/// A tape and when its rows are taken up.
public struct MergeSource {
  let tape: Tape
  let shift: TimeSpan
  let times: RowTimes?

  /// Each row `shift` after the time written in it.
  public init(_ tape: Tape, shift: TimeSpan = .zero) {
    self.tape = tape
    self.shift = shift
    times = nil
  }

  /// Each row at a time of its own.
  public init(_ tape: Tape, times: RowTimes) {
    self.tape = tape
    self.times = times
    shift = .zero
  }
}

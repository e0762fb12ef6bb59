public import MarketData
public import Quantities

/// What `tidemark data check` finds in a tape by reading all its rows again.
public struct TapeCheck: Hashable, Sendable {
  /// A place where the price leaps.
  public struct Leap: Hashable, Sendable {
    public var row: Int
    public var at: Instant
    public var from: Price
    public var to: Price
  }

  public var path: String
  public var kind: TapeKind
  public var rows = 0
  public var first: Instant?
  public var last: Instant?
  /// Rows earlier than the row before them.
  public var disorder = 0
  /// Rows equal to the row before them.
  public var duplicates = 0
  /// Stretches without a record, as `TapeMetadata.gaps` counts them.
  public var gaps = 0
  public var longestGap = TimeSpan.zero
  /// When the longest stretch began.
  public var longestGapStart: Instant?
  /// Quotes whose bid is above the ask. Books need a replay and are not judged here.
  public var crossed = 0
  /// Prices more than a tenth off the price before (bars: a high above twice the body, a low
  /// below half of it, too).
  public var outliers = 0
  /// The largest relative change between two rows.
  public var largestLeap: Leap?
  /// Rows with a number that no row may have: a price not above zero, a size below it, a high
  /// below the low.
  public var invalid = 0
  /// Whether the count of rows is the one that the metadata say.
  public var agreesWithMetadata = true

  /// Reads all rows. O(rows), constant memory.
  public init(_ tape: Tape) {
    path = tape.path
    kind = tape.kind
    rows = tape.count
    agreesWithMetadata = tape.metadata.rowsWritten == tape.count
    switch tape.kind {
    case .trade: read(tape.rows(as: TradeRow.self), tape)
    case .quote: read(tape.rows(as: QuoteRow.self), tape)
    case .delta: read(tape.rows(as: DeltaRow.self), tape)
    case .order: read(tape.rows(as: OrderRow.self), tape)
    case .bar: read(tape.rows(as: BarRow.self), tape)
    case .value: read(tape.rows(as: ValueRow.self), tape)
    }
  }

  /// Whether nothing was found that a replay cannot live with.
  public var isSound: Bool { disorder == 0 && invalid == 0 && agreesWithMetadata }

  private mutating func read<Row: CheckedRow>(_ rows: UnsafeBufferPointer<Row>, _ tape: Tape) {
    var track = TimeTrack()
    var steps = BarSteps()
    var before: Row?
    for (index, row) in rows.enumerated() {
      let previous = track.last
      if !track.accepts(row.ts.nanoseconds, row: index) {
        disorder += 1
      } else if previous != .min {
        noteStep(row.ts.nanoseconds - previous, from: previous)
        if Row.kind == .bar { steps.note(row.ts.nanoseconds - previous) }
      }
      if row == before { duplicates += 1 }
      judge(row, after: before, index)
      before = row
    }
    first = rows.first?.ts
    last = rows.last?.ts
    let interval = tape.metadata.intervalNanoseconds
    gaps = Row.kind == .bar ? interval.map { steps.longer(than: $0) } ?? 0 : track.gaps
  }

  private mutating func noteStep(_ step: Int64, from start: Int64) {
    if step <= longestGap.nanoseconds { return }
    longestGap = TimeSpan(nanoseconds: step)
    longestGapStart = Instant(nanoseconds: start)
  }

  private mutating func judge<Row: CheckedRow>(_ row: Row, after before: Row?, _ index: Int) {
    if !row.isPossible { invalid += 1 }
    if row.isCrossed { crossed += 1 }
    guard Row.hasContinuousPrice, let before, row.level.raw > 0, before.level.raw > 0 else {
      if row.isWide { outliers += 1 }
      return
    }
    let change = (row.level - before.level).magnitude
    if row.isWide || Int128(change.raw) * 10 > Int128(before.level.raw) { outliers += 1 }
    if isLarger(change, of: before.level) {
      largestLeap = Leap(row: index, at: row.ts, from: before.level, to: row.level)
    }
  }

  private func isLarger(_ change: Price, of level: Price) -> Bool {
    guard let leap = largestLeap else { return change.raw > 0 }
    let known = (leap.to - leap.from).magnitude
    return Int128(change.raw) * Int128(leap.from.raw) > Int128(known.raw) * Int128(level.raw)
  }
}

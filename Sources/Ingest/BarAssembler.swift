import MarketData
import Quantities

/// Candles, each known at its close; a bar equal to the one before it is a duplicate.
struct BarAssembler: Assembler {
  private let target: String
  private let capacity: Int
  private let interval: Int64?
  private let isIntervalGiven: Bool
  private let columnIsOpenTime: Bool
  private var shift: Int64 = 0
  private var tape: TapeFile<BarRow>?
  private var buffer = RowBuffer<BarRow>(capacity: 0, companions: 0)

  private var track = TimeTrack()
  private var steps = BarSteps()
  private var last: BarRow?
  private var duplicates = 0
  private var withoutVolume = 0

  /// `interval` is added to the times where `columnIsOpenTime`, unless the column's name says
  /// that it is the close.
  init(
    target: String, capacity: Int, interval: TimeSpan?, isIntervalGiven: Bool,
    columnIsOpenTime: Bool
  ) {
    self.target = target
    self.capacity = capacity
    self.interval = interval?.nanoseconds
    self.isIntervalGiven = isIntervalGiven
    self.columnIsOpenTime = columnIsOpenTime
  }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    let isOpen = columnIsOpenTime && !map.timeName.lowercased().hasPrefix("close")
    shift = isOpen ? interval ?? 0 : 0
    tape = try TapeFile(path: target, companions: [])
    buffer = RowBuffer(capacity: capacity, companions: 0)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let verdict = judge(row)
    if verdict.fault != .none { return verdict }
    let (time, overflow) = row[.time].addingReportingOverflow(shift)
    let previous = track.last
    if overflow || time < previous { return Verdict(.timeBack, .time) }
    let bar = BarRow(
      ts: Instant(nanoseconds: time), open: Price(raw: row[.open]), high: Price(raw: row[.high]),
      low: Price(raw: row[.low]), close: Price(raw: row[.close]),
      volume: Quantity(raw: max(row[.volume], 0)))
    if time == previous {
      if bar != last { return Verdict(.otherBar, .time) }
      duplicates += 1
      return .fine
    }
    if previous != .min { steps.note(time - previous) }
    _ = track.accepts(time)
    last = bar
    if bar.volume == .zero { withoutVolume += 1 }
    buffer.append(bar)
    return .fine
  }

  private func judge(_ row: SlotRow) -> Verdict {
    let (open, high, low, close) = (row[.open], row[.high], row[.low], row[.close])
    if open <= 0 { return Verdict(.notAboveZero, .open) }
    if high <= 0 { return Verdict(.notAboveZero, .high) }
    if low <= 0 { return Verdict(.notAboveZero, .low) }
    if close <= 0 { return Verdict(.notAboveZero, .close) }
    if high < max(open, close, low) { return Verdict(.highBelow, .high) }
    if low > min(open, close) { return Verdict(.lowAbove, .low) }
    let volume = row[.volume]
    return volume < 0 && volume != Slot.absent ? Verdict(.negative, .volume) : .fine
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    track.describe(&metadata)
    metadata.duplicates = duplicates
    metadata.intervalNanoseconds = interval ?? steps.commonest()
    metadata.gaps = metadata.intervalNanoseconds.map { steps.longer(than: $0) } ?? 0
    metadata.note("bars_without_volume", withoutVolume)
    metadata.note("interval_given", isIntervalGiven ? 1 : 0)
    metadata.note("interval_is_commonest_step", isIntervalGiven ? 0 : 1)
    metadata.note("source_times_are_opens", shift > 0 ? 1 : 0)
    return [try tape.finish(metadata)]
  }
}

/// Looks only at the steps between bars, before they are read in earnest.
struct StepAssembler: Assembler {
  private(set) var steps = BarSteps()
  private var last = Int64.min

  mutating func begin(_ map: ColumnMap) throws(IngestError) {}

  mutating func take(_ row: SlotRow) -> Verdict {
    let time = row[.time]
    if last != .min, time > last { steps.note(time - last) }
    last = max(last, time)
    return .fine
  }

  mutating func flush() throws(IngestError) {}

  func deallocate() {}

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] { [] }

  /// The commonest step, nil where there are fewer than two times.
  mutating func commonest() -> Int64? { steps.commonest() }
}

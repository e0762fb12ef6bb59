import MarketData
import Quantities

/// Candles, each known at its close; a bar equal to the one before it is a duplicate.
struct BarAssembler: Assembler {
  /// How long bars are, and how that is known.
  struct Interval {
    var length: TimeSpan?
    var isGiven = false
    /// Whether the times of the files are opens, unless the column's name says close.
    var timesAreOpens = false
  }

  var log = FindingLog()
  private let target: String
  private let capacity: Int
  private let interval: Interval
  private var shift: Int64 = 0
  private var hasQuoteVolume = false
  private var tape: TapeFile<BarRow>?
  private var buffer = RowBuffer<BarRow>(capacity: 0, companions: 0)

  private var track = TimeTrack()
  private var steps = BarSteps()
  private var last: BarRow?

  init(target: String, capacity: Int, interval: Interval) {
    self.target = target
    self.capacity = capacity
    self.interval = interval
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    let isOpen = interval.timesAreOpens && !map.timeName.lowercased().hasPrefix("close")
    shift = isOpen ? interval.length?.nanoseconds ?? 0 : 0
    hasQuoteVolume = map.column(of: .quoteVolume) != nil
    tape = try TapeFile(path: target, companions: [])
    buffer = RowBuffer(capacity: capacity, companions: 0)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let verdict = judge(row)
    if verdict.fault != .none { return verdict }
    let (time, overflow) = row[.time].addingReportingOverflow(shift)
    let previous = track.last
    if overflow { return Verdict(.tooLate, .time) }
    if time < previous { return Verdict(.barBack, .time) }
    let bar = BarRow(
      ts: Instant(nanoseconds: time), open: Price(raw: row[.open]), high: Price(raw: row[.high]),
      low: Price(raw: row[.low]), close: Price(raw: row[.close]),
      volume: Quantity(raw: max(row[.volume], 0)))
    if time == previous {
      if bar != last { return Verdict(.otherBar, .time) }
      log.note(.duplicates, row)
      return .fine
    }
    if previous != .min { steps.note(time - previous) }
    _ = track.accepts(time, row, log)
    watch(bar, row)
    last = bar
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

  /// Notes what a good bar shows that a reader should know.
  private mutating func watch(_ bar: BarRow, _ row: SlotRow) {
    if row[.volume] == 0 { log.note(.barsWithoutVolume, row) }
    if row[.volume] == Slot.absent { log.note(.volumeUnknown, row) }
    if bar.isWide || Leap.isFar(last?.close ?? bar.open, bar.open) { log.note(.outliers, row) }
    if let length = interval.length?.nanoseconds, length > 0,
      bar.ts.nanoseconds % length != 0
    {
      log.note(.offGrid, row)
    }
    if hasQuoteVolume, !isBase(bar, quote: row[.quoteVolume]) { log.note(.volumeNotBase, row) }
  }

  /// Whether the volume in quote is what the volume is worth in base at prices of the bar, to a
  /// thousandth.
  private func isBase(_ bar: BarRow, quote: Int64) -> Bool {
    let scaled = Int128(quote) * 100_000_000
    let volume = Int128(bar.volume.raw)
    let (low, high) = (volume * Int128(bar.low.raw), volume * Int128(bar.high.raw))
    let unit = Int128(100_000_000)
    return scaled >= low - low / 1000 - unit && scaled <= high + high / 1000 + unit
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    log.describe(&metadata)
    metadata.intervalNanoseconds = interval.length?.nanoseconds ?? steps.commonest()
    if let length = metadata.intervalNanoseconds {
      track.describe(&metadata, gaps: steps.longer(than: length), longerThan: length)
    } else {
      track.describe(&metadata, gaps: 0, longerThan: .max)
    }
    metadata.note("interval_given", interval.isGiven ? 1 : 0)
    metadata.note("interval_is_commonest_step", interval.isGiven ? 0 : 1)
    metadata.note("source_times_are_opens", shift > 0 ? 1 : 0)
    return [try tape.finish(metadata)]
  }
}

import MarketData
import Quantities

/// Settled funding rates: values in steps of 1e-8, and in the companion `rate` the same in steps
/// of 1e-12, for venues write ten digits and more. A row equal to the one before is a duplicate.
struct FundingAssembler: Assembler {
  private static let hour: Int64 = 3_600_000_000_000

  var log = FindingLog()
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<ValueRow>?
  private var buffer = RowBuffer<ValueRow>(capacity: 0, companions: 0)
  private var track = TimeTrack()
  private var steps = BarSteps()
  private var lastRate = Slot.absent
  /// Settlements by the hour of the day, rounded to it.
  private var hours = [Int](repeating: 0, count: 24)

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    tape = try TapeFile(path: target, companions: ["rate"])
    buffer = RowBuffer(capacity: capacity, companions: 1)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let (time, rate) = (row[.time], row[.funding])
    if rate == Slot.absent { return Verdict(.missing, .funding) }
    let previous = track.last
    if time < previous { return Verdict(.barBack, .time) }
    if time == previous {
      if rate != lastRate { return Verdict(.otherBar, .time) }
      log.note(.duplicates, row)
      return .fine
    }
    if previous != .min { steps.note(Self.hours(time) - Self.hours(previous)) }
    _ = track.accepts(time, row, log)
    lastRate = rate
    if time % Self.hour != 0 { log.note(.offGrid, row) }
    hours[Int(Self.hours(time) % 24)] += 1
    buffer.append(
      ValueRow(
        ts: Instant(nanoseconds: time), value: Price(raw: Settlement.rounded(rate))))
    buffer.set(companion: 0, rate)
    return .fine
  }

  /// Hours since 1970, rounded.
  private static func hours(_ time: Int64) -> Int64 {
    time / hour + (time % hour * 2 >= hour ? 1 : 0)
  }

  /// Settlements that are not at a multiple of their interval since midnight.
  private func offHours(_ interval: Int64) -> Int {
    guard interval > 1, interval <= 24 else { return 0 }
    return hours.indices.reduce(0) { $0 + ($1 % Int(interval) == 0 ? 0 : hours[$1]) }
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    metadata.units = "rate"
    if let interval = steps.commonest(), interval > 0 {
      log.note(.settlementsOffHours, times: offHours(interval))
      metadata.intervalNanoseconds = interval * Self.hour
      track.describe(
        &metadata, gaps: steps.longer(than: interval),
        longerThan: interval * Self.hour + Self.hour / 2)
    } else {
      track.describe(&metadata)
    }
    log.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

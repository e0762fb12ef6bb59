import MarketData
import Quantities

/// Best bids and asks. A side without a price is written as price 0 and size 0; crossed and
/// locked quotes are kept and counted, for the venue did show them.
struct QuoteAssembler: Assembler {
  var log = FindingLog()
  private let target: String
  private let capacity: Int
  /// From the time in a file to when the quote was known, in nanoseconds.
  private let shift: Int64
  private var tape: TapeFile<QuoteRow>?
  private var buffer = RowBuffer<QuoteRow>(capacity: 0, companions: 0)
  private var venueColumn: Int?
  private var sequenceColumn: Int?

  private var track = TimeTrack()
  private var venueClock = VenueClock()

  init(target: String, capacity: Int, shift: TimeSpan = .zero) {
    self.target = target
    self.capacity = capacity
    self.shift = shift.nanoseconds
  }

  var latest: Int64 { track.last - shift }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    var names: [String] = []
    if map.column(of: .venueTime) != nil {
      venueColumn = names.count
      names.append("ts_venue")
    }
    if map.column(of: .firstIdentity) != nil {
      sequenceColumn = names.count
      names.append("seq")
    }
    tape = try TapeFile(path: target, companions: names)
    buffer = RowBuffer(capacity: capacity, companions: names.count)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    var verdict = judge(row, .bid, .bidSize)
    if verdict.fault == .none { verdict = judge(row, .ask, .askSize) }
    if verdict.fault != .none { return verdict }
    let (time, overflow) = row[.time].addingReportingOverflow(shift)
    if overflow { return Verdict(.tooLate, .time) }
    if !track.accepts(time, row, log) { return Verdict(.timeBack, .time) }
    let quote = QuoteRow(
      ts: Instant(nanoseconds: time),
      bid: Price(raw: max(row[.bid], 0)), bidSize: Quantity(raw: max(row[.bidSize], 0)),
      ask: Price(raw: max(row[.ask], 0)), askSize: Quantity(raw: max(row[.askSize], 0)))
    if quote.bid == .zero || quote.ask == .zero {
      log.note(.oneSided, row)
    } else if quote.bid >= quote.ask {
      log.note(quote.bid > quote.ask ? .crossed : .locked, row)
    }
    buffer.append(quote)
    if let venueColumn {
      venueClock.note(row, &log)
      buffer.set(companion: venueColumn, row[.venueTime])
    }
    if let sequenceColumn { buffer.set(companion: sequenceColumn, row[.firstIdentity]) }
    return .fine
  }

  private func judge(_ row: SlotRow, _ price: Slot, _ size: Slot) -> Verdict {
    if row[price] == Slot.absent {
      return row[size] == Slot.absent || row[size] == 0 ? .fine : Verdict(.missing, price)
    }
    if row[price] <= 0 { return Verdict(.notAboveZero, price) }
    if row[size] == Slot.absent { return Verdict(.missing, size) }
    return row[size] < 0 ? Verdict(.negative, size) : .fine
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    log.describe(&metadata)
    track.describe(&metadata)
    if shift > 0 { metadata.intervalNanoseconds = shift }
    metadata.note("source_times_are_opens", shift > 0 ? 1 : 0)
    return [try tape.finish(metadata)]
  }
}

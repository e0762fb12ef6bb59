import MarketData
import Quantities

/// Best bids and asks. A side without a price is written as price 0 and size 0; crossed and
/// locked quotes are kept and counted, for the venue did show them.
struct QuoteAssembler: Assembler {
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<QuoteRow>?
  private var buffer = RowBuffer<QuoteRow>(capacity: 0, companions: 0)
  private var venueColumn: Int?
  private var sequenceColumn: Int?

  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var crossed = 0
  private var locked = 0
  private var oneSided = 0

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity
  }

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
    if !track.accepts(row[.time]) { return Verdict(.timeBack, .time) }
    let quote = QuoteRow(
      ts: Instant(nanoseconds: row[.time]),
      bid: Price(raw: max(row[.bid], 0)), bidSize: Quantity(raw: max(row[.bidSize], 0)),
      ask: Price(raw: max(row[.ask], 0)), askSize: Quantity(raw: max(row[.askSize], 0)))
    count(quote)
    buffer.append(quote)
    if let venueColumn {
      venueClock.note(row[.venueTime], known: row[.time])
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

  private mutating func count(_ quote: QuoteRow) {
    if quote.bid == .zero || quote.ask == .zero {
      oneSided += 1
    } else if quote.bid >= quote.ask {
      if quote.bid > quote.ask { crossed += 1 } else { locked += 1 }
    }
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    metadata.note("crossed", crossed)
    metadata.note("locked", locked)
    metadata.note("one_sided", oneSided)
    track.describe(&metadata)
    venueClock.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

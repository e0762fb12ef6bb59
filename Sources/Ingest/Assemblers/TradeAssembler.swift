import MarketData
import Quantities

/// Trades. A row equal to the one before it, its id included, is a duplicate; one of the same id
/// with other numbers contradicts it.
struct TradeAssembler: Assembler {
  var log = FindingLog()
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<TradeRow>?
  private var buffer = RowBuffer<TradeRow>(capacity: 0, companions: 0)
  private var hasVenueTime = false

  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var last: TradeRow?
  private var lastIdentity = Slot.absent
  private var highest: Int64 = -1
  private var lastPrice: Price?

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    hasVenueTime = map.column(of: .venueTime) != nil
    let names = hasVenueTime ? ["ts_venue"] : []
    tape = try TapeFile(path: target, companions: names)
    buffer = RowBuffer(capacity: capacity, companions: names.count)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let (price, size) = (row[.price], row[.size])
    if price <= 0 { return Verdict(.notAboveZero, .price) }
    if size <= 0 { return Verdict(.notAboveZero, .size) }
    if row[.time] < track.last { return Verdict(.timeBack, .time) }
    let trade = TradeRow(
      ts: Instant(nanoseconds: row[.time]), price: Price(raw: price), size: Quantity(raw: size),
      side: Side(rawValue: Int8(truncatingIfNeeded: row[.side])))
    let identity = row[.identity]
    if identity != Slot.absent {
      if identity == lastIdentity {
        if trade != last { return Verdict(.otherTrade, .identity) }
        log.note(.duplicates, row)
        return .fine
      }
      watch(identity, row)
      lastIdentity = identity
      last = trade
    }
    _ = track.accepts(row[.time], row, log)
    if Leap.isFar(lastPrice ?? trade.price, trade.price) { log.note(.outliers, row) }
    lastPrice = trade.price
    if trade.sideCode == 0 { log.note(.unknownSides, row) }
    buffer.append(trade)
    if hasVenueTime {
      venueClock.note(row, &log)
      buffer.set(companion: 0, row[.venueTime])
    }
    return .fine
  }

  /// Numbers that go back, perhaps by files that overlap, or leave a hole. Ids that are no numbers
  /// say nothing.
  private mutating func watch(_ identity: Int64, _ row: SlotRow) {
    if identity < 0 { return }
    if identity <= highest {
      log.note(.repeatedIds, row)
    } else {
      if highest >= 0, identity - 1 > highest { log.note(.idGaps, row) }
      highest = identity
    }
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    log.describe(&metadata)
    track.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

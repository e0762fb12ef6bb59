import MarketData
import Quantities

/// Trades; a row equal to the one before it, its id included, is a duplicate.
struct TradeAssembler: Assembler {
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<TradeRow>?
  private var buffer = RowBuffer<TradeRow>(capacity: 0, companions: 0)
  private var hasVenueTime = false

  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var last: TradeRow?
  private var lastIdentity = Slot.absent
  private var duplicates = 0
  private var unknownSides = 0

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity
  }

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
    if !track.accepts(row[.time]) { return Verdict(.timeBack, .time) }
    let trade = TradeRow(
      ts: Instant(nanoseconds: row[.time]), price: Price(raw: price), size: Quantity(raw: size),
      side: Side(rawValue: Int8(truncatingIfNeeded: row[.side])))
    let identity = row[.identity]
    if identity != Slot.absent {
      if identity == lastIdentity, trade == last {
        duplicates += 1
        return .fine
      }
      lastIdentity = identity
      last = trade
    }
    if trade.sideCode == 0 { unknownSides += 1 }
    buffer.append(trade)
    if hasVenueTime {
      venueClock.note(row[.venueTime], known: row[.time])
      buffer.set(companion: 0, row[.venueTime])
    }
    return .fine
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    metadata.duplicates = duplicates
    metadata.note("unknown_sides", unknownSides)
    track.describe(&metadata)
    venueClock.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

import MarketData
import Quantities

/// Single orders of a book. Orders that were placed before the file begins are changed and
/// deleted in it all the same; they are kept and counted.
struct OrderAssembler: Assembler {
  var log = FindingLog()
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<OrderRow>?
  private var buffer = RowBuffer<OrderRow>(capacity: 0, companions: 0)
  private var companions: [Slot] = []
  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var orders = LevelSet()

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    companions = map.column(of: .venueTime) == nil ? [.identity] : [.identity, .venueTime]
    tape = try TapeFile(
      path: target, companions: companions.map { $0 == .identity ? "id" : "ts_venue" })
    buffer = RowBuffer(capacity: capacity, companions: companions.count)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    if row[.price] <= 0 { return Verdict(.notAboveZero, .price) }
    guard let action = OrderAction(rawValue: UInt8(truncatingIfNeeded: row[.action])) else {
      return Verdict(.missing, .action)
    }
    if row[.size] <= 0, action == .created { return Verdict(.notAboveZero, .size) }
    if row[.identity] == Slot.absent { return Verdict(.missing, .identity) }
    if !track.accepts(row[.time], row, log) { return Verdict(.timeBack, .time) }
    watch(action, row)
    buffer.append(
      OrderRow(
        ts: Instant(nanoseconds: row[.time]), price: Price(raw: row[.price]),
        size: Quantity(raw: row[.size]), side: row[.side] > 0 ? .buy : .sell, action: action))
    venueClock.note(row, &log)
    for (column, slot) in companions.enumerated() { buffer.set(companion: column, row[slot]) }
    return .fine
  }

  private mutating func watch(_ action: OrderAction, _ row: SlotRow) {
    let isKnown = orders.remove(row[.identity])
    if !isKnown, action != .created { log.note(.changesOfUnseenOrders, row) }
    if action != .deleted { orders.insert(row[.identity]) }
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() {
    buffer.deallocate()
    orders.deallocate()
  }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    if orders.isOverrun { log.note(.levelsUnwatched, times: 1) }
    log.describe(&metadata)
    track.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

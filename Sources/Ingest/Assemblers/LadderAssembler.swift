import MarketData
import Quantities

/// The best levels of a book, row by row: the first row is a snapshot, of later ones the levels
/// that changed become the rows of a message. A level that is no longer among the best is removed,
/// since nothing is known of it any more.
struct LadderAssembler: Assembler {
  private struct Level: Equatable {
    var price: Int64
    var size: Int64
  }

  var log = FindingLog()
  private let target: String
  private let capacity: Int
  private let levels: Int
  /// Whether levels stand by their distance from the middle and their value.
  private let areDistances: Bool
  private var tape: TapeFile<DeltaRow>?
  private var buffer = RowBuffer<DeltaRow>(capacity: 0, companions: 0)
  private var hasVenueTime = false
  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var shown: [[Level]] = [[], []]
  private var messages = 0

  /// `capacity` rows of the source come between two calls of `flush`.
  init(target: String, capacity: Int, shape: ImportFormat.Shape) {
    self.target = target
    switch shape {
    case .distances(let count): (levels, areDistances) = (count, true)
    case .ladder(let count): (levels, areDistances) = (count, false)
    case .row, .settlement: preconditionFailure("a \(shape) is no ladder")
    }
    self.capacity = capacity * levels * 4
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    hasVenueTime = map.column(of: .venueTime) != nil
    tape = try TapeFile(path: target, companions: hasVenueTime ? ["ts_venue"] : [])
    buffer = RowBuffer(capacity: capacity, companions: hasVenueTime ? 1 : 0)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    if areDistances, row[.middle] <= 0 { return Verdict(.notAboveZero, .middle) }
    var sides: [[Level]] = []
    for isBid in [true, false] {
      switch read(row, isBid: isBid) {
      case .success(let found): sides.append(found)
      case .failure(let refused): return refused.verdict
      }
    }
    if !track.accepts(row[.time], row, log) { return Verdict(.timeBack, .time) }
    venueClock.note(row, &log)
    if let bid = sides[0].first, let ask = sides[1].first, bid.price >= ask.price {
      log.note(bid.price > ask.price ? .crossed : .locked, row)
    }
    if areDistances, row[.time] % TimeSpan.minute.nanoseconds != 0 { log.note(.offGrid, row) }
    write(sides, row)
    shown = sides
    return .fine
  }

  private struct Refused: Error {
    let verdict: Verdict
    init(_ fault: Fault, _ slot: Slot) { verdict = Verdict(fault, slot) }
  }

  /// The levels of a side, the best first; they end where a price is missing.
  private func read(_ row: SlotRow, isBid: Bool) -> Result<[Level], Refused> {
    var found: [Level] = []
    for index in 0..<levels {
      let slot = Slot.level(index, isBid: isBid)
      if row[slot] == Slot.absent { break }
      if row[slot.next] == Slot.absent { return .failure(Refused(.missing, slot.next)) }
      if row[slot.next] < 0 { return .failure(Refused(.negative, slot.next)) }
      let level = level(row, slot)
      if level.price <= 0 { return .failure(Refused(.notAboveZero, slot)) }
      if let better = found.last {
        if better.price == level.price {
          let (size, overflow) = better.size.addingReportingOverflow(level.size)
          if overflow { return .failure(Refused(.unsortedLevels, slot)) }
          found[found.count - 1].size = size
          continue
        }
        if (better.price > level.price) != isBid {
          return .failure(Refused(.unsortedLevels, slot))
        }
      }
      if level.size > 0 { found.append(level) }
    }
    return .success(found)
  }

  private func level(_ row: SlotRow, _ slot: Slot) -> Level {
    if !areDistances { return Level(price: row[slot], size: row[slot.next]) }
    let one: Int64 = 1_000_000_000_000_000_000
    guard let away = try? multiplyDivide(row[.middle], row[slot], by: one, .halfEven),
      case let (price, overflow) = row[.middle].addingReportingOverflow(away), !overflow,
      price > 0,
      let size = try? multiplyDivide(row[slot.next], 100_000_000, by: price, .halfEven)
    else { return Level(price: 0, size: 0) }
    return Level(price: price, size: size)
  }

  /// Appends the message that leads from the levels shown before to these.
  private mutating func write(_ sides: [[Level]], _ row: SlotRow) {
    let start = buffer.count
    for (side, isBid) in [(0, true), (1, false)] {
      for level in shown[side] where !sides[side].contains(where: { $0.price == level.price }) {
        append(Level(price: level.price, size: 0), isBid, row)
      }
      for level in sides[side] where !shown[side].contains(level) { append(level, isBid, row) }
    }
    if buffer.count == start { return }
    buffer.rows[start].flags.formUnion(messages == 0 ? [.first, .clear] : .first)
    buffer.rows[buffer.count - 1].flags.formUnion(.last)
    messages += 1
  }

  private mutating func append(_ level: Level, _ isBid: Bool, _ row: SlotRow) {
    buffer.append(
      DeltaRow(
        ts: Instant(nanoseconds: row[.time]), price: Price(raw: level.price),
        size: Quantity(raw: level.size), side: isBid ? .buy : .sell,
        flags: messages == 0 ? .snapshot : []))
    if hasVenueTime { buffer.set(companion: 0, row[.venueTime]) }
  }

  mutating func flush() throws(IngestError) { try tape?.write(&buffer) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    var metadata = metadata
    metadata.note("messages", messages)
    metadata.note("snapshots", messages > 0 ? 1 : 0)
    log.describe(&metadata)
    track.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

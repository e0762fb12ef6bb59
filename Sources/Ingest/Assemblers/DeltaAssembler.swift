import MarketData
import Quantities

/// Rows of an order book. Rows that share their time and their last update id are one message.
struct DeltaAssembler: Assembler {
  var log = FindingLog()
  private let target: String
  private let capacity: Int
  /// The time of rows without one that stand before all others; nil where rows have their times.
  private let timeOfUntimed: Int64?
  private var tape: TapeFile<DeltaRow>?
  private var buffer = RowBuffer<DeltaRow>(capacity: 0, companions: 0)
  private var venueColumn: Int?
  private var sequenceColumn: Int?
  /// Whether the format marks snapshots.
  private var hasSnapshots = false

  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var sequences = UpdateSequence()
  private var levels = LevelSet()
  private var lastTime = Int64.min
  private var lastIdentity = Slot.absent
  private var lastWasSnapshot = false
  private var messages = 0
  private var snapshots = 0

  init(target: String, capacity: Int, timeOfUntimed: Int64?) {
    self.target = target
    self.capacity = capacity + 1
    self.timeOfUntimed = timeOfUntimed
  }

  var latest: Int64 { track.last }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {
    var names: [String] = []
    if map.column(of: .venueTime) != nil {
      venueColumn = names.count
      names.append("ts_venue")
    }
    if map.column(of: .identity) != nil {
      sequenceColumn = names.count
      names.append("seq")
    }
    hasSnapshots = map.column(of: .snapshot) != nil || timeOfUntimed != nil
    tape = try TapeFile(path: target, companions: names)
    buffer = RowBuffer(capacity: capacity, companions: names.count)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let (price, size) = (row[.price], row[.size])
    if price <= 0 { return Verdict(.notAboveZero, .price) }
    if size < 0 { return Verdict(.negative, .size) }
    if row[.time] == Slot.absent {
      guard let timeOfUntimed, track.last <= timeOfUntimed, messages == snapshots else {
        return Verdict(.noTime, .time)
      }
      row[.time] = timeOfUntimed
      row[.snapshot] = 1
    }
    let time = row[.time]
    if !track.accepts(time, row, log) { return Verdict(.timeBack, .time) }
    let isSnapshot = row[.snapshot] == 1
    let identity = row[.identity]
    var flags: DeltaFlags = isSnapshot ? [.snapshot] : []
    if time != lastTime || identity != lastIdentity || isSnapshot != lastWasSnapshot {
      flags.formUnion(beginMessage(row, isSnapshot))
      lastTime = time
      lastIdentity = identity
      lastWasSnapshot = isSnapshot
    }
    // Without snapshots no book is whole, and deletes of the unseen say nothing.
    if hasSnapshots { watch(price << 1 | (row[.side] > 0 ? 1 : 0), isThere: size > 0, row) }
    buffer.append(
      DeltaRow(
        ts: Instant(nanoseconds: time), price: Price(raw: price), size: Quantity(raw: size),
        side: row[.side] > 0 ? .buy : .sell, flags: flags))
    if let venueColumn {
      venueClock.note(row, &log)
      buffer.set(companion: venueColumn, row[.venueTime])
    }
    if let sequenceColumn { buffer.set(companion: sequenceColumn, identity) }
    return .fine
  }

  /// Keeps which levels are there, as a plain replay of the rows has them.
  @inline(__always)
  private mutating func watch(_ level: Int64, isThere: Bool, _ row: SlotRow) {
    if isThere {
      levels.insert(level)
    } else if !levels.remove(level) {
      log.note(.deletesOfUnseenLevels, row)
    }
  }

  /// Ends the message before and begins one; the flags of its first row.
  @inline(__always)
  private mutating func beginMessage(_ row: SlotRow, _ isSnapshot: Bool) -> DeltaFlags {
    endMessage()
    messages += 1
    if !isSnapshot {
      let isBehindHole = sequenceColumn != nil && sequences.note(row, &log)
      if hasSnapshots, snapshots == 0 { log.note(.rowsBeforeSnapshot, row) }
      return isBehindHole ? [.first, .gap] : .first
    }
    snapshots += 1
    levels.removeAll()
    if sequences.note(snapshot: row) { log.note(.lateSnapshots, row) }
    return [.first, .clear]
  }

  @inline(__always)
  private func endMessage() {
    if buffer.count > 0 { buffer.rows[buffer.count - 1].flags.formUnion(.last) }
  }

  /// Keeps the last row back: whether it ends its message, the next one shows.
  mutating func flush() throws(IngestError) { try tape?.write(&buffer, keeping: 1) }

  func deallocate() {
    buffer.deallocate()
    levels.deallocate()
  }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    endMessage()
    try tape.write(&buffer)
    if hasSnapshots, snapshots == 0 { log.note(.missingSnapshot, times: 1) }
    if levels.isOverrun { log.note(.levelsUnwatched, times: 1) }
    var metadata = metadata
    metadata.note("messages", messages)
    metadata.note("snapshots", snapshots)
    log.describe(&metadata)
    track.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

/// Whether the update ids of a venue's messages follow each other.
struct UpdateSequence {
  /// Of the last message that is no snapshot.
  private var last = Slot.absent
  /// Of the last snapshot, while no other message has followed it.
  private var snapshot = Slot.absent

  /// Notes the first row of a message that is no snapshot; whether the ids before it have a hole. A
  /// futures venue names the update before; a spot venue's first id is one above the last; others
  /// count on by one.
  mutating func note(_ row: SlotRow, _ log: inout FindingLog) -> Bool {
    let identity = row[.identity]
    if identity == Slot.absent { return false }
    let isHole = isHole(row)
    if isHole { log.note(.sequenceGaps, row) }
    last = identity
    snapshot = Slot.absent
    return isHole
  }

  /// The first update behind a snapshot may begin before it, not beyond the next id.
  private func isHole(_ row: SlotRow) -> Bool {
    let (first, previous) = (row[.firstIdentity], row[.previousIdentity])
    if last == Slot.absent {
      return snapshot != Slot.absent && first != Slot.absent && first - 1 > snapshot
    }
    if previous != Slot.absent { return previous != last }
    return first != Slot.absent && first - 1 > last
  }

  /// Notes a snapshot; whether it is older than an update before it. One that is not begins the
  /// ids anew.
  mutating func note(snapshot row: SlotRow) -> Bool {
    if row[.identity] == Slot.absent { return false }
    if last != Slot.absent, row[.identity] < last { return true }
    snapshot = row[.identity]
    last = Slot.absent
    return false
  }
}

import MarketData
import Quantities

/// Rows of an order book. Rows that share their time and their last update id are one message.
struct DeltaAssembler: Assembler {
  private let target: String
  private let capacity: Int
  private var tape: TapeFile<DeltaRow>?
  private var buffer = RowBuffer<DeltaRow>(capacity: 0, companions: 0)
  private var venueColumn: Int?
  private var sequenceColumn: Int?

  private var track = TimeTrack()
  private var venueClock = VenueClock()
  private var sequences = UpdateSequence()
  private var lastTime = Int64.min
  private var lastIdentity = Slot.absent
  private var lastWasSnapshot = false
  private var messages = 0
  private var snapshots = 0

  init(target: String, capacity: Int) {
    self.target = target
    self.capacity = capacity + 1
  }

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
    tape = try TapeFile(path: target, companions: names)
    buffer = RowBuffer(capacity: capacity, companions: names.count)
  }

  mutating func take(_ row: SlotRow) -> Verdict {
    let (time, price, size) = (row[.time], row[.price], row[.size])
    if price <= 0 { return Verdict(.notAboveZero, .price) }
    if size < 0 { return Verdict(.negative, .size) }
    if !track.accepts(time) { return Verdict(.timeBack, .time) }
    let isSnapshot = row[.snapshot] == 1
    let identity = row[.identity]
    var flags: DeltaFlags = isSnapshot ? [.snapshot] : []
    if time != lastTime || identity != lastIdentity || isSnapshot != lastWasSnapshot {
      flags.formUnion(beginMessage(row, isSnapshot))
      lastTime = time
      lastIdentity = identity
      lastWasSnapshot = isSnapshot
    }
    buffer.append(
      DeltaRow(
        ts: Instant(nanoseconds: time), price: Price(raw: price), size: Quantity(raw: size),
        side: row[.side] > 0 ? .buy : .sell, flags: flags))
    if let venueColumn {
      venueClock.note(row[.venueTime], known: time)
      buffer.set(companion: venueColumn, row[.venueTime])
    }
    if let sequenceColumn { buffer.set(companion: sequenceColumn, identity) }
    return .fine
  }

  /// Ends the message before and begins one; the flags of its first row.
  @inline(__always)
  private mutating func beginMessage(_ row: SlotRow, _ isSnapshot: Bool) -> DeltaFlags {
    endMessage()
    messages += 1
    if !isSnapshot {
      if sequenceColumn != nil { sequences.note(row) }
      return .first
    }
    if lastWasSnapshot { return .first }
    snapshots += 1
    return [.first, .clear]
  }

  @inline(__always)
  private func endMessage() {
    if buffer.count > 0 { buffer.rows[buffer.count - 1].flags.formUnion(.last) }
  }

  /// Keeps the last row back: whether it ends its message, the next one shows.
  mutating func flush() throws(IngestError) { try tape?.write(&buffer, keeping: 1) }

  func deallocate() { buffer.deallocate() }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    guard let tape else { return [] }
    endMessage()
    try tape.write(&buffer)
    var metadata = metadata
    metadata.note("messages", messages)
    metadata.note("snapshots", snapshots)
    metadata.note("sequence_gaps", sequences.gaps)
    track.describe(&metadata)
    venueClock.describe(&metadata)
    return [try tape.finish(metadata)]
  }
}

/// Whether the update ids of a venue's messages follow each other.
struct UpdateSequence {
  private(set) var gaps = 0
  private var last = Slot.absent

  /// Notes the first row of a message that is no snapshot. A futures venue names the update
  /// before; a spot venue's first id is one above the last.
  mutating func note(_ row: SlotRow) {
    let identity = row[.identity]
    if identity == Slot.absent { return }
    if last != Slot.absent {
      let (first, previous) = (row[.firstIdentity], row[.previousIdentity])
      if previous != Slot.absent {
        if previous != last { gaps += 1 }
      } else if first != Slot.absent, first > last + 1 {
        gaps += 1
      }
    }
    last = identity
  }
}

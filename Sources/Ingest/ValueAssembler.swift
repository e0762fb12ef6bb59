import MarketData
import Quantities

/// Several series in one file: each value that a row holds goes to the tape of its series, a
/// folder inside the target. A series without values gets no tape.
struct ValueAssembler: Assembler {
  /// One series.
  private struct Series {
    let name: String
    let slot: Slot
    /// Whether a value may be zero or below.
    let isSigned: Bool
    let companions: [(name: String, slot: Slot)]
    var tape: TapeFile<ValueRow>?
    var buffer: RowBuffer<ValueRow>
    var track = TimeTrack()
    var venueClock = VenueClock()
  }

  private let target: String
  private var series: [Series]
  private var lastTime = Int64.min

  init(target: String, capacity: Int) {
    self.target = target
    let venue = (name: "ts_venue", slot: Slot.venueTime)
    let settlement = (name: "funding_ts", slot: Slot.fundingTime)
    series = [
      ("index", Slot.index, false, [venue]), ("mark", .mark, false, [venue]),
      ("funding", .funding, true, [venue, settlement]),
      ("open_interest", .openInterest, true, [venue]),
    ].map { name, slot, isSigned, companions in
      Series(
        name: name, slot: slot, isSigned: isSigned, companions: companions,
        buffer: RowBuffer(capacity: capacity, companions: companions.count))
    }
  }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {}

  mutating func take(_ row: SlotRow) -> Verdict {
    let time = row[.time]
    if time < lastTime { return Verdict(.timeBack, .time) }
    for line in series where row[line.slot] != Slot.absent && row[line.slot] <= 0 {
      if !line.isSigned { return Verdict(.notAboveZero, line.slot) }
    }
    lastTime = time
    for index in series.indices where row[series[index].slot] != Slot.absent {
      append(row, to: &series[index])
    }
    return .fine
  }

  private func append(_ row: SlotRow, to line: inout Series) {
    _ = line.track.accepts(row[.time])
    line.buffer.append(
      ValueRow(ts: Instant(nanoseconds: row[.time]), value: Price(raw: row[line.slot])))
    line.venueClock.note(row[.venueTime], known: row[.time])
    for (column, companion) in line.companions.enumerated() {
      line.buffer.set(companion: column, row[companion.slot])
    }
  }

  mutating func flush() throws(IngestError) {
    for index in series.indices where series[index].buffer.count > 0 {
      if series[index].tape == nil {
        series[index].tape = try TapeFile(
          path: "\(target)/\(series[index].name)",
          companions: series[index].companions.map(\.name))
      }
      try series[index].tape?.write(&series[index].buffer)
    }
  }

  func deallocate() { for line in series { line.buffer.deallocate() } }

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] {
    var written: [TapeMetadata] = []
    for line in series {
      guard let tape = line.tape else { continue }
      var metadata = metadata
      metadata.units = line.name == "open_interest" ? metadata.units : "value"
      line.track.describe(&metadata)
      line.venueClock.describe(&metadata)
      written.append(try tape.finish(metadata))
    }
    return written
  }
}

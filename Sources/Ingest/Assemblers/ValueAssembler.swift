import MarketData
import Quantities

/// Several series in one file: each value that a row holds goes to the tape of its series, a
/// folder inside the target. A series without values gets no tape.
struct ValueAssembler: Assembler {
  /// One series.
  private struct Series {
    let name: String
    let slot: Slot
    let companions: [(name: String, slot: Slot)]
    var tape: TapeFile<ValueRow>?
    var buffer: RowBuffer<ValueRow>
    var track = TimeTrack()

    /// Whether its values are rates, which may be negative.
    var isRate: Bool { slot == .funding }
  }

  var log = FindingLog()
  private let target: String
  private var series: [Series]
  private var venueClock = VenueClock()
  private(set) var latest = Int64.min

  init(target: String, capacity: Int) {
    self.target = target
    let venue = (name: "ts_venue", slot: Slot.venueTime)
    series = [
      ("index", Slot.index, [venue]), ("mark", .mark, [venue]),
      ("funding", .funding, [venue, ("funding_ts", .fundingTime), ("rate", .funding)]),
      ("open_interest", .openInterest, [venue]),
    ].map { name, slot, companions in
      Series(
        name: name, slot: slot, companions: companions,
        buffer: RowBuffer(capacity: capacity, companions: companions.count))
    }
  }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {}

  mutating func take(_ row: SlotRow) -> Verdict {
    let time = row[.time]
    if time < latest { return Verdict(.timeBack, .time) }
    for slot in [Slot.index, .mark] where row[slot] != Slot.absent && row[slot] <= 0 {
      return Verdict(.notAboveZero, slot)
    }
    if row[.openInterest] != Slot.absent, row[.openInterest] < 0 {
      return Verdict(.negative, .openInterest)
    }
    latest = time
    venueClock.note(row, &log)
    for index in series.indices where row[series[index].slot] != Slot.absent {
      append(row, to: &series[index])
    }
    return .fine
  }

  private func append(_ row: SlotRow, to line: inout Series) {
    _ = line.track.accepts(row[.time], row, log)
    let value = row[line.slot]
    line.buffer.append(
      ValueRow(
        ts: Instant(nanoseconds: row[.time]),
        value: Price(raw: line.isRate ? Settlement.rounded(value) : value)))
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
      log.describe(&metadata)
      line.track.describe(&metadata)
      written.append(try tape.finish(metadata))
    }
    return written
  }
}

/// Rates in steps of 1e-12 as values of a tape, which are in steps of 1e-8.
enum Settlement {
  /// Rounded half to even.
  static func rounded(_ rate: Int64) -> Int64 {
    Int64(Rounding.halfEven.divide(Int128(rate), by: 10_000))
  }
}

import MarketData

/// Looks only at the times of rows, before they are read in earnest.
struct Survey: Assembler {
  /// What is looked for.
  enum Aim {
    case commonestStep
    case firstTime
  }

  var log = FindingLog()
  let aim: Aim
  private(set) var first: Int64?
  private(set) var latest = Int64.min
  private var steps = BarSteps()

  init(_ aim: Aim) { self.aim = aim }

  /// Whether the rest of the files says nothing more.
  var isDone: Bool { aim == .firstTime && first != nil }

  mutating func begin(_ map: ColumnMap) throws(IngestError) {}

  mutating func take(_ row: SlotRow) -> Verdict {
    let time = row[.time]
    if time == Slot.absent { return .fine }
    if first == nil { first = time }
    if latest != .min, time > latest { steps.note(time - latest) }
    latest = max(latest, time)
    return .fine
  }

  mutating func flush() throws(IngestError) {}

  func deallocate() {}

  mutating func finish(_ metadata: TapeMetadata) throws(IngestError) -> [TapeMetadata] { [] }

  /// The commonest step, nil where there are fewer than two times.
  mutating func commonest() -> Int64? { steps.commonest() }
}

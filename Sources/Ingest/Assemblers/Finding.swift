import MarketData

/// What an import keeps count of. The raw value is the name in `metadata.json`.
enum Finding: String, CaseIterable {
  // Rows that were left out or changed.
  case rejected
  case duplicates
  case repairedTimes = "repaired_times"
  case repairedBars = "repaired_bars"
  case repairedPrices = "repaired_prices"
  case conflictingDuplicates = "conflicting_duplicates"
  // The file.
  case blankLines = "blank_lines"
  case filesWithoutLastNewline = "files_without_last_newline"
  case timeUnitChanges = "time_unit_changes"
  // Clocks.
  case venueTimeBackwards = "venue_time_backwards"
  case knownBeforeVenueTime = "known_before_venue_time"
  case offGrid = "off_grid"
  case settlementsOffHours = "settlements_off_utc_hours"
  // Trades and quotes.
  case unknownSides = "unknown_sides"
  case repeatedIds = "repeated_ids"
  case idGaps = "id_gaps"
  case crossed
  case locked
  case oneSided = "one_sided"
  // Bars.
  case barsWithoutVolume = "bars_without_volume"
  case volumeUnknown = "volume_unknown"
  case outliers
  case volumeNotBase = "volume_not_base"
  // Books and orders.
  case sequenceGaps = "sequence_gaps"
  case rowsBeforeSnapshot = "rows_before_snapshot"
  case lateSnapshots = "late_snapshots"
  case missingSnapshot = "missing_snapshot"
  case deletesOfUnseenLevels = "deletes_of_unseen_levels"
  case levelsUnwatched = "levels_unwatched"
  case changesOfUnseenOrders = "changes_of_unseen_orders"
}

/// Counts of findings, each with the first places where it was found.
struct FindingLog {
  /// Places kept of each finding.
  static let placesKept = 5

  /// The name of the file that is read.
  var file = ""
  /// Lines of it before the piece that is read.
  var lineBase = 0
  private var counts = [Int](repeating: 0, count: Finding.allCases.count)
  private var places: [Finding: [String]] = [:]

  /// `file:line` of a row of this piece.
  func place(line: Int) -> String { "\(file):\(lineBase + line)" }

  /// Notes a finding at a row.
  @inline(__always)
  mutating func note(_ finding: Finding, _ row: SlotRow) {
    let number = Int(finding.number)
    counts[number] += 1
    if counts[number] <= Self.placesKept { keep(finding, line: row.line) }
  }

  /// Notes a finding at a line of this piece.
  mutating func note(_ finding: Finding, line: Int) {
    counts[Int(finding.number)] += 1
    if counts[Int(finding.number)] <= Self.placesKept { keep(finding, line: line) }
  }

  /// Notes a finding that has no place.
  mutating func note(_ finding: Finding, times: Int) { counts[Int(finding.number)] += times }

  func count(_ finding: Finding) -> Int { counts[Int(finding.number)] }

  @inline(never)
  private mutating func keep(_ finding: Finding, line: Int) {
    places[finding, default: []].append(place(line: line))
  }

  /// Writes what was found; the count of duplicates has a key of its own.
  func describe(_ metadata: inout TapeMetadata) {
    metadata.duplicates += count(.duplicates)
    for finding in Finding.allCases where count(finding) > 0 {
      if finding != .duplicates { metadata.note(finding.rawValue, count(finding)) }
      if let found = places[finding] { metadata.places[finding.rawValue] = found }
    }
  }
}

extension Finding {
  /// The position among all findings.
  @inline(__always)
  fileprivate var number: UInt8 { unsafeBitCast(self, to: UInt8.self) }
}

extension TapeMetadata {
  /// Adds a finding where there is something to say.
  mutating func note(_ finding: String, _ count: Int) {
    if count > 0 { findings[finding, default: 0] += count }
  }
}

import Quantities

/// What becomes of one field of a row.
struct ColumnPlan {
  var reading: FieldReading
  var slot: Int
  /// Nanoseconds in the unit of a time; 0 where the size of each number shows it.
  var factor: Int64 = 0

  static let unused = ColumnPlan(reading: .skip, slot: 0)
}

/// The columns of one file, found by the names of its header.
struct ColumnMap {
  var plans: [ColumnPlan]
  /// The names, or the names of the format where the file has no header.
  var names: [String]
  var hasHeader: Bool

  /// The name of the column that gives the time.
  var timeName: String {
    plans.firstIndex { $0.reading == .time }.map { names[$0] } ?? ""
  }

  /// What decides how rows become rows of a tape, besides their numbers.
  var meaning: [Bool] {
    [timeName.lowercased().hasPrefix("close")]
      + [Slot.venueTime, .identity, .firstIdentity, .quoteVolume, .snapshot].map {
        column(of: $0) != nil
      }
  }

  /// The columns that the first row of a file shows.
  static func read(
    _ firstRow: [String], _ format: ImportFormat, unit: TimeUnit?, file: String
  ) throws(IngestError) -> ColumnMap {
    if !format.headerless.isEmpty, let first = firstRow.first?.utf8.first, first <= 57, first >= 43
    {
      return try positions(of: format, unit: unit, fields: firstRow, file: file)
    }
    var plans = firstRow.map { _ in ColumnPlan.unused }
    let folded = firstRow.map(folded)
    for column in format.columns {
      guard let (index, named) = find(column, in: folded) else {
        if column.isRequired { throw missing(column, format, names: firstRow, file: file) }
        continue
      }
      if let other = folded[(index + 1)...].firstIndex(of: folded[index]) {
        throw IngestError(
          .badData, file: file, line: 1, column: other + 1, text: Quoted.text(firstRow[other]),
          reason: "the header has this column twice",
          remedy: "rename the one that \(format.name) is not to read")
      }
      plans[index] = column.plan(unit ?? named ?? format.timeUnit)
    }
    return ColumnMap(plans: plans, names: firstRow, hasHeader: true)
  }

  /// The columns of a format as they are, for files that have no fields.
  init(of format: ImportFormat) {
    plans = format.columns.map { $0.plan(format.timeUnit) }
    names = format.columns.map { $0.names[0] }
    hasHeader = false
  }

  private init(plans: [ColumnPlan], names: [String], hasHeader: Bool) {
    self.plans = plans
    self.names = names
    self.hasHeader = hasHeader
  }

  private static func positions(
    of format: ImportFormat, unit: TimeUnit?, fields: [String], file: String
  ) throws(IngestError) -> ColumnMap {
    guard let names = format.headerless.first(where: { $0.count == fields.count }) else {
      let counts = format.headerless.map { "\($0.count)" }.joined(separator: " or ")
      let most = format.headerless[0].count
      throw IngestError(
        .badData, file: file, line: 1, column: min(fields.count, most) + 1,
        text: Quoted.text(fields.joined(separator: ",")),
        reason: "the row has \(fields.count) fields, \(format.name) has \(counts)",
        remedy: "give the columns \(format.headerless[0].joined(separator: ","))")
    }
    let plans = names.map { name in
      format.columns.first { $0.names.contains(name) }?.plan(unit ?? format.timeUnit) ?? .unused
    }
    return ColumnMap(plans: plans, names: names, hasHeader: false)
  }

  /// The number of the column that fills a slot, from 1.
  func column(of slot: Slot) -> Int? {
    plans.firstIndex { $0.slot == slot.rawValue && $0.reading != .skip && $0.reading != .constant }
      .map { $0 + 1 }
  }

  /// The first of the column's names that the header has, with the unit that ends it.
  private static func find(
    _ column: ColumnSpec, in header: [String]
  ) -> (index: Int, unit: TimeUnit?)? {
    for name in column.names {
      if let index = header.firstIndex(of: name) {
        return (index, name.hasSuffix("_ns") ? .nanoseconds : nil)
      }
      guard column.reading == .time || column.reading == .optionalTime else { continue }
      for unit in TimeUnit.allCases {
        if let index = header.firstIndex(of: "\(name)_\(unit.rawValue)") { return (index, unit) }
      }
    }
    return nil
  }

  private static func folded(_ name: String) -> String {
    let lowered = name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 }
    return String(lowered)
  }

  private static func missing(
    _ column: ColumnSpec, _ format: ImportFormat, names: [String], file: String
  ) -> IngestError {
    let wanted = column.names.joined(separator: ", ")
    return IngestError(
      .badData, file: file, line: 1, column: 1,
      text: Quoted.text(names.joined(separator: ",")),
      reason: "\(format.name) finds no column `\(column.names[0])` in the header",
      remedy: "give the file a header with one of: \(wanted)")
  }
}

extension ColumnSpec {
  func plan(_ unit: TimeUnit?) -> ColumnPlan {
    ColumnPlan(reading: reading, slot: slot.rawValue, factor: unit?.nanoseconds ?? 0)
  }
}

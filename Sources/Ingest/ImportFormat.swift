public import MarketData

/// How a field becomes a number of its row.
enum FieldReading: UInt8 {
  /// Not used.
  case skip
  /// The same text in every row.
  case constant
  case time
  /// A time, or nothing.
  case optionalTime
  case decimal
  /// A decimal, or nothing.
  case optionalDecimal
  /// The aggressor: a word, or nothing.
  case aggressor
  /// The side of a book.
  case bookSide
  case flag
  /// A whole number, or nothing.
  case number
  /// A name: a whole number, or any text, by its hash.
  case identity
}

/// Where a number lies in its row. Rows of different kinds use the same places.
struct Slot: RawRepresentable, Hashable {
  let rawValue: Int

  static let time = Slot(rawValue: 0)
  static let venueTime = Slot(rawValue: 1)
  // Trades and books.
  static let price = Slot(rawValue: 2)
  static let size = Slot(rawValue: 3)
  static let side = Slot(rawValue: 4)
  static let identity = Slot(rawValue: 5)
  static let firstIdentity = Slot(rawValue: 6)
  static let previousIdentity = Slot(rawValue: 7)
  static let snapshot = Slot(rawValue: 8)
  // Quotes.
  static let bid = Slot(rawValue: 2)
  static let bidSize = Slot(rawValue: 3)
  static let ask = Slot(rawValue: 4)
  static let askSize = Slot(rawValue: 5)
  // Bars.
  static let open = Slot(rawValue: 2)
  static let high = Slot(rawValue: 3)
  static let low = Slot(rawValue: 4)
  static let close = Slot(rawValue: 5)
  static let volume = Slot(rawValue: 6)
  // Values.
  static let funding = Slot(rawValue: 2)
  static let index = Slot(rawValue: 3)
  static let mark = Slot(rawValue: 4)
  static let openInterest = Slot(rawValue: 5)
  static let fundingTime = Slot(rawValue: 6)

  static let count = 9
  /// What stands in a slot without a value; NumPy's "not a time".
  static let absent = Int64.min
}

/// A column of a format: by which names it is found and what becomes of it.
struct ColumnSpec {
  let names: [String]
  let reading: FieldReading
  let slot: Slot
  let isRequired: Bool

  init(_ names: String..., as reading: FieldReading, to slot: Slot, required: Bool = true) {
    self.names = names
    self.reading = reading
    self.slot = slot
    isRequired = required
  }
}

/// A layout of CSV files: a value that says which columns become which numbers of a tape's rows.
public struct ImportFormat: Sendable {
  /// The name on the command line.
  public let name: String
  /// One line for a list of formats.
  public let summary: String
  /// What the rows of the tape are.
  public let kind: TapeKind
  let columns: [ColumnSpec]
  /// Whether the first line may be a row already, its columns in the order of `columns`.
  let headerIsOptional: Bool
  /// The unit of times, nil where the header or the size of the numbers says it.
  let timeUnit: TimeUnit?

  init(
    _ name: String, _ summary: String, kind: TapeKind, timeUnit: TimeUnit?,
    headerIsOptional: Bool = false, columns: [ColumnSpec]
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.timeUnit = timeUnit
    self.headerIsOptional = headerIsOptional
    self.columns = columns
  }

  /// The format of that name; throws an error of usage with the nearest names.
  public static func named(_ name: String) throws(IngestError) -> ImportFormat {
    if let found = all.first(where: { $0.name == name }) { return found }
    throw unknown(name)
  }

  /// No format has that name, neither of tapes nor of reference files.
  static func unknown(_ name: String) -> IngestError {
    let near = Nearness.nearest(
      to: name, of: all.map(\.name) + ReferenceFormat.all.map(\.name))
    return IngestError(
      .usage, file: "import", text: Quoted.text(name), reason: "there is no such format",
      remedy: "the nearest are \(near.joined(separator: ", "))")
  }
}

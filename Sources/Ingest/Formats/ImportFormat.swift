public import MarketData
import Quantities

/// A layout of files: a value that says which columns become which numbers of a tape's rows.
public struct ImportFormat: Sendable {
  /// How a file holds its rows.
  enum Encoding {
    case csv
    /// One message of an order book of Bybit a line.
    case bybitLines
  }

  /// What one row of a file is to the tape.
  enum Shape: Hashable {
    /// A row of the tape.
    case row
    /// The best levels of a book, whose changes become rows of the tape.
    case ladder(levels: Int)
    /// The same, by distance from the middle and value in quote.
    case distances(levels: Int)
    /// A rate that is settled.
    case settlement
  }

  /// The name on the command line.
  public let name: String
  /// One line for a list of formats.
  public let summary: String
  /// What the rows of the tape are.
  public let kind: TapeKind
  let columns: [ColumnSpec]
  /// The columns of files without a header, by the first name of each; others are not used.
  var headerless: [[String]] = []
  /// The unit of times, nil where the header or the size of the numbers says it.
  var timeUnit: TimeUnit?
  /// Whether a row becomes known one interval after its time.
  var timesAreOpens = false
  /// Whether times count from the midnight of the day in the file's name.
  var isDatedByName = false
  /// Whether rows without a time stand before the first that has one.
  var beginsWithoutTime = false
  var encoding = Encoding.csv
  var shape = Shape.row

  init(
    _ name: String, _ summary: String, kind: TapeKind, columns: [ColumnSpec],
    _ settings: (inout ImportFormat) -> Void = { _ in }
  ) {
    self.name = name
    self.summary = summary
    self.kind = kind
    self.columns = columns
    settings(&self)
  }

  /// Whether it makes several tapes, each in a folder of its own.
  var hasParts: Bool { kind == .value && shape == .row }

  /// The folders that a format with several tapes makes, each a tape.
  public static let parts = ["index", "mark", "funding", "open_interest"]

  /// Numbers that a row takes while it is read.
  var slots: Int {
    switch shape {
    case .ladder(let levels), .distances(let levels): Slot.count + 4 * levels
    case .row, .settlement: Slot.count
    }
  }

  /// The slots that hold prices.
  var priceSlots: [Slot] {
    switch shape {
    case .row: break
    case .ladder(let levels):
      return (0..<levels).flatMap {
        [Slot.level($0, isBid: true), .level($0, isBid: false)]
      }
    case .distances, .settlement: return []
    }
    return switch kind {
    case .trade, .delta, .order: [.price]
    case .quote: [.bid, .ask]
    case .bar: [.open, .high, .low, .close]
    case .value: []
    }
  }

  /// The format of that name; throws an error of usage with the nearest names.
  public static func named(_ name: String) throws(IngestError) -> ImportFormat {
    if let found = all.first(where: { $0.name == name }) { return found }
    throw unknown(name)
  }

  /// No format has that name, neither of tapes nor of reference files.
  static func unknown(_ name: String) -> IngestError {
    let near = Nearness.ranked(
      all.map(\.name) + ReferenceFormat.all.map(\.name), to: name
    ).prefix(3)
    return IngestError(
      .usage, file: "import", text: Quoted.text(name), reason: "there is no such format",
      remedy: "the nearest are \(near.joined(separator: ", "))")
  }
}

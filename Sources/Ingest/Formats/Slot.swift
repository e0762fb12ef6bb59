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
  /// A decimal in steps of 1e-12, or nothing.
  case rate
  /// A decimal below 9.2 in steps of 1e-18.
  case fineDecimal
  /// A whole number of steps of 1e-8.
  case rawUnits
  /// The aggressor: a word, or nothing.
  case aggressor
  /// The side of the order that rested: the aggressor's is the other.
  case restingSide
  /// Whether the buyer rested: then the seller was the aggressor.
  case buyerRested
  /// The side of a book.
  case bookSide
  /// What became of an order: a word.
  case action
  case flag
  /// `snap` or another word.
  case snapshotWord
  /// A whole number; nothing and -1 stand for none.
  case number
  /// A name: a whole number, or any text, by its hash.
  case identity
}

/// Where a number lies in its row. Rows of different kinds use the same places.
struct Slot: RawRepresentable, Hashable {
  let rawValue: Int

  static let time = Slot(rawValue: 0)
  static let venueTime = Slot(rawValue: 1)
  // Trades, books and orders.
  static let price = Slot(rawValue: 2)
  static let size = Slot(rawValue: 3)
  static let side = Slot(rawValue: 4)
  static let identity = Slot(rawValue: 5)
  static let firstIdentity = Slot(rawValue: 6)
  static let previousIdentity = Slot(rawValue: 7)
  static let snapshot = Slot(rawValue: 8)
  static let action = Slot(rawValue: 8)
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
  static let quoteVolume = Slot(rawValue: 7)
  // Values.
  static let funding = Slot(rawValue: 2)
  static let index = Slot(rawValue: 3)
  static let mark = Slot(rawValue: 4)
  static let openInterest = Slot(rawValue: 5)
  static let fundingTime = Slot(rawValue: 6)
  // Ladders.
  static let middle = Slot(rawValue: 2)

  /// The line on which the row ends.
  static let line = Slot(rawValue: 9)
  /// Slots of a row that is no ladder.
  static let count = 10
  /// What stands in a slot without a value; NumPy's "not a time".
  static let absent = Int64.min

  /// Price (or distance) of level `level` of a ladder; its size (or value) is the slot behind.
  static func level(_ level: Int, isBid: Bool) -> Slot {
    Slot(rawValue: count + level * 4 + (isBid ? 0 : 2))
  }

  var next: Slot { Slot(rawValue: rawValue + 1) }
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

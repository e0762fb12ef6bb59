/// What the rows of a tape are.
public enum TapeKind: String, Hashable, Sendable, CaseIterable, Codable {
  case trade, quote, delta, order, bar, value

  /// Bytes of one row.
  public var stride: Int {
    switch self {
    case .trade, .delta, .order: 32
    case .quote: 40
    case .bar: 48
    case .value: 16
    }
  }

  /// The NumPy description of one row, as it stands in the header of the file.
  var descriptor: String {
    let fields: [(String, String)] =
      switch self {
      case .trade: [("ts", "<i8"), ("price", "<i8"), ("size", "<i8"), ("side", "|i1"), ("", "|V7")]
      case .quote:
        [("ts", "<i8"), ("bid", "<i8"), ("bid_size", "<i8"), ("ask", "<i8"), ("ask_size", "<i8")]
      case .delta:
        [
          ("ts", "<i8"), ("price", "<i8"), ("size", "<i8"), ("side", "|i1"), ("flags", "|u1"),
          ("", "|V6"),
        ]
      case .order:
        [
          ("ts", "<i8"), ("price", "<i8"), ("size", "<i8"), ("side", "|i1"), ("action", "|u1"),
          ("", "|V6"),
        ]
      case .bar:
        ["ts", "open", "high", "low", "close", "volume"].map { ($0, "<i8") }
      case .value: [("ts", "<i8"), ("value", "<i8")]
      }
    return "[" + fields.map { "('\($0.0)', '\($0.1)')" }.joined(separator: ", ") + "]"
  }
}

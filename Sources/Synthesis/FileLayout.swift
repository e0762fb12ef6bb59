/// A CSV layout of `tidemark import`, with its columns and their units.
enum FileLayout: String {
  case deltas = "plain-l2"
  case trades = "plain-trades"
  case bars = "plain-bars"

  /// The columns of a market of `base` against USDT.
  func columns(of base: String = "BTC") -> [DatasetManifest.Column] {
    let size = Self.column("size", base)
    return switch self {
    case .deltas:
      [
        Self.time, Self.column("side", "B bid, A ask"), Self.price("price", base),
        Self.column("size", "\(base) now at the price, 0 removes it"),
      ]
    case .trades:
      [Self.time, Self.price("price", base), size, Self.column("side", "B buy, S sell")]
    case .bars:
      [Self.closeTime] + ["o", "h", "l", "c"].map { Self.price($0, base) }
        + [Self.column("v", base)]
    }
  }

  /// The first line of a file.
  var names: [String] { columns().map(\.name) }

  private static let time = column("ts_ns", "nanoseconds since 1970-01-01T00:00:00Z")
  private static let closeTime = column("ts_ns", "close, nanoseconds since 1970-01-01T00:00:00Z")
  private static func price(_ name: String, _ base: String) -> DatasetManifest.Column {
    column(name, "USDT/\(base)")
  }
  private static func column(_ name: String, _ unit: String) -> DatasetManifest.Column {
    DatasetManifest.Column(name: name, unit: unit)
  }
}

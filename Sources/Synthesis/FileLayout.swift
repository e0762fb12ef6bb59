/// A CSV layout of `tidemark import`, with its columns and their units.
enum FileLayout: String {
  case deltas = "plain-l2"
  case trades = "plain-trades"
  case bars = "plain-bars"

  var columns: [DatasetManifest.Column] {
    switch self {
    case .deltas:
      [Self.time, Self.column("side", "B bid, A ask"), Self.price("price"), Self.newSize]
    case .trades:
      [Self.time, Self.price("price"), Self.size("size"), Self.column("side", "B buy, S sell")]
    case .bars:
      [Self.closeTime] + ["o", "h", "l", "c"].map(Self.price) + [Self.size("v")]
    }
  }

  private static let time = column("ts_ns", "nanoseconds since 1970-01-01T00:00:00Z")
  private static let closeTime = column("ts_ns", "close, nanoseconds since 1970-01-01T00:00:00Z")
  private static let newSize = column("size", "BTC now at the price, 0 removes it")
  private static func price(_ name: String) -> DatasetManifest.Column { column(name, "USDT/BTC") }
  private static func size(_ name: String) -> DatasetManifest.Column { column(name, "BTC") }
  private static func column(_ name: String, _ unit: String) -> DatasetManifest.Column {
    DatasetManifest.Column(name: name, unit: unit)
  }
}

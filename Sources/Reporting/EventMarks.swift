internal import Quantities

/// Fills, notes, calls and liquidations as markers on the price.
struct EventMarks {
  let data: RunData
  let account: AccountRow
  let instrument: InstrumentRow?
  let limit: Int

  var traces: [Trace] {
    [
      fills("buy", "triangle-up", Plotly.Colour.green) { $0.side == "buy" && !$0.isForced },
      fills("sell", "triangle-down", Plotly.Colour.orange) { $0.side != "buy" && !$0.isForced },
      fills("liquidation fill", "x", Plotly.Colour.vermilion) { $0.isForced },
      marks("margin call", "diamond-open", Plotly.Colour.orange, calls),
      marks("liquidation", "star-square", Plotly.Colour.vermilion, liquidations),
      marks("note", "hexagram", Plotly.Colour.purple, notes),
    ].compactMap(\.self)
  }

  private func fills(
    _ name: String, _ symbol: String, _ colour: String, _ belongs: (FillRow) -> Bool
  ) -> Trace? {
    let all = data.fills.filter {
      $0.account == account.id && $0.instrument == instrument?.id && belongs($0)
    }
    guard !all.isEmpty else { return nil }
    let drawn = Decimation.even(all.count, limit: min(limit, 1500)).map { all[$0] }
    let label = drawn.count < all.count ? "\(name) (\(drawn.count) of \(all.count))" : name
    return Trace(
      label, ts: drawn.map(\.ts), values: drawn.map { Price(raw: $0.priceE8).approximate }
    )
    .markers(symbol, colour).hover(drawn.map(words))
  }

  private func words(_ fill: FillRow) -> String {
    "\(fill.side) \(Format.exact(fill.quantityE8)) at \(Format.exact(fill.priceE8)), fee "
      + "\(Format.exact(fill.feeE8)) \(data.assetName(fill.feeAsset)), order \(fill.orderId)"
  }

  private func marks(
    _ name: String, _ symbol: String, _ colour: String, _ events: [(ts: Int64, text: String)]
  ) -> Trace? {
    guard !events.isEmpty else { return nil }
    let shown = events.prefix(500)
    return Trace(name, ts: shown.map(\.ts), values: shown.map { price(at: $0.ts) })
      .markers(symbol, colour, size: 12).hover(shown.map(\.text))
  }

  private var calls: [(ts: Int64, text: String)] {
    data.calls.filter { $0.account == account.id }.map {
      ($0.ts, "margin call \($0.id): level \(Format.ratio($0.levelE12)), \($0.fate ?? "open")")
    }
  }

  private var liquidations: [(ts: Int64, text: String)] {
    data.liquidations.filter { $0.account == account.id }.map {
      ($0.ts, "liquidation \($0.id): level \(Format.ratio($0.levelE12)), \($0.trigger ?? "")")
    }
  }

  private var notes: [(ts: Int64, text: String)] { data.notes.map { ($0.ts, $0.text) } }

  /// The price of the last sample at or before an instant. O(log n).
  private func price(at ts: Int64) -> Double? {
    guard let instrument, let samples = data.prices[[instrument.id]] else { return nil }
    var (low, high) = (0, samples.count)
    while low < high {
      let middle = (low + high) / 2
      if samples.ts[middle] <= ts { low = middle + 1 } else { high = middle }
    }
    guard low > 0 || samples.count > 0 else { return nil }
    let index = max(0, low - 1)
    let raw = samples["mark_e8"][index] ?? samples["index_e8"][index] ?? samples["last_e8"][index]
    return raw.map { Price(raw: $0).approximate }
  }
}

extension FillRow {
  /// Whether a liquidation made it.
  var isForced: Bool { liquidation != nil }
}

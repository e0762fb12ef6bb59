internal import Quantities

/// What an account holds (above zero) and owes (below), by asset, in the quote asset.
struct Holdings {
  let data: RunData
  let account: AccountRow
  let limit: Int

  /// Two stacks of areas; assets without a price in the quote asset are not drawn.
  var traces: [Trace] {
    let assets = data.assets.filter { data.balances[[account.id, $0.id]] != nil }
    var drawn: [Trace] = []
    for (index, asset) in assets.enumerated() {
      guard let samples = data.balances[[account.id, asset.id]],
        let prices = prices(of: asset, at: samples.ts)
      else { continue }
      let held = value(samples, ["free_e8", "held_e8"], prices, sign: 1)
      let owed = value(samples, ["principal_e8", "interest_e8"], prices, sign: -1)
      drawn += [
        area("\(asset.name) held", samples.ts, held, index, stack: "held"),
        area("\(asset.name) owed", samples.ts, owed, index, stack: "owed"),
      ].compactMap(\.self)
    }
    return drawn
  }

  private static let patterns = ["", "/", "x", "-", "+", "."]

  private func area(
    _ name: String, _ ts: [Int64], _ values: [Double?], _ index: Int, stack: String
  ) -> Trace? {
    guard values.contains(where: { ($0 ?? 0) != 0 }) else { return nil }
    let colours = stack == "held" ? Self.heldColours : Self.owedColours
    let colour = colours[index % colours.count]
    let pattern = Self.patterns[(index + (stack == "held" ? 0 : 1)) % Self.patterns.count]
    return Trace(name, ts, values, limit: limit, even: true)
      .line(colour, width: 0.8).pane(4).legend(4)
      .with([
        "stackgroup": .text(stack), "fillcolor": .text(colour + "66"),
        "fillpattern": [
          "shape": .text(pattern), "size": 6, "solidity": 0.25, "fgcolor": .text(colour),
          "bgcolor": .text(colour + "33"),
        ],
      ])
  }

  private static let heldColours = [
    Plotly.Colour.green, Plotly.Colour.sky, Plotly.Colour.blue, Plotly.Colour.yellow,
  ]
  private static let owedColours = [
    Plotly.Colour.vermilion, Plotly.Colour.purple, Plotly.Colour.orange, Plotly.Colour.grey,
  ]

  private func value(
    _ samples: Series, _ columns: [String], _ prices: [Double?], sign: Double
  ) -> [Double?] {
    let parts = columns.map { samples[$0] }
    return samples.ts.indices.map { index in
      let amount = parts.reduce(0.0) { $0 + Double($1[index] ?? 0) / 1e8 }
      return amount == 0 ? 0 : prices[index].map { $0 * amount * sign }
    }
  }

  /// One for the quote asset; else the price of an instrument that trades it against the quote.
  private func prices(of asset: AssetRow, at instants: [Int64]) -> [Double?]? {
    let quote = data.facts.quoteAsset
    if asset.name == quote { return instants.map { _ in 1 } }
    let instrument = data.instruments.first {
      $0.base == asset.name && $0.quote == quote && data.prices[[$0.id]] != nil
    }
    guard let instrument, let samples = data.prices[[instrument.id]] else { return nil }
    return samples.reference(at: instants).map { $0.map { Price(raw: $0).approximate } }
  }
}

import Margin
import Quantities

/// Liquidation prices (rulebook section 6).
enum LiquidationPriceFormulas {
  static let all: [Formula] = [
    Formula(
      "spot_margin", ["okx-quick-margin", "okx-quick", "seed-s4"],
      keys: "quote_assets quote_debt base_assets base_debt base_interest line mmr taker_fee tick?"
    ) { inputs in
      let multiple = try SpotPair.multiple(
        quickMargin: inputs.number("line"), mmr: inputs.number("mmr"),
        fee: inputs.number("taker_fee"))
      return try spot(inputs, multiple)
    },
    Formula(
      "spot_margin", ["assets-over-debt", "assets-over-debt-105"],
      keys: "quote_assets quote_debt base_assets base_debt base_interest line tick?"
    ) { inputs in
      try spot(inputs, SpotPair.multiple(.assetsOverDebt, inputs.number("line")) ?? .one)
    },
  ]

  private static func spot(_ inputs: Inputs, _ multiple: Fraction) throws -> Answer {
    func held(_ key: String) throws -> Fraction { try inputs.optional(key) ?? .zero }
    let pair = SpotPair(
      quoteAssets: try held("quote_assets"), quoteDebt: try held("quote_debt"),
      baseAssets: try held("base_assets"),
      baseDebt: try held("base_debt") + held("base_interest"))
    let price = try pair.price(
      whereAssetsAre: multiple, timesDebtTo: inputs.optional("tick", .aboveZero))
    return .columns([
      "expected_liq": Value(price),
      "expected_bankruptcy": Value(try pair.price(whereAssetsAre: .one)),
    ])
  }
}

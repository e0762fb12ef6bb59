import Margin
import Quantities

/// Levels, permissions and limits of spot margin (rulebook section 7).
enum SpotMarginFormulas {
  static let all: [Formula] =
    levels + limits + [
      Formula(
        "permissions", ["binance-cross-3x", "binance-cross-5x", "binance-cross"],
        keys: "margin_level collateral_margin_level transfer_line borrow_line call_line liq_line"
      ) { try bandsOfLevels($0) },
      Formula(
        "permissions", ["kucoin-cross", "kucoin"],
        keys: "debt_ratio transfer_line warn_line liq_line"
      ) { try bandsOfDebtRatio($0) },
      Formula("collateral_level", keys: "coins tiers") { try collateral($0) },
      Formula("discounted_equity", keys: "coins tiers") { inputs in
        var sum = Fraction.zero
        for coin in try coins(inputs) {
          sum = try sum + coin.haircut.discounted(coin.assets - coin.debt)
        }
        return .number(sum)
      },
    ]

  private static let levels: [Formula] = [
    Formula(
      "risk_rate", ["assets-over-debt"], keys: "quote_assets base_debt base_interest price"
    ) { .number(try HealthMetric.assetsOverDebt.ratio(pair($0, "price"))) },
    Formula("risk_rate", ["htx-margin", "htx"], keys: "assets principal interest") { inputs in
      let owed = try inputs.number("principal") + inputs.number("interest")
      return .number(
        try HealthMetric.assetsOverDebt.ratio(
          ExactValuation(assets: inputs.number("assets"), debt: owed)))
    },
    Formula(
      "risk_rate", ["assets-net-interest-over-debt"],
      keys: "quote_assets base_assets base_debt base_interest price"
    ) { .number(try HealthMetric.assetsNetInterestOverPrincipal.ratio(pair($0, "price"))) },
    Formula(
      "margin_ratio", ["net-over-debt"],
      keys: "quote_assets base_assets base_debt base_interest price"
    ) { inputs in
      let level = try HealthMetric.assetsNetInterestOverPrincipal.ratio(pair(inputs, "price"))
      guard let level else { return .number(nil) }
      return .number(try level - .one)
    },
    Formula("health_factor", keys: "collateral liq_threshold debt") { inputs in
      let assets = try inputs.number("collateral")
      var account = ExactValuation(assets: assets, debt: try inputs.number("debt"))
      account.discount = try assets * (.one - inputs.number("liq_threshold"))
      return .number(try HealthMetric.healthFactor.ratio(account))
    },
  ]

  private static let limits: [Formula] = [
    Formula(
      "max_borrow", ["max-borrow-equity"], keys: "assets borrowed interest max_leverage"
    ) { inputs in
      let debt = try inputs.number("borrowed")
      return .number(
        try Capacity.equityRule(
          equity: inputs.number("assets") - debt - inputs.number("interest"), debt: debt,
          leverage: inputs.number("max_leverage")))
    },
    Formula("max_borrow", ["hyperliquid-pm"], keys: "collateral price ltv") { inputs in
      .number(
        try Capacity.loanToValueRule(
          collateral: inputs.number("collateral"), price: inputs.number("price"),
          ratio: inputs.number("ltv"), debt: .zero))
    },
    Formula(
      "initial_margin", ["bybit-inverse", "bybit-inverse-legacy"],
      keys: "contracts price leverage"
    ) { inputs in
      let coins = try inputs.number("contracts") / inputs.number("price", .aboveZero)
      return .number(try coins / inputs.number("leverage", .aboveZero))
    },
    Formula(
      "requirements", ["hyperliquid"], keys: "notional asset_max_leverage chosen_leverage"
    ) { inputs in
      let notional = try inputs.number("notional")
      let most = try inputs.number("asset_max_leverage", .aboveZero)
      return .of([
        "initial": Value(try notional / inputs.number("chosen_leverage", .aboveZero)),
        "maintenance": Value(try notional / (most + most)),
      ])
    },
  ]

  /// An account of one pair whose debt is in base, at the price of a key.
  static func pair(_ inputs: Inputs, _ key: String) throws -> ExactValuation {
    let price = try inputs.number(key)
    let base = try inputs.optional("base_assets") ?? .zero
    let interest = try inputs.number("base_interest")
    let owed = try inputs.number("base_debt") + interest
    var result = ExactValuation(
      assets: try inputs.number("quote_assets") + base * price, debt: try owed * price)
    result.interest = try interest * price
    return result
  }

  /// Borrowing and paying out by the collateral level, calls and liquidation by the plain one.
  private static func bandsOfLevels(_ inputs: Inputs) throws -> Answer {
    let plain = try inputs.number("margin_level")
    let counted = try inputs.number("collateral_margin_level")
    return try permissions(
      inputs, .assetsOverDebt,
      [
        Band("transfer_line", .noTransferOut, counted), Band("borrow_line", .noBorrow, counted),
        Band("call_line", .marginCall, plain), Band("liq_line", .liquidation, plain),
      ])
  }

  private static func bandsOfDebtRatio(_ inputs: Inputs) throws -> Answer {
    let ratio = try inputs.number("debt_ratio")
    return try permissions(
      inputs, .debtOverAssets,
      [
        Band("transfer_line", .noTransferOut, ratio, isStrict: true),
        Band("warn_line", .reduceOnly, ratio), Band("liq_line", .liquidation, ratio),
      ])
  }

  /// A line by its key, what it does, and the level that crosses it.
  private struct Band {
    let key: String
    let action: HealthAction
    let level: Fraction
    let isStrict: Bool

    init(_ key: String, _ action: HealthAction, _ level: Fraction, isStrict: Bool = false) {
      self.key = key
      self.action = action
      self.level = level
      self.isStrict = isStrict
    }
  }

  private static func permissions(
    _ inputs: Inputs, _ metric: HealthMetric, _ bands: [Band]
  ) throws -> Answer {
    let crossed = try bands.filter { band in
      metric.isCrossed(try inputs.number(band.key), at: band.level, strictly: band.isStrict)
    }
    let found = Permission.list(bands.map(\.action), crossed: crossed.map(\.action))
    return .one(Value(list: found.map(\.rawValue)))
  }

  private typealias Coin = (assets: Fraction, debt: Fraction, haircut: ExactHaircut)

  /// Coins in quote value with their brackets; one without any counts for nothing.
  private static func coins(_ inputs: Inputs) throws -> [Coin] {
    let tiers = try inputs.records("tiers")
    return try inputs.records("coins").map { coin in
      let brackets = try tiers.filter { $0.name == coin.name }.map { tier in
        ExactHaircut.Bracket(
          cap: try tier.fields.optional("cap", .fromZero), rate: try tier.fields.number("rate"))
      }
      return (
        try coin.fields.number("assets"), try coin.fields.number("debt"), ExactHaircut(brackets)
      )
    }
  }

  private static func collateral(_ inputs: Inputs) throws -> Answer {
    var account = ExactValuation()
    for coin in try coins(inputs) {
      let counted = try coin.haircut.collateral(assets: coin.assets, debt: coin.debt)
      account.assets = try account.assets + counted
      account.debt = try account.debt + coin.debt
    }
    return .of([
      "collateral_value": Value(account.assets),
      "collateral_margin_level": Value(try HealthMetric.assetsOverDebt.ratio(account)),
    ])
  }
}

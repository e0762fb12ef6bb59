import Margin
import Quantities

/// Levels, permissions and limits of spot margin (rulebook section 7).
enum SpotMarginFormulas {
  static let all: [Formula] =
    levels + limits + [
      Formula(
        "permissions", ["binance-cross-3x"],
        keys: "margin_level collateral_margin_level transfer_line borrow_line call_line liq_line"
      ) { try bandsOfLevels($0) },
      Formula("permissions", ["kucoin-cross"], keys: "debt_ratio transfer_line warn_line liq_line")
      { try bandsOfDebtRatio($0) },
      Formula("collateral_level", keys: "coins tiers") { try collateral($0) },
      Formula("discounted_equity", keys: "coins tiers") { inputs in
        var sum = Money.zero
        for coin in try coins(inputs) {
          sum = try sum.adding(coin.haircut.discounted(coin.assets - coin.debt))
        }
        return .money(sum)
      },
    ]

  private static let levels: [Formula] = [
    Formula(
      "risk_rate", ["assets-over-debt"], keys: "quote_assets base_debt base_interest price"
    ) { .rate(HealthMetric.assetsOverDebt.level(try pair($0, "price"))) },
    Formula("risk_rate", ["htx-margin"], keys: "assets principal interest") { inputs in
      let owed = try inputs.money("principal").adding(inputs.money("interest"))
      return .rate(
        HealthMetric.assetsOverDebt.level(try valuation(inputs.money("assets"), owed)))
    },
    Formula(
      "risk_rate", ["assets-net-interest-over-debt"],
      keys: "quote_assets base_assets base_debt base_interest price"
    ) { .rate(HealthMetric.assetsNetInterestOverPrincipal.level(try pair($0, "price"))) },
    Formula(
      "margin_ratio", ["net-over-debt"],
      keys: "quote_assets base_assets base_debt base_interest price"
    ) {
      let level = HealthMetric.assetsNetInterestOverPrincipal.level(try pair($0, "price"))
      return .rate(level.map { $0 - .one })
    },
    Formula("health_factor", keys: "collateral liq_threshold debt") { inputs in
      let assets = try inputs.money("collateral")
      var account = valuation(assets, try inputs.money("debt"))
      account.discount = assets - (try assets.scaled(by: inputs.rate("liq_threshold"), .down))
      return .rate(HealthMetric.healthFactor.level(account))
    },
  ]

  private static let limits: [Formula] = [
    Formula(
      "max_borrow", ["max-borrow-equity"], keys: "assets borrowed interest max_leverage"
    ) { inputs in
      let debt = try inputs.money("borrowed")
      return .money(
        try Capacity.equityRule(
          equity: inputs.money("assets") - debt - inputs.money("interest"), debt: debt,
          leverage: inputs.rate("max_leverage")))
    },
    Formula("max_borrow", ["hyperliquid-pm"], keys: "collateral price ltv") { inputs in
      .money(
        try Capacity.loanToValueRule(
          collateral: inputs.money("collateral"), price: inputs.price("price"),
          ratio: inputs.rate("ltv"), debt: .zero))
    },
    Formula("initial_margin", ["bybit-inverse"], keys: "contracts price leverage") { inputs in
      let coins = try Fraction(inputs.quantity("contracts")) / Fraction(inputs.price("price"))
      return .money(try (coins / Fraction(inputs.rate("leverage"))).rounded(.up))
    },
    Formula(
      "requirements", ["hyperliquid"], keys: "notional asset_max_leverage chosen_leverage"
    ) { inputs in
      let notional = try inputs.money("notional")
      let most = try inputs.rate("asset_max_leverage")
      return .of([
        "initial": Value(try notional.divided(by: inputs.rate("chosen_leverage"), .up)),
        "maintenance": Value(try notional.divided(by: most + most, .up)),
      ])
    },
  ]

  /// An account with these values, in quote.
  static func valuation(_ assets: Money, _ debt: Money) -> Valuation {
    var result = Valuation()
    result.assets = assets
    result.debt = debt
    result.largestDebt = debt
    return result
  }

  /// An account of one pair whose debt is in base, at the price of a key.
  static func pair(_ inputs: Inputs, _ key: String) throws -> Valuation {
    let price = try inputs.price(key)
    let base: Money = try inputs.optional("base_assets") ?? .zero
    let interest = try inputs.money("base_interest")
    let owed = try inputs.money("base_debt").adding(interest)
    let held = try inputs.money("quote_assets").adding(price.value(of: base, .down))
    var result = valuation(held, try price.value(of: owed, .up))
    result.interest = try price.value(of: interest, .up)
    return result
  }

  /// Borrowing and paying out by the collateral level, calls and liquidation by the plain one.
  private static func bandsOfLevels(_ inputs: Inputs) throws -> Answer {
    func line(
      _ key: String, _ action: HealthAction, _ basis: HealthLine.Basis
    ) throws -> HealthLine {
      HealthLine(
        metric: .assetsOverDebt, level: try inputs.rate(key), action: action, basis: basis)
    }
    let plain = try inputs.rate("margin_level")
    let counted = try inputs.rate("collateral_margin_level")
    let lines = [
      try line("transfer_line", .noTransferOut, .haircut),
      try line("borrow_line", .noBorrow, .haircut), try line("call_line", .marginCall, .plain),
      try line("liq_line", .liquidation, .plain),
    ]
    return words(lines.permissions { $0.isCrossed(at: $0.basis == .plain ? plain : counted) })
  }

  private static func bandsOfDebtRatio(_ inputs: Inputs) throws -> Answer {
    func line(_ key: String, _ action: HealthAction, strictly: Bool) throws -> HealthLine {
      HealthLine(
        metric: .debtOverAssets, level: try inputs.rate(key), action: action, isStrict: strictly)
    }
    let ratio = try inputs.rate("debt_ratio")
    let lines = [
      try line("transfer_line", .noTransferOut, strictly: true),
      try line("warn_line", .reduceOnly, strictly: false),
      try line("liq_line", .liquidation, strictly: false),
    ]
    return words(lines.permissions { $0.isCrossed(at: ratio) })
  }

  private static func words(_ permissions: [Permission]) -> Answer {
    .one(Value(list: permissions.map(\.rawValue)))
  }

  private typealias Coin = (assets: Money, debt: Money, haircut: Haircut)

  /// Coins in quote value with their brackets; one without any counts for nothing.
  private static func coins(_ inputs: Inputs) throws -> [Coin] {
    let tiers = try inputs.records("tiers")
    return try inputs.records("coins").map { coin in
      let brackets = try tiers.filter { $0.name == coin.name }.map { tier in
        Haircut.Bracket(
          cap: try tier.fields.optional("cap"), rate: try tier.fields.rate("rate"))
      }
      return (
        try coin.fields.money("assets"), try coin.fields.money("debt"),
        brackets.isEmpty ? .refused : Haircut(brackets: brackets)
      )
    }
  }

  private static func collateral(_ inputs: Inputs) throws -> Answer {
    var account = Valuation()
    for coin in try coins(inputs) {
      let counted = try coin.haircut.collateral(assets: coin.assets, debt: coin.debt)
      account.assets = try account.assets.adding(counted)
      account.debt = try account.debt.adding(coin.debt)
    }
    return .of([
      "collateral_value": Value(account.assets),
      "collateral_margin_level": Value(HealthMetric.assetsOverDebt.level(account)),
    ])
  }
}

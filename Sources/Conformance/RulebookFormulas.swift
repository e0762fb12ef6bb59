import Lending
import Liquidation
import Margin
import Quantities
import Simulation

/// A formula of a venue: computed from a rulebook and the numbers of an account, by the functions
/// that a run uses.
struct RulebookFormula: Sendable {
  let name: String
  let keys: String
  /// In words and letters.
  let text: String
  let rule: @Sendable (Rulebook, Inputs) throws -> Answer

  func compute(_ rulebook: Rulebook, _ inputs: Inputs) throws(FormulaError) -> Answer {
    try FormulaError.naming(name) { try rule(rulebook, inputs) }
  }
}

/// An account of one pair in a venue.
struct PairAccount {
  static let keys =
    "price quote_assets? quote_debt? quote_interest? base_assets? base_debt? base_interest? "
    + "quote? base?"
  let rule: MaintenanceRule
  /// Quote, then base.
  let holdings: [Holding]
  let value: Valuation

  /// Sums of a few values of an account stay within a decimal.
  private static let most = Money(raw: .max / 8)

  init(_ rulebook: Rulebook, _ inputs: Inputs) throws {
    func held(_ key: String) throws -> Money {
      inputs.optionalWord(key) == nil
        ? .zero : try inputs.decimal(key, in: Money.zero...Self.most)
    }
    func holding(_ side: String, _ price: Price) throws -> Holding {
      Holding(
        balance: try held("\(side)_assets"), principal: try held("\(side)_debt"),
        interest: try held("\(side)_interest"), price: price)
    }
    var rule = rulebook.maintenance
    let table = rulebook.risk.haircuts
    if table.standard != nil || !table.assets.isEmpty {
      rule.haircuts = ["quote", "base"].map { side in
        table.haircut(inputs.optionalWord(side) ?? "") ?? Haircut(rate: .one)
      }
    }
    self.rule = rule
    holdings = [
      try holding("quote", .one),
      try holding("base", inputs.decimal("price", in: Price(raw: 1)...Price.greatest)),
    ]
    value = try rule.value(holdings, quoteIndex: 0)
    for sum in [value.assets, value.debt] where sum > Self.most {
      throw QuantityError.overflow("a value of \(sum)")
    }
  }
}

extension RulebookFormula {
  static let all: [RulebookFormula] = levels + limits + loans

  private static let levels: [RulebookFormula] = [
    RulebookFormula(
      name: "margin_level", keys: PairAccount.keys, text: "the rulebook's metric and its band"
    ) { rulebook, inputs in
      let account = try PairAccount(rulebook, inputs)
      return .of([
        "metric": Value(word: rulebook.health.metric.rawValue),
        "level": Value(rulebook.health.metric.level(account.value).flatMap(finite)),
        "band": Value(word: rulebook.band(account.value).word),
      ])
    },
    RulebookFormula(
      name: "valuation", keys: PairAccount.keys,
      text: "equity = assets - debt; maintenance by the tier of the debt"
    ) { rulebook, inputs in
      let value = try PairAccount(rulebook, inputs).value
      return .of([
        "assets": Value(value.assets), "collateral": Value(value.collateral),
        "debt": Value(value.debt), "equity": Value(value.equity),
        "tier": Value(Fraction(Int128(rulebook.maintenance.tier(of: value) + 1))),
        "maintenance": Value(value.maintenance), "close_fees": Value(value.closeFees),
      ])
    },
    RulebookFormula(
      name: "liquidation_price", keys: PairAccount.keys,
      text: "the price at which the account reaches the liquidation line"
    ) { rulebook, inputs in
      let account = try PairAccount(rulebook, inputs)
      return .decimal(
        try account.rule.liquidationPrice(
          account.holdings, quoteIndex: 0, asset: 1, health: rulebook.health,
          lines: rulebook.risk.liquidationLines))
    },
    RulebookFormula(
      name: "bankruptcy_price", keys: PairAccount.keys,
      text: "the price at which assets equal debts"
    ) { rulebook, inputs in
      .decimal(
        MaintenanceRule.bankruptcyPrice(try PairAccount(rulebook, inputs).holdings, asset: 1))
    },
  ]

  private static let limits: [RulebookFormula] = [
    RulebookFormula(
      name: "max_borrow", keys: PairAccount.keys,
      text: "of the quote currency: the rulebook's borrow rule, within its lines, the last tier's "
        + "cap and the user's limit"
    ) { rulebook, inputs in
      let account = try PairAccount(rulebook, inputs)
      let value = account.value
      let isSplit = rulebook.maintenance.key == .debtHigher
      let rule = try Capacity.maxBorrow(
        value, by: rulebook.risk.borrowRule, rulebook.maintenance.table,
        leverageLimit: rulebook.maxLeverage, initialRatio: rulebook.risk.initialRatio,
        tierDebt: isSplit ? account.holdings[0].debt : nil)
      let user = try rulebook.risk.userLimit.map { limit throws(QuantityError) in
        try limit.subtracting(value.debt)
      }
      let most = BorrowLimits(user: user).held(rule)
      guard rulebook.isLimited(by: .noBorrow) else { return .decimal(most) }
      return .decimal(
        try account.rule.mostBorrowed(account.holdings, quoteIndex: 0, asset: 0, upTo: most) {
          rulebook.bears($0, .noBorrow)
        })
    },
    RulebookFormula(
      name: "permissions", keys: PairAccount.keys,
      text: "what the rulebook's lines leave to the account"
    ) { rulebook, inputs in
      let value = try PairAccount(rulebook, inputs).value
      let lines = rulebook.health.lines + rulebook.risk.bands
      return .one(Value(list: lines.permissions(of: value).map(\.rawValue)))
    },
    RulebookFormula(
      name: "max_transfer_out", keys: PairAccount.keys,
      text: "of the quote currency: what lies above the lines for paying out and keeps the leverage"
    ) { rulebook, inputs in
      let account = try PairAccount(rulebook, inputs)
      let most = try rulebook.transferLimit(account.value)
      guard rulebook.isLimited(by: .noTransferOut) else { return .decimal(most) }
      return .decimal(
        try account.rule.mostPaidOut(account.holdings, quoteIndex: 0, asset: 0, upTo: most) {
          rulebook.bears($0, .noTransferOut)
        })
    },
    RulebookFormula(
      name: "tier_step", keys: "debt tiers?",
      text: "debt - greatest debt of the tier below; all where none is below"
    ) { rulebook, inputs in
      let debt = try amount(inputs, "debt")
      let steps = inputs.optionalWord("tiers") == nil ? 1 : try inputs.count("tiers", atLeast: 1)
      return .decimal(
        try PartialClose.tierStep(debt, rulebook.maintenance.table, steps: Int(steps)) ?? debt)
    },
  ]

  private static let loans: [RulebookFormula] = [
    RulebookFormula(
      name: "borrow_rate", keys: "asset utilisation", text: "the pool's rate a year, by utilisation"
    ) { rulebook, inputs in
      let (pool, used) = (try pool(rulebook, inputs), try share(inputs, "utilisation"))
      return .of([
        "borrow": Value(try pool.model.borrowRate(at: used)),
        "supply": Value(
          try pool.model.supplyRate(at: used, reserveFactor: pool.reserveFactor)),
      ])
    },
    RulebookFormula(
      name: "interest", keys: "asset principal utilisation days from?",
      text: "the charges of the rulebook's clock over the days, at the rate of the utilisation"
    ) { rulebook, inputs in
      let rate = try pool(rulebook, inputs).model.borrowRate(at: share(inputs, "utilisation"))
      let days = try inputs.number("days", .fromZero)
      let span = try days * Fraction(Int128(TimeSpan.day.nanoseconds))
      guard let length = try? span.whole(.down) else {
        throw FormulaError.notAllowed(
          key: "days", text: try inputs.word("days"), instead: "within 292 years")
      }
      let from = try instant(inputs)
      return .of([
        "rate": Value(rate),
        "interest": Value(
          try rulebook.interest.estimate(
            principal: amount(inputs, "principal"), rate: rate, from: from,
            over: TimeSpan(nanoseconds: length))),
      ])
    },
  ]

  private static func amount(_ inputs: Inputs, _ key: String) throws -> Money {
    try inputs.decimal(key, in: Money.zero...Money.greatest)
  }

  private static func share(_ inputs: Inputs, _ key: String) throws -> Rate {
    try inputs.decimal(key, in: Rate.zero...Rate.greatest)
  }

  /// A level that is a number: not the one that stands for infinitely bad.
  private static func finite(_ level: Rate) -> Rate? {
    [Rate(raw: .min), Rate.greatest].contains(level) ? nil : level
  }

  private static func pool(_ rulebook: Rulebook, _ inputs: Inputs) throws -> PoolRule {
    let asset = try inputs.word("asset")
    guard let pool = rulebook.pool(asset) else {
      throw FormulaError.notAllowed(key: "asset", text: asset, instead: "lent by this rulebook")
    }
    return pool
  }

  private static func instant(_ inputs: Inputs) throws -> Instant {
    guard let text = inputs.optionalWord("from") else { return Instant(nanoseconds: 0) }
    do { return try Instant(text) } catch {
      throw FormulaError.notAllowed(
        key: "from", text: text, instead: "a time such as 2021-05-19T13:20:00Z")
    }
  }
}

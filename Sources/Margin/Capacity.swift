public import Quantities

/// How much an account may borrow and pay out (rulebook section 7.3).
public enum Capacity {
  /// The most that may be borrowed by a rule, in quote: what the rule lends at the leverage of the
  /// tier that all debt together then falls into, and never beyond the last tier's cap. Interest
  /// counts as debt. Rounded down, never below zero; a debt at the floor of a tier is of that tier.
  /// With `initialRatio` the risk-ratio rule keeps that ratio in every tier. `tierDebt` is the debt
  /// that chooses the tier where that is not all of it (base and quote debt with quotas of their
  /// own); the other debts still bind collateral. O(tiers * tiers).
  public static func maxBorrow(
    _ valuation: Valuation, by rule: BorrowRule = .equity, _ table: TierTable,
    leverageLimit: Rate, initialRatio: Rate? = nil, tierDebt: Money? = nil
  ) throws(QuantityError) -> Money {
    guard valuation.equity > .zero else { return .zero }
    let keyed = tierDebt ?? valuation.debt
    let account = BorrowingAccount(
      valuation, keyed, rule, table, leverageLimit: leverageLimit, initialRatio: initialRatio)
    var best = Money.zero
    for (index, tier) in table.tiers.enumerated() {
      guard let most = try account.debt(inTier: index) else { continue }
      let greatest = table.greatestValue(ofTier: index)
      let debt = most < Fraction(greatest) ? try most.rounded(.down) : greatest
      if debt >= tier.floor { best = max(best, try debt.subtracting(keyed)) }
    }
    return best
  }

  /// The most that may be paid out, in quote: everything without debt, else what lies above the
  /// line for paying out, and never more than keeps the debt within the leverage limit.
  /// Rounded down; too little, never too much, where maintenance is a share of the assets.
  public static func maxTransferOut(
    _ valuation: Valuation, _ health: HealthRule, _ table: TierTable, leverageLimit: Rate
  ) throws(QuantityError) -> Money {
    guard valuation.hasDebt else { return valuation.assets }
    let leverage = min(
      table.tiers[table.index(of: valuation.debt)].maxLeverage, leverageLimit)
    guard leverage > .one else { return .zero }
    var least = try valuation.debt.adding(valuation.debt.divided(by: leverage - .one, .up))
    if let line = health.transferOut {
      var empty = valuation
      empty.assets = .zero
      least = max(least, try health.shortfall(to: line, empty))
    }
    return max(.zero, try valuation.assets.subtracting(least))
  }
}

/// An account that asks for a loan.
private struct BorrowingAccount {
  let assets: Fraction
  let collateral: Fraction
  let debt: Fraction
  /// Of it, what chooses the tier.
  let keyed: Fraction
  let rule: BorrowRule
  let table: TierTable
  let leverageLimit: Rate
  let initialRatio: Rate?

  init(
    _ valuation: Valuation, _ keyed: Money, _ rule: BorrowRule, _ table: TierTable,
    leverageLimit: Rate, initialRatio: Rate?
  ) {
    self.keyed = Fraction(keyed)
    assets = Fraction(valuation.assets)
    collateral = Fraction(valuation.collateral)
    debt = Fraction(valuation.debt)
    self.rule = rule
    self.table = table
    self.leverageLimit = leverageLimit
    self.initialRatio = initialRatio
  }

  /// The greatest debt of those that choose the tier that the rule allows to an account of a
  /// tier; nil where the tier allows no loan.
  func debt(inTier index: Int) throws(QuantityError) -> Fraction? {
    let limit = min(table.tiers[index].maxLeverage, leverageLimit)
    guard limit > .one else { return nil }
    let (leverage, equity) = (Fraction(limit), try assets - debt)
    let loan =
      switch rule {
      case .equity: try Capacity.equityRule(equity: equity, debt: debt, leverage: leverage)
      case .riskRatio:
        try Capacity.riskRatioRule(assets: assets, debt: debt, ratio: ratio(leverage))
      case .initialMargin: try initialMarginLoan(index)
      case .loanToValue: try collateral - debt
      case .literal: try Capacity.literalRule(netValue: equity, debt: debt, leverage: leverage)
      }
    return try keyed + loan
  }

  private func ratio(_ leverage: Fraction) throws(QuantityError) -> Fraction {
    if let initialRatio { return Fraction(initialRatio) }
    return try leverage / (leverage - .one)
  }

  /// What collateral less debt leaves when the tiers below are full of debt, over this tier's rate
  /// of initial margin: the inverse of the progressive sum. Debts that have tiers of their own bind
  /// their margin.
  private func initialMarginLoan(_ index: Int) throws(QuantityError) -> Fraction {
    var free = try collateral - debt - margin(of: debt - keyed)
    for (tier, next) in zip(table.tiers[..<index], table.tiers.dropFirst()) {
      free = try free - Fraction(next.floor - tier.floor) * rate(of: tier)
    }
    let inTier = try Capacity.initialMarginRule(available: free, rate: rate(of: table.tiers[index]))
    return try inTier + Fraction(table.tiers[index].floor) - keyed
  }

  /// Initial margin, each part at the rate of its own tier.
  private func margin(of value: Fraction) throws(QuantityError) -> Fraction {
    var sum = Fraction.zero
    for (index, tier) in table.tiers.enumerated() where value > Fraction(tier.floor) {
      let isLast = index + 1 == table.tiers.count
      let end = isLast ? value : min(value, Fraction(table.tiers[index + 1].floor))
      sum = try sum + (end - Fraction(tier.floor)) * rate(of: tier)
    }
    return sum
  }

  /// The printed rate, else one over the leverage; never less than the leverage limit asks for.
  private func rate(of tier: Tier) throws(QuantityError) -> Fraction {
    let least = try Fraction.one / Fraction(leverageLimit)
    if let printed = tier.printedInitialRate { return max(least, Fraction(printed)) }
    return max(least, try .one / Fraction(tier.maxLeverage))
  }
}

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
      valuation: valuation, keyedDebt: keyed, rule: rule, table: table,
      leverageLimit: leverageLimit, initialRatio: initialRatio)
    var best = Money.zero
    for (index, tier) in table.tiers.enumerated() {
      let greatest = table.greatestValue(ofTier: index)
      guard let debt = try account.greatestDebt(inTier: index, upTo: greatest) else { continue }
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
  let valuation: Valuation
  /// Of its debt, what chooses the tier.
  let keyedDebt: Money
  let rule: BorrowRule
  let table: TierTable
  let leverageLimit: Rate
  let initialRatio: Rate?

  private var assets: Fraction { Fraction(valuation.assets) }
  private var collateral: Fraction { Fraction(valuation.collateral) }
  private var debt: Fraction { Fraction(valuation.debt) }
  private var keyed: Fraction { Fraction(keyedDebt) }

  /// The same held to a greatest value, rounded down. The equity rule, which orders ask at each
  /// loan, has one product that is not whole: it is computed in 128 bits, to the same unit.
  func greatestDebt(inTier index: Int, upTo greatest: Money) throws(QuantityError) -> Money? {
    guard rule == .equity else {
      guard let most = try debt(inTier: index) else { return nil }
      return most < Fraction(greatest) ? try most.rounded(.down) : greatest
    }
    let leverage = min(table.tiers[index].maxLeverage, leverageLimit)
    guard leverage > .one else { return nil }
    let loan = Rounding.down.divide(
      Int128(valuation.equity.raw) * Int128((leverage - .one).raw), by: Int128(Rate.one.raw))
    let most = Int128(keyedDebt.raw) + loan - Int128(valuation.debt.raw)
    return Money(raw: Int64(clamping: min(most, Int128(greatest.raw))))
  }

  /// The greatest debt of those that choose the tier that the rule allows to an account of a
  /// tier; nil where the tier allows no loan.
  private func debt(inTier index: Int) throws(QuantityError) -> Fraction? {
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

public import Quantities

/// What maintenance margin is a share of.
public enum MaintenanceBase: String, Hashable, Sendable, CaseIterable {
  /// The value owed (source 004).
  case debt
  /// The value of positions: everything but the quote currency, net of what is owed of it.
  case exposure
  /// The value of all assets (source 000, first form).
  case assets
}

/// By which value a tier is chosen.
public enum TierKey: String, Hashable, Sendable, CaseIterable {
  /// All debt together.
  case debt
  /// The higher of the tiers of base debt and quote debt (source 004).
  case debtHigher = "debt_higher"
  /// The value that maintenance is a share of.
  case base
}

/// What the fee of closing is a share of.
public enum CloseFeeBase: String, Hashable, Sendable, CaseIterable {
  /// The value of positions.
  case exposure
  /// Debt and maintenance (the printed quick-margin formula, rulebook section 6).
  case debtAndMaintenance = "debt_and_maintenance"
}

/// How an account is valued and what it must keep.
public struct MaintenanceRule: Hashable, Sendable {
  public var table: TierTable
  public var base: MaintenanceBase
  public var key: TierKey
  /// The fee of closing, for the metrics that count it.
  public var closeFee: Rate
  public var closeFeeBase: CloseFeeBase
  /// What each holding counts for as collateral, by its place; empty: all of it.
  public var haircuts: [Haircut]

  public init(
    table: TierTable, base: MaintenanceBase, key: TierKey, closeFee: Rate,
    closeFeeBase: CloseFeeBase = .exposure, haircuts: [Haircut] = []
  ) {
    self.haircuts = haircuts
    self.table = table
    self.base = base
    self.key = key
    self.closeFee = closeFee
    self.closeFeeBase = closeFeeBase
  }

  /// Values an account. `quoteIndex` is the position of the quote currency among `holdings`.
  /// O(holdings).
  public func value(
    _ holdings: [Holding], quoteIndex: Int
  ) throws(QuantityError) -> Valuation {
    var result = Valuation()
    for index in holdings.indices {
      let holding = holdings[index]
      if holding.balance == .zero, holding.principal == .zero, holding.interest == .zero {
        continue
      }
      let owed = try holding.price.value(of: holding.debt, .up)
      result.assets = try result.assets.adding(holding.price.value(of: holding.balance, .down))
      result.debt = try result.debt.adding(owed)
      result.interest = try result.interest.adding(
        holding.price.value(of: holding.interest, .up))
      result.largestDebt = max(result.largestDebt, owed)
      if index != quoteIndex {
        result.exposure = try result.exposure.adding(
          holding.price.value(of: holding.net.magnitude, .up))
      }
      if !haircuts.isEmpty {
        let worth = try holding.price.value(of: holding.balance, .down)
        let counted = try haircuts[index].collateral(assets: worth, debt: owed)
        result.discount = try result.discount.adding(worth - counted)
      }
    }
    try require(&result)
    return result
  }

  private func require(_ valuation: inout Valuation) throws(QuantityError) {
    guard valuation.hasDebt else { return }
    valuation.maintenance = try table.maintenance(
      of: baseValue(valuation), key: tierValue(valuation))
    let charged =
      switch closeFeeBase {
      case .exposure: valuation.exposure
      case .debtAndMaintenance: try valuation.debt.adding(valuation.maintenance)
      }
    valuation.closeFees = try charged.scaled(by: closeFee, .up)
  }

  private func baseValue(_ valuation: Valuation) -> Money {
    switch base {
    case .debt: valuation.debt
    case .exposure: valuation.exposure
    case .assets: valuation.assets
    }
  }

  /// The tier of an account, the lowest being zero. O(tiers).
  public func tier(of valuation: Valuation) -> Int { table.index(of: tierValue(valuation)) }

  /// The account as if it were in the lowest tier: what decides whether a partial close can help
  /// at all. O(1).
  public func atLowestTier(_ valuation: Valuation) throws(QuantityError) -> Valuation {
    var rule = self
    rule.table = TierTable(method: .flat, tiers: [table.tiers[0]])
    var result = valuation
    try rule.require(&result)
    return result
  }

  /// The value by which an account's tier is chosen.
  public func tierValue(_ valuation: Valuation) -> Money {
    switch key {
    case .debt: valuation.debt
    case .debtHigher: valuation.largestDebt
    case .base: baseValue(valuation)
    }
  }

  /// The least to transfer in, in quote, to bring the account to `line`, counting what the
  /// transfer itself adds to maintenance where that is a share of the assets; zero where nothing
  /// lacks. Throws `overflow` where no transfer does it. At most 10,000
  /// steps, each nearer by the factor that maintenance takes of a transfer; O(steps * tiers).
  public func shortfall(
    to line: Rate, _ health: HealthRule, _ valuation: Valuation
  ) throws(QuantityError) -> Money {
    var filled = valuation
    for _ in 0..<10_000 {
      let lacking = try health.shortfall(to: line, filled)
      if lacking == .zero { return filled.assets - valuation.assets }
      filled.assets = try filled.assets.adding(lacking)
      try require(&filled)
    }
    throw .overflow("the transfer that brings \(valuation.equity) of equity to \(line)")
  }
}

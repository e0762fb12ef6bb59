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

/// How an account is valued and what it must keep.
public struct MaintenanceRule: Hashable, Sendable {
  public var table: TierTable
  public var base: MaintenanceBase
  public var key: TierKey
  /// The fee of closing, for the metrics that count it.
  public var closeFee: Rate

  public init(table: TierTable, base: MaintenanceBase, key: TierKey, closeFee: Rate) {
    self.table = table
    self.base = base
    self.key = key
    self.closeFee = closeFee
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
    }
    try require(&result)
    return result
  }

  private func require(_ valuation: inout Valuation) throws(QuantityError) {
    guard valuation.hasDebt else { return }
    let value =
      switch base {
      case .debt: valuation.debt
      case .exposure: valuation.exposure
      case .assets: valuation.assets
      }
    let tierValue =
      switch key {
      case .debt: valuation.debt
      case .debtHigher: valuation.largestDebt
      case .base: value
      }
    valuation.maintenance = try table.maintenance(of: value, key: tierValue)
    valuation.closeFees = try valuation.exposure.scaled(by: closeFee, .up)
  }
}

public import Quantities

/// The ratios that venues call margin level (rulebook section 7.1). They are never converted
/// into each other silently: every threshold carries its metric.
public enum HealthMetric: String, Hashable, Sendable, CaseIterable {
  /// R1: equity / maintenance.
  case equityOverMaintenance = "equity_over_maintenance"
  /// R2: (assets - debt) / debt.
  case netOverDebt = "net_over_debt"
  /// R3: assets / debt.
  case assetsOverDebt = "assets_over_debt"
  /// R3': (assets - interest) / principal (source 002).
  case assetsNetInterestOverPrincipal = "assets_net_interest_over_principal"
  /// R4: equity / (maintenance + close fees) (source 004).
  case equityOverMaintenanceAndFees = "equity_over_maintenance_and_fees"
  /// R5: debt / assets.
  case debtOverAssets = "debt_over_assets"
  /// R6: maintenance / equity.
  case maintenanceOverEquity = "maintenance_over_equity"
  /// R7: collateral at its liquidation thresholds / debt.
  case healthFactor = "health_factor"

  /// Whether a higher value is safer.
  public var isHigherSafer: Bool { self != .debtOverAssets && self != .maintenanceOverEquity }

  /// The ratio as numerator and denominator.
  func terms(_ v: Valuation) -> (numerator: Money, denominator: Money) {
    switch self {
    case .equityOverMaintenance: (v.equity, v.maintenance)
    case .netOverDebt: (v.equity, v.debt)
    case .assetsOverDebt: (v.assets, v.debt)
    case .assetsNetInterestOverPrincipal: (v.assets - v.interest, v.debt - v.interest)
    case .equityOverMaintenanceAndFees: (v.equity, v.maintenance + v.closeFees)
    case .debtOverAssets: (v.debt, v.assets)
    case .maintenanceOverEquity: (v.maintenance, v.equity)
    case .healthFactor: (v.collateral, v.debt)
    }
  }

  /// The metric's value, rounded against the account and held to ±9.2 million; nil without debt.
  /// A ratio whose denominator is not above zero counts as infinitely bad where the account is
  /// under water, else as unknown.
  public func level(_ valuation: Valuation) -> Rate? {
    guard valuation.hasDebt else { return nil }
    let (numerator, denominator) = terms(valuation)
    let worst = isHigherSafer ? Rate(raw: .min) : Rate.greatest
    guard denominator > .zero else { return valuation.equity <= .zero ? worst : nil }
    let wide = (isHigherSafer ? Rounding.down : .up)
      .divide(Int128(numerator.raw) * Int128(Rate.one.raw), by: Int128(denominator.raw))
    return Rate(raw: Int64(clamping: wide))
  }

  /// The ratio of exact values, whatever their signs; nil where its denominator is zero. For
  /// accounts of a run, which round and need no ratio without debt, there is the one above.
  public func ratio(_ v: ExactValuation) throws(QuantityError) -> Fraction? {
    let equity = try v.assets - v.debt
    let (numerator, denominator) =
      switch self {
      case .equityOverMaintenance: (equity, v.maintenance)
      case .netOverDebt: (equity, v.debt)
      case .assetsOverDebt: (v.assets, v.debt)
      case .assetsNetInterestOverPrincipal: (try v.assets - v.interest, try v.debt - v.interest)
      case .equityOverMaintenanceAndFees: (equity, try v.maintenance + v.closeFees)
      case .debtOverAssets: (v.debt, v.assets)
      case .maintenanceOverEquity: (v.maintenance, equity)
      case .healthFactor: (try v.assets - v.discount, v.debt)
      }
    return denominator.sign == 0 ? nil : try numerator / denominator
  }

  /// Whether the metric is at or beyond `line`, computed without dividing; false without debt.
  public func isAtOrBeyond(_ line: Rate, _ valuation: Valuation, strictly: Bool = false) -> Bool {
    guard valuation.hasDebt else { return false }
    let (numerator, denominator) = terms(valuation)
    guard denominator > .zero else { return valuation.equity <= .zero }
    let left = Int128(numerator.raw) * Int128(Rate.one.raw)
    let right = Int128(line.raw) * Int128(denominator.raw)
    if strictly { return isHigherSafer ? left < right : left > right }
    return isHigherSafer ? left <= right : left >= right
  }
}

/// The values of an account that its ratios are made of, exact.
public struct ExactValuation: Hashable, Sendable {
  public var assets = Fraction.zero
  /// What haircuts, or liquidation thresholds, take off the assets.
  public var discount = Fraction.zero
  /// Principal and interest.
  public var debt = Fraction.zero
  /// Of `debt`, the interest.
  public var interest = Fraction.zero
  public var maintenance = Fraction.zero
  public var closeFees = Fraction.zero

  public init(assets: Fraction = .zero, debt: Fraction = .zero) {
    self.assets = assets
    self.debt = debt
  }
}

public import Quantities

/// Where an account stands, from best to worst.
public enum Band: Int, Hashable, Comparable, Sendable, CaseIterable {
  case normal, alert, call, liquidation

  public static func < (a: Band, b: Band) -> Bool { a.rawValue < b.rawValue }

  /// `normal`, `alert`, `call`, `liquidation`.
  public var word: String {
    switch self {
    case .normal: "normal"
    case .alert: "alert"
    case .call: "call"
    case .liquidation: "liquidation"
    }
  }
}

/// The lines of a venue, all on one metric.
public struct HealthRule: Hashable, Sendable {
  public var metric: HealthMetric
  public var alert: Rate
  public var call: Rate
  public var liquidation: Rate
  /// Paying out keeps the level on the safe side of this line; nil: only leverage limits it.
  public var transferOut: Rate?
  /// Whether a line is crossed only beyond it (`<`), not at it (`<=`).
  public var isStrict: Bool

  public init(
    metric: HealthMetric, alert: Rate, call: Rate, liquidation: Rate, transferOut: Rate?,
    isStrict: Bool
  ) {
    self.metric = metric
    self.alert = alert
    self.call = call
    self.liquidation = liquidation
    self.transferOut = transferOut
    self.isStrict = isStrict
  }

  /// The same lines as a list, each with its metric: paying out, the alert, the call, liquidation.
  public var lines: [HealthLine] {
    func line(_ level: Rate, _ action: HealthAction, _ isStrict: Bool) -> HealthLine {
      HealthLine(metric: metric, level: level, action: action, isStrict: isStrict)
    }
    let out = transferOut.map { [line($0, .noTransferOut, true)] } ?? []
    return out + [
      line(alert, .alert, isStrict), line(call, .marginCall, isStrict),
      line(liquidation, .liquidation, isStrict),
    ]
  }

  /// The line at which a band begins; that of the alert for `normal`.
  public func line(_ band: Band) -> HealthLine {
    let (level, action): (Rate, HealthAction) =
      switch band {
      case .normal, .alert: (alert, .alert)
      case .call: (call, .marginCall)
      case .liquidation: (liquidation, .liquidation)
      }
    return HealthLine(metric: metric, level: level, action: action, isStrict: isStrict)
  }

  /// The band of an account; an account with debt and no equity is always in liquidation.
  public func band(_ valuation: Valuation) -> Band {
    guard valuation.hasDebt else { return .normal }
    if valuation.equity <= .zero || crossed(liquidation, valuation) { return .liquidation }
    if crossed(call, valuation) { return .call }
    return crossed(alert, valuation) ? .alert : .normal
  }

  func crossed(_ line: Rate, _ valuation: Valuation) -> Bool {
    metric.isAtOrBeyond(line, valuation, strictly: isStrict)
  }

  /// The least to transfer in, in quote, to bring the account to `line`: what the numerator or
  /// the equity lacks, rounded up; zero where nothing lacks. Maintenance is taken to stay what it
  /// is: where it is a share of the assets, ask `MaintenanceRule.shortfall`.
  public func shortfall(to line: Rate, _ v: Valuation) throws(QuantityError) -> Money {
    let needed: Money =
      switch metric {
      case .equityOverMaintenance: try v.maintenance.scaled(by: line, .up).adding(v.debt)
      case .netOverDebt: try v.debt.scaled(by: line, .up).adding(v.debt)
      case .assetsOverDebt: try v.debt.scaled(by: line, .up)
      case .assetsNetInterestOverPrincipal:
        try v.debt.subtracting(v.interest).scaled(by: line, .up).adding(v.interest)
      case .equityOverMaintenanceAndFees:
        try v.maintenance.adding(v.closeFees).scaled(by: line, .up).adding(v.debt)
      case .debtOverAssets: try v.debt.divided(by: line, .up)
      case .maintenanceOverEquity: try v.maintenance.divided(by: line, .up).adding(v.debt)
      // What is transferred in counts in full.
      case .healthFactor: try v.debt.scaled(by: line, .up).adding(v.discount)
      }
    return max(.zero, try needed.subtracting(v.assets))
  }
}

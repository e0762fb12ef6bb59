public import Quantities

/// What happens to an account, or what it may not do, at or beyond a line (rulebook section 7.2).
public enum HealthAction: String, Hashable, Sendable, CaseIterable {
  /// Nothing may be paid out.
  case noTransferOut = "no_transfer_out"
  /// Nothing may be borrowed.
  case noBorrow = "no_borrow"
  /// An alert is shown.
  case alert
  /// A margin call is sent.
  case marginCall = "margin_call"
  /// A warning is sent, and only what makes the account smaller is allowed.
  case reduceOnly = "reduce_only"
  /// Open orders that would borrow are cancelled.
  case cancelAutoBorrow = "cancel_auto_borrow"
  case partialLiquidation = "partial_liquidation"
  case liquidation

  /// How far on the way to liquidation an account at such a line is; nil for one that only
  /// forbids.
  public var band: Band? {
    switch self {
    case .noTransferOut, .noBorrow, .cancelAutoBorrow: nil
    case .alert, .reduceOnly: .alert
    case .marginCall: .call
    case .partialLiquidation, .liquidation: .liquidation
    }
  }
}

/// A threshold: the metric that it is a value of, the value, and what it does.
public struct HealthLine: Hashable, Sendable {
  /// Which assets the level counts.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// All, in full.
    case plain
    /// Collateral after haircuts.
    case haircut
  }

  public var metric: HealthMetric
  public var level: Rate
  public var action: HealthAction
  public var basis: Basis
  /// Whether it is crossed only beyond the level (`<`), not at it (`<=`).
  public var isStrict: Bool

  public init(
    metric: HealthMetric, level: Rate, action: HealthAction, basis: Basis = .plain,
    isStrict: Bool = false
  ) {
    self.metric = metric
    self.level = level
    self.action = action
    self.basis = basis
    self.isStrict = isStrict
  }

  /// Whether an account has crossed the line, without dividing; never without debt.
  public func isCrossed(by valuation: Valuation) -> Bool {
    metric.isAtOrBeyond(level, valuation.counted(by: basis), strictly: isStrict)
  }

  /// Whether an account is beyond the level, whatever it is at it; never without debt.
  public func isPassed(by valuation: Valuation) -> Bool {
    metric.isAtOrBeyond(level, valuation.counted(by: basis), strictly: true)
  }

  /// The value of the metric that the line looks at; nil without debt.
  public func value(of valuation: Valuation) -> Rate? {
    metric.level(valuation.counted(by: basis))
  }

  /// Whether a value of the metric has.
  public func isCrossed(at value: Rate) -> Bool {
    metric.isCrossed(level, at: value, strictly: isStrict)
  }
}

extension HealthMetric {
  /// Whether a value of the metric is at a line or beyond, `strictly`: beyond.
  public func isCrossed<Level: Comparable>(
    _ line: Level, at value: Level, strictly: Bool
  ) -> Bool {
    if value == line { return !strictly }
    return isHigherSafer ? value < line : value > line
  }
}

extension Valuation {
  /// The same account with its assets counted so.
  func counted(by basis: HealthLine.Basis) -> Valuation {
    guard basis == .haircut else { return self }
    var result = self
    (result.assets, result.discount) = (collateral, .zero)
    return result
  }
}

/// What an account may do and what is done to it, in the order of the venues' tables.
public enum Permission: String, Hashable, Sendable, CaseIterable {
  case trade, borrow
  case transferOut = "transfer"
  case marginCall = "margin_call"
  case warning = "warn"
  case liquidate

  /// What an account may do at a venue that has lines for `actions`, where some are crossed. Where
  /// it is liquidated, nothing else; where it may only reduce, it is warned and may neither open,
  /// borrow nor pay out. Borrowing and paying out are in the list of a venue that has a line for
  /// them.
  public static func list(
    _ actions: [HealthAction], crossed: [HealthAction]
  ) -> [Permission] {
    func allows(_ action: HealthAction) -> Bool {
      actions.contains(action) && !crossed.contains(action)
    }
    if crossed.contains(.liquidation) { return [.liquidate] }
    if crossed.contains(.reduceOnly) { return [.warning] }
    var result = [Permission.trade]
    if allows(.noBorrow) { result.append(.borrow) }
    if allows(.noTransferOut) { result.append(.transferOut) }
    if crossed.contains(.marginCall) { result.append(.marginCall) }
    return result
  }
}

extension [HealthLine] {
  /// What an account with these values may do.
  public func permissions(of valuation: Valuation) -> [Permission] {
    Permission.list(
      map(\.action), crossed: filter { $0.isCrossed(by: valuation) }.map(\.action))
  }
}

extension [HealthLine] {
  /// The worst band of the lines that an account has crossed.
  public func band(of valuation: Valuation) -> Band {
    var worst = Band.normal
    for line in self {
      guard let band = line.action.band, band > worst, line.isCrossed(by: valuation) else {
        continue
      }
      worst = band
    }
    return worst
  }
}

import Liquidation
import Margin
import Quantities

/// Contradictions inside a rulebook that no single key shows (rulebook section 14).
enum RulebookValidation {
  /// Throws at the key to blame; returns what is allowed but deserves a warning.
  static func check(
    _ rulebook: Rulebook, _ root: ConfigurationNode
  ) throws(ConfigurationError) -> [String] {
    try lines(rulebook, root)
    try weights(rulebook, root)
    try partialBands(rulebook, root)
    var warnings: [String] = []
    do throws(ConfigurationError) { try opening(rulebook, root) } catch {
      guard rulebook.risk.allowsUnsafeOpening else { throw error }
      warnings.append("unsafe_opening: \(error.reason)")
    }
    if rulebook.defaultPool == nil {
      warnings.append("assets without a pool of their own cannot be borrowed")
    }
    return warnings
  }

  /// A health factor needs the thresholds that it weighs collateral by.
  private static func weights(
    _ rulebook: Rulebook, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    let table = rulebook.risk.haircuts
    guard rulebook.health.metric == .healthFactor, table.standard == nil, table.assets.isEmpty
    else { return }
    throw node(root, "health", "metric").error(
      "a health factor needs thresholds", "add `margin.haircuts` with `basis: gross`")
  }

  /// A line that closes a part needs to know which part.
  private static func partialBands(
    _ rulebook: Rulebook, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    guard rulebook.risk.bands.contains(where: { $0.action == .partialLiquidation }),
      case .none = rulebook.risk.partial
    else { return }
    throw node(root, "health", "bands").error(
      "a line with `partial_liquidation` has no part to close",
      "say which with `liquidation.partial`, or write `liquidation`")
  }

  private static func node(
    _ root: ConfigurationNode, _ keys: String...
  ) -> ConfigurationNode {
    var current = root
    for key in keys {
      guard var map = try? ConfigurationMap(current), let next = map.optional(key) else {
        return current
      }
      current = next
    }
    return current
  }

  private static func lines(
    _ rulebook: Rulebook, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    let health = rulebook.health
    let higher = health.metric.isHigherSafer
    func isSafer(_ a: Rate, _ b: Rate) -> Bool { higher ? a > b : a < b }
    let side = higher ? "above" : "below"
    if !isSafer(health.alert, health.liquidation) {
      throw node(root, "health", "liquidation").error(
        "the liquidation line \(health.liquidation) is not beyond the alert line \(health.alert)",
        "for \(health.metric.rawValue) the alert line must lie \(side) the liquidation line")
    }
    if isSafer(health.call, health.alert) || !isSafer(health.call, health.liquidation) {
      throw node(root, "health", "call").error(
        "the call line \(health.call) is not between alert \(health.alert) and liquidation "
          + "\(health.liquidation)",
        "choose a value between them; it may equal the alert line")
    }
    if isSafer(health.call, rulebook.call.topUpTo) {
      throw node(root, "call", "top_up_to").error(
        "a call would be met at \(rulebook.call.topUpTo), beyond the call line \(health.call)",
        "choose a value on the safe side of the call line")
    }
  }

  /// An account opened at the highest leverage must lie on the safe side of every alert line.
  private static func opening(
    _ rulebook: Rulebook, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    let table = rulebook.maintenance.table
    for (index, tier) in table.tiers.enumerated() {
      let leverage = min(tier.maxLeverage, rulebook.maxLeverage)
      guard leverage > .one else { continue }
      guard let value = opened(leverage, tier, rulebook) else { continue }
      try reachable(rulebook, value, root)
      try uncrossed(rulebook, value, leverage, root)
      guard rulebook.health.metric.isAtOrBeyond(rulebook.health.alert, value) else { continue }
      let level = rulebook.health.metric.level(value)?.description ?? "unknown"
      throw node(root, "margin", "maintenance").error(
        "opened at leverage \(leverage) in tier \(index + 1), the "
          + "\(rulebook.health.metric.rawValue) is \(level), at or beyond the alert line "
          + "\(rulebook.health.alert)",
        "lower max_leverage or mmr of that tier, or the alert line")
    }
  }

  /// No further line that warns, calls, binds or liquidates may be crossed by it either; those on
  /// collateral depend on what is held.
  private static func uncrossed(
    _ rulebook: Rulebook, _ value: Valuation, _ leverage: Rate, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    for line in rulebook.risk.bands
    where line.action.band != nil && line.basis == .plain && line.isCrossed(by: value) {
      throw node(root, "health", "bands").error(
        "opened at leverage \(leverage), the \(line.metric.rawValue) is "
          + "\(line.value(of: value)?.description ?? "unknown"), across the line "
          + "\(line.action.rawValue) at \(line.level)",
        "lower max_leverage or mmr, or the line")
    }
  }

  /// A call can be met, and paying out can be allowed, by an account at its highest leverage.
  private static func reachable(
    _ rulebook: Rulebook, _ value: Valuation, _ root: ConfigurationNode
  ) throws(ConfigurationError) {
    let lines: [(line: Rate?, path: (String, String))] = [
      (rulebook.call.topUpTo, ("call", "top_up_to")),
      (rulebook.health.transferOut, ("health", "transfer_out")),
    ]
    for (line, path) in lines {
      guard let line else { continue }
      let missing =
        line > .zero
        ? try? rulebook.maintenance.shortfall(to: line, rulebook.health, value) : nil
      if missing == nil {
        throw node(root, path.0, path.1).error(
          "no transfer brings an account to \(line) of \(rulebook.health.metric.rawValue)",
          "choose a level above zero that adding collateral can reach")
      }
    }
    if let out = rulebook.health.transferOut,
      rulebook.health.metric.isHigherSafer
        ? out < rulebook.health.liquidation : out > rulebook.health.liquidation
    {
      throw node(root, "health", "transfer_out").error(
        "paying out would be allowed beyond the liquidation line",
        "choose a value on the safe side of it")
    }
  }

  /// An account with equity 1,000,000 at a leverage, with a tier's rate.
  private static func opened(_ leverage: Rate, _ tier: Tier, _ rulebook: Rulebook) -> Valuation? {
    let equity = Money(raw: 100_000_000_000_000)
    guard let assets = try? equity.scaled(by: leverage, .down) else { return nil }
    var value = Valuation()
    value.assets = assets
    value.debt = assets - equity
    value.exposure = assets
    if let haircut = rulebook.risk.haircuts.standard {
      guard let counted = try? haircut.discounted(assets) else { return nil }
      value.discount = assets - counted
    }
    let base =
      switch rulebook.maintenance.base {
      case .debt: value.debt
      case .exposure, .assets: value.assets
      }
    guard let maintenance = try? base.scaled(by: tier.maintenanceRate, .up),
      let fees = try?
        (rulebook.maintenance.closeFeeBase == .exposure
        ? assets : value.debt + maintenance).scaled(by: rulebook.maintenance.closeFee, .up)
    else { return nil }
    value.maintenance = maintenance
    value.closeFees = fees
    return value
  }
}

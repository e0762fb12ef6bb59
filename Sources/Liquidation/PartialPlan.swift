public import Margin
public import Quantities

/// What one round of a partial liquidation closes, found on a rehearsal: no formula of one venue's
/// metric, so that it holds for each metric, with tiers, haircuts and debts in several assets. In
/// the one case that formulas cover, one position and one rate, both agree (`PartialClose`).
public struct PartialPlan: Sendable {
  public let start: CloseRehearsal
  /// By holding.
  public let lots: [Quantity]
  /// The places of the holdings in the order of closing.
  public let order: [Int]
  public let maintenance: MaintenanceRule

  public init(
    start: CloseRehearsal, lots: [Quantity], order: [Int], maintenance: MaintenanceRule
  ) {
    self.start = start
    self.lots = lots
    self.order = order
    self.maintenance = maintenance
  }

  /// The actions that close positions worth `value` in quote, in order, each in whole lots rounded
  /// up but not beyond the position. Purchases go as far as the account's own money, those that
  /// had to wait for sales come behind them. O(holdings).
  public func actions(
    worth value: Money
  ) throws(QuantityError) -> (actions: [CloseAction], after: CloseRehearsal) {
    var after = start
    var left = value
    var actions: [CloseAction] = []
    for place in order {
      try close(place, &left, &after, &actions)
    }
    for place in order where left > .zero && after.holdings[place].net < .zero {
      try close(place, &left, &after, &actions)
    }
    return (actions, after)
  }

  private func close(
    _ place: Int, _ left: inout Money, _ after: inout CloseRehearsal,
    _ actions: inout [CloseAction]
  ) throws(QuantityError) {
    let holding = after.holdings[place]
    guard left > .zero, holding.net != .zero, holding.price > .zero else { return }
    let lot = lots[place]
    let wanted = (try? holding.price.quantity(for: left, .up)) ?? .greatest
    let action: CloseAction
    let amount: Quantity
    if holding.net > .zero {
      let most = Quantity(holding.net).rounded(to: lot, .down)
      amount = min(most, wanted < most ? wanted.rounded(to: lot, .up) : most)
      action = .sell(holding: place, Money(amount))
    } else {
      let most = Quantity(holding.net).magnitude.rounded(to: lot, .up)
      let paid = Quantity(try after.affordable(place)).rounded(to: lot, .down)
      amount = min(min(most, paid), wanted < most ? wanted.rounded(to: lot, .up) : most)
      action = .buy(holding: place, Money(amount))
    }
    guard amount > .zero else { return }
    try after.trade(action)
    actions.append(action)
    left -= min(left, try holding.price.value(of: amount, .down))
  }

  /// What positions are worth together.
  public func gross() throws(QuantityError) -> Money {
    var sum = Money.zero
    for place in order {
      let holding = start.holdings[place]
      sum = try sum.adding(holding.price.value(of: holding.net.magnitude, .up))
    }
    return sum
  }

  /// The least that brings the account to a goal; empty where it is there, nil where closing
  /// everything does not. Closing more is taken to be no worse. O(log(value) * holdings).
  public func least(
    until goal: (Valuation) throws(QuantityError) -> Bool
  ) throws(QuantityError) -> [CloseAction]? {
    func isReached(_ value: Money) throws(QuantityError) -> Bool {
      try goal(valuation(of: actions(worth: value).after))
    }
    if try isReached(.zero) { return [] }
    var (low, high) = (Money.zero, try gross())
    guard try isReached(high) else { return nil }
    while high - low > Money(raw: 1) {
      let middle = Money(raw: low.raw + (high.raw - low.raw) / 2)
      if try isReached(middle) { high = middle } else { low = middle }
    }
    return try actions(worth: high).actions
  }

  private func valuation(of rehearsal: CloseRehearsal) throws(QuantityError) -> Valuation {
    try maintenance.value(rehearsal.netted, quoteIndex: rehearsal.quoteIndex)
  }
}

extension PartialPlan {
  /// What a rule closes now. `isCooling`: whether the account was closed in part within the
  /// cooldown.
  public func part(
    _ rule: PartialRule, _ health: HealthRule, isCooling: Bool
  ) throws(QuantityError) -> ClosePart {
    let now = try valuation(of: start)
    if now.hasDebt, now.equity <= .zero { return .all("no equity is left") }
    switch rule {
    case .none: return .all("the venue closes everything")
    case .tierStep(let tiers): return try tierStep(tiers, now, health)
    case .fraction(let rule): return try fraction(rule, now, health, isCooling)
    case .target(let target):
      let found = try least { value throws(QuantityError) in
        !health.metric.isAtOrBeyond(target, value, strictly: true)
      }
      guard let found else { return .all("no part of it brings the level to \(target)") }
      return .some(found, "to a level of \(target)")
    case .literalTarget(let target):
      let lacking = try PartialClose.literalAmount(
        equity: now.equity, maintenance: now.maintenance, target: target)
      return .some(try actions(worth: max(.zero, lacking)).actions, "\(lacking) of value")
    }
  }

  private func tierStep(
    _ tiers: Int, _ now: Valuation, _ health: HealthRule
  ) throws(QuantityError) -> ClosePart {
    let tier = maintenance.tier(of: now)
    if tier == 0 { return .all("it is in the lowest tier") }
    if health.band(try maintenance.atLowestTier(now)) == .liquidation {
      return .all("the lowest tier's margin is not covered either")
    }
    let wanted = max(0, tier - tiers)
    let found = try least { value throws(QuantityError) in
      maintenance.tier(of: value) <= wanted
    }
    guard let found else { return .all("no part of it reaches tier \(wanted + 1)") }
    return .some(found, "from tier \(tier + 1) to tier \(wanted + 1)")
  }

  private func fraction(
    _ rule: FractionRule, _ now: Valuation, _ health: HealthRule, _ isCooling: Bool
  ) throws(QuantityError) -> ClosePart {
    if isCooling { return .all("it was closed in part within the cooldown") }
    if let line = rule.allBeyond, health.metric.isAtOrBeyond(line, now) {
      return .all("the level is at or beyond \(line)")
    }
    let detail = "\(rule.share) of \(rule.base == .debt ? "the debt" : "each position")"
    guard rule.base == .debt else { return .some(try shares(rule), detail) }
    if now.debt <= rule.above { return .all("the debt is not above \(rule.above)") }
    let rest = now.debt - (try now.debt.scaled(by: rule.share, .up))
    let found = try least { value throws(QuantityError) in value.debt <= rest }
    guard let found else { return .all("no part of it repays \(detail)") }
    return .some(found, detail)
  }

  /// The share of each position, whole lots rounded up; all of what is not above the limit.
  private func shares(_ rule: FractionRule) throws(QuantityError) -> [CloseAction] {
    var actions: [CloseAction] = []
    for place in order {
      let holding = start.holdings[place]
      let size = Quantity(holding.net).magnitude
      if holding.price == .zero { continue }
      let isLarge = try holding.price.value(of: Money(size), .down) > rule.above
      let part = isLarge ? try size.scaled(by: rule.share, .up) : size
      if holding.net > .zero {
        let most = size.rounded(to: lots[place], .down)
        let amount = Money(min(most, part.rounded(to: lots[place], .up)))
        if amount > .zero { actions.append(.sell(holding: place, amount)) }
      } else if holding.net < .zero {
        actions.append(.buy(holding: place, Money(part.rounded(to: lots[place], .up))))
      }
    }
    return actions
  }
}

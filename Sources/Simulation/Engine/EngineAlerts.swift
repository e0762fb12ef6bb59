import Kernel
import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// What is watched of one account beside its margin level.
struct AccountWatch: Sendable {
  var behaviour: Behaviour
  /// By measure: how grave it is now, nil where all is well.
  var levels = [Severity?](repeating: nil, count: AlertMeasure.allCases.count)
  /// By instrument.
  var trips: [RoundTrip]

  init(_ rule: AlertRule, instruments: Int) {
    behaviour = Behaviour(rule)
    trips = Array(repeating: RoundTrip(), count: instruments)
  }
}

/// Alerts of concentration, liquidity and behaviour; the rules are `Margin`'s.
extension Engine {
  /// Begins to watch every account, where the rulebook wants it.
  func watchAccounts() {
    guard let rule = rulebook.alerts.rule else { return }
    watches = accounts.indices.map { _ in
      AccountWatch(rule, instruments: world.instruments.count)
    }
    queue.schedule(.alertLook, at: firstGrid(of: rule.every), .margin)
  }

  /// Looks at all that changes by itself: prices, depth, windows that end.
  func lookAtAccounts() throws(RunFailure) {
    guard let rule = rulebook.alerts.rule else { return }
    queue.schedule(.alertLook, at: clock + rule.every, .margin)
    if venue.isEngineDown { return }
    for number in accounts.indices {
      for measure in AlertMeasure.allCases {
        judge(measure, number, try read(measure, number), cause: nil)
      }
    }
  }

  /// An order of a strategy was sent.
  func watchSent(_ index: Int) {
    if watches.isEmpty { return }
    watches[orders[index].account].behaviour.order(at: clock)
    judgeCount(.orderRate, index)
    judgeCount(.cancelRate, index)
  }

  /// An order was taken out by its owner.
  func noteCancelled(_ index: Int) {
    if watches.isEmpty { return }
    watches[orders[index].account].behaviour.cancel(at: clock)
    judgeCount(.cancelRate, index)
  }

  private func judgeCount(_ measure: AlertMeasure, _ index: Int) {
    let number = orders[index].account
    judge(measure, number, readCount(measure, number), cause: orders[index].event)
  }

  /// A fill was booked; those of liquidations end trips, and are no trading of the owner.
  func noteTraded(_ fill: Fill, notional: Money, fee: Money, cause: Int) throws(RunFailure) {
    if watches.isEmpty { return }
    let order = orders[fill.order - 1]
    let (number, market) = (order.account, order.instrument.index)
    let signed = fill.side == .buy ? fill.quantity : -fill.quantity
    let profit = watches[number].trips[market].add(signed, at: fill.price, fee: fee)
    if let profit {
      watches[number].behaviour.end(profit: profit)
      judge(.lossStreak, number, readCount(.lossStreak, number), cause: cause)
    }
    let unit = price(of: world.quote[market], in: accounts[number].quote, rulebook.priceForProfit)
    guard order.liquidation == nil, let unit else { return }
    let value = try exact { () throws(QuantityError) in
      try unit.value(of: Quantity(notional), .halfEven)
    }
    watches[number].behaviour.trade(value, at: clock)
    judge(.turnover, number, try read(.turnover, number), cause: cause)
  }

  /// The positions of an account are gone with its liquidation: what fills have left open of its
  /// trips, because collateral or interest was traded with them, is forgotten.
  func forgetTrips(_ number: Int) {
    if watches.isEmpty { return }
    for place in watches[number].trips.indices { watches[number].trips[place] = RoundTrip() }
  }

  /// What a measure says now.
  private enum Reading {
    case value(Rate)
    /// There is nothing to measure: all is well.
    case nothing
    /// It cannot be told: what was said stands.
    case unknown
  }

  /// Raises what a measure has reached, clears what it has left.
  private func judge(
    _ measure: AlertMeasure, _ number: Int, _ reading: Reading, cause: Int?
  ) {
    guard let lines = rulebook.alerts.rule?[measure], !lines.isEmpty else { return }
    let value: Rate?
    switch reading {
    case .value(let rate): value = rate
    case .nothing: value = nil
    case .unknown: return
    }
    let before = watches[number].levels[measure.index]
    let after = value.flatMap { lines.severity(of: $0) }
    if before == after { return }
    watches[number].levels[measure.index] = after
    let isRaised = (after?.rawValue ?? -1) > (before?.rawValue ?? -1)
    for severity in lines.crossings(from: before, to: after) {
      guard let line = lines[severity] else { continue }
      let shown = value?.description ?? "none"
      let message =
        "\(measure.rawValue) \(shown) \(isRaised ? "is at or beyond" : "is back from") the "
        + "\(severity.word) line \(line)"
      tellAlert(
        Alert(
          account: number, kind: measure.kind, severity: severity, isRaised: isRaised,
          metric: measure.rawValue, value: value, line: line, message: message), cause: cause)
    }
  }

  private func read(_ measure: AlertMeasure, _ number: Int) throws(RunFailure) -> Reading {
    if rulebook.alerts.rule?[measure].isEmpty ?? true { return .unknown }
    switch measure {
    case .concentration, .liquidity: return try readPositions(measure, number)
    case .orderRate, .cancelRate, .lossStreak: return readCount(measure, number)
    case .turnover:
      guard let equity = try valuation(number)?.equity,
        let value = watches[number].behaviour.turnover(at: clock, equity: equity)
      else { return .unknown }
      return .value(value)
    }
  }

  /// Of the measures that need no price.
  private func readCount(_ measure: AlertMeasure, _ number: Int) -> Reading {
    switch measure {
    case .orderRate: return .value(watches[number].behaviour.orderRate(at: clock))
    case .cancelRate:
      return watches[number].behaviour.cancelRate(at: clock).map { .value($0) } ?? .nothing
    case .lossStreak: return .value(watches[number].behaviour.lossStreak)
    default: return .unknown
    }
  }

  /// Of a margin account's positions at the prices that its margin is computed with.
  private func readPositions(
    _ measure: AlertMeasure, _ number: Int
  ) throws(RunFailure) -> Reading {
    guard accounts[number].mode != nil, let reach = rulebook.alerts.rule?.reach else {
      return .nothing
    }
    var rows: [PositionShares.Closing] = []
    for id in world.traded where accounts[number].positions[id.index].quantity != .zero {
      let quantity = accounts[number].positions[id.index].quantity
      let unit = price(
        of: world.base[id.index], in: accounts[number].quote, rulebook.priceForLiquidation)
      guard let unit else { return .unknown }
      let value = try exact { () throws(QuantityError) in
        try unit.value(of: quantity.magnitude, .up)
      }
      rows.append(
        PositionShares.Closing(
          value: value, quantity: quantity,
          depth: closingDepth(id, quantity > .zero ? .sell : .buy, within: reach)))
    }
    if rows.isEmpty { return .nothing }
    if measure == .liquidity {
      return PositionShares.illiquidity(rows).map { .value($0) } ?? .unknown
    }
    return try exact { () throws(QuantityError) in
      try RiskScore.concentration(rows.map(\.value)).map { .value($0) } ?? .nothing
    }
  }

  /// What a closing order of a side meets within `reach` of the middle, nil where no book is known.
  func closingDepth(_ id: InstrumentID, _ side: Side, within reach: Rate) -> Quantity? {
    guard markets[id.index].offersDepth, markets[id.index].mid != nil, !markets[id.index].isCrossed
    else { return nil }
    return markets[id.index].depth(side.opposite, within: reach)
  }
}

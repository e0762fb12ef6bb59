import Accounting
import Kernel
import Liquidation
import Margin
import MarketData
import Matching
import Quantities
import Statistics
import Strategies

/// Looks at the risk of accounts (source 001, `calculate_portfolio_risk`), on the grid of `risk`.
extension Engine {
  /// Gets ready for what the rulebook asks for, which may be nothing.
  func prepareExposure(_ setup: RunSetup) throws(RunFailure) {
    let rules = rulebook.exposure
    if !rules.isEmpty || rulebook.risk.orderMargin != nil
      || [.score, .moneyScore].contains(rulebook.risk.selection)
    {
      daily = DailyHistory(setup, instruments: world.instruments.count)
    }
    if rules.isEmpty { return }
    try exact { () throws(QuantityError) in
      let parameters = rulebook.risk.parameters
      let account = AccountExposure(performance: try parameters.performance(TradingRecord()))
      exposure = ExposureState(
        rules: rules, labels: setup.scenario.participants.map { ($0.tier, $0.rating) },
        lookback: parameters.lookbackDays, history: daily,
        volatility: Array(repeating: nil, count: world.instruments.count),
        accounts: accounts.indices.map { _ in account })
      try exposure?.refresh(at: clock)
    }
    queue.schedule(.riskLook, at: firstGrid(of: rules.sampling.every), .margin)
  }

  /// Notes what an account is worth, for its daily loss and its performance.
  private func noteWorth(_ number: Int, _ value: Valuation) throws(QuantityError) {
    let hasEnded = exposure?.accounts[number].note(
      value.equity, accounts[number].netTransferIn, day: clock.floored(to: .day))
    guard hasEnded == true, let days = exposure?.lookback else { return }
    exposure?.accounts[number].keepDays(days)
    guard let record = exposure?.accounts[number].record else { return }
    exposure?.accounts[number].performance = try rulebook.risk.parameters.performance(record)
  }

  /// A liquidation has started.
  func noteLiquidation(_ number: Int) { exposure?.accounts[number].today.liquidations += 1 }

  /// Looks at every margin account that is open and has prices.
  func lookAtRisk() throws(RunFailure) {
    guard let rules = exposure?.rules else { return }
    try exact { () throws(QuantityError) in try exposure?.refresh(at: clock) }
    for number in accounts.indices where accounts[number].mode != nil {
      guard let (rows, quote) = holdings(number) else { continue }
      try exact { () throws(QuantityError) in
        try look(
          number, rows, try self.rules[number].value(rows, quoteIndex: quote),
          quoteIndex: quote)
      }
    }
    queue.schedule(.riskLook, at: clock + rules.sampling.every, .margin)
  }

  private func look(
    _ number: Int, _ rows: [Holding], _ value: Valuation, quoteIndex: Int
  ) throws(QuantityError) {
    guard let rules = exposure?.rules else { return }
    try noteWorth(number, value)
    let band = rulebook.band(value)
    exposure?.accounts[number].today.looks += 1
    if band >= .alert { exposure?.accounts[number].today.looksAtWarning += 1 }
    if value.exposure > .zero { exposure?.accounts[number].today.hadExposure = true }
    let (risk, count) = try portfolioRisk(number, rows, quoteIndex: quoteIndex)
    exposure?.accounts[number].risk = risk
    let score = try rulebook.risk.parameters.overall(
      risk, netAssetValue: value.equity, whenUndefined: rules.sampling.whenUndefined)
    exposure?.accounts[number].score = score
    try journalRisk(number, risk, value, score, rows: count)
    if let advice = rules.advice { try advise(number, advice, risk, value) }
  }

  /// The risk of an account's positions, and how many rows of history it was drawn from.
  private func portfolioRisk(
    _ number: Int, _ rows: [Holding], quoteIndex: Int
  ) throws(QuantityError) -> (PortfolioRisk, rows: Int) {
    let account = accounts[number]
    var positions: [(notional: Money, id: InstrumentID, score: Rate)] = []
    for (place, asset) in account.assets.enumerated() where place != quoteIndex {
      guard rows[place].net != .zero, let id = world.market(pricing: asset, in: account.quote)
      else { continue }
      let score = liquidityScore(id, Quantity(rows[place].net)) ?? .one
      positions.append((try rows[place].price.value(of: rows[place].net, .halfEven), id, score))
    }
    let notionals = positions.map(\.notional)
    let (risks, count) = try valuesAtRisk(notionals, positions.map(\.id))
    return (
      PortfolioRisk(
        valueAtRisk95: risks[0], valueAtRisk99: risks[1],
        drawdown: exposure?.accounts[number].drawdown ?? .zero,
        concentration: try RiskScore.concentration(notionals),
        liquidityRisk: RiskScore.liquidityRisk(positions.map { ($0.notional, $0.score) })),
      rows: count
    )
  }

  /// Value at risk 95 and 99 of positions in quote, rounded up, never below zero; nil where there
  /// is too little history of all of them. Without positions zero.
  private func valuesAtRisk(
    _ notionals: [Money], _ instruments: [InstrumentID]
  ) throws(QuantityError) -> ([Money?], rows: Int) {
    guard let state = exposure else { return ([nil, nil], 0) }
    if notionals.allSatisfy({ $0 == .zero }) { return ([.zero, .zero], 0) }
    let rule = state.rules.sampling
    let history = JointHistory(closes: state.history.jointCloses(instruments, at: clock))
    let found = try? history.valueAtRisk(
      notionals: notionals.map(\.raw), levels: Confidence.reported, window: rule.window,
      least: rule.least, seed: rule.seed, draws: rule.draws)
    var gross = Money.zero
    for notional in notionals { gross = try gross.adding(max(notional, -notional)) }
    var risks: [Money?] = []
    for statistic in found ?? [.undefined(.needsWindow), .undefined(.needsWindow)] {
      guard let share = statistic.ruled else {
        risks.append(nil)
        continue
      }
      risks.append(max(.zero, try gross.scaled(by: Rate(raw: share), .up)))
    }
    return (risks, min(history.rows, rule.window))
  }

  private func journalRisk(
    _ number: Int, _ risk: PortfolioRisk, _ value: Valuation, _ score: Rate?, rows: Int
  ) throws(QuantityError) {
    guard let state = exposure else { return }
    var factor: Rate?
    if let dynamic = state.rules.limits?.dynamic {
      factor = try dynamicFactor(number, dynamic, value)
    }
    journal.note(
      .accountRisk,
      [
        .time(clock), id(number), .exact(value.equity), .number(rows),
        .exact(risk.valueAtRisk95), .exact(risk.valueAtRisk99), .exact(risk.drawdown),
        .exact(risk.concentration), .exact(risk.liquidityRisk), .exact(score),
        .optional(score.map { RiskGrade(score: $0).word }), .exact(state.marketVolatility),
        .exact(state.accounts[number].performance), .exact(factor),
      ])
  }

  /// Recommends a leverage where it is far from the current one; the same advice is not repeated.
  private func advise(
    _ number: Int, _ rule: LeverageAdviceRule, _ risk: PortfolioRisk, _ value: Valuation
  ) throws(QuantityError) {
    guard value.exposure > .zero,
      let current = ExposureReading.leverage(value.exposure, value.equity),
      let advice = try rule.recommend(
        LeverageAdviceRule.Inputs(
          valueAtRiskShare: risk.valueAtRiskShare(of: value.equity),
          concentration: risk.concentration, liquidityRisk: risk.liquidityRisk,
          marginLevel: rulebook.health.metric.level(value)))
    else { return }
    let recommended = advice.leverage
    guard rule.isGiven(recommended: recommended, current: current) else {
      exposure?.accounts[number].advised = nil
      return
    }
    if exposure?.accounts[number].advised == recommended { return }
    exposure?.accounts[number].advised = recommended
    let words = advice.reasons.map(\.rawValue)
    let event = journal.record(
      .leverageAdvice, cause: nil,
      [
        .time(clock), id(number), .exact(current), .exact(recommended),
        .text(words.joined(separator: " ")),
      ])
    outbox.append(
      Notice(
        owner: accounts[number].owner,
        event: .leverageAdvice(
          LeverageAdviceEvent(
            ts: clock, account: accounts[number].name, current: current,
            recommended: recommended, reasons: words)), number: event))
  }
}

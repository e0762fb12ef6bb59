import Kernel
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies

/// Margin levels, alerts, margin calls and the trigger of liquidations.
extension Engine {
  /// Looks at every margin account with debt after prices or balances have changed.
  @usableFromInline func watchMargin() throws(RunFailure) {
    guard isMarginDirty else { return }
    isMarginDirty = false
    for number in accounts.indices {
      if accounts[number].mode == nil || accounts[number].isFrozen { continue }
      if rulebook.risk.cancelsAutoBorrow { try autoCancel(number) }
      if isCalm(number) { continue }
      accounts[number].calm.version = -1
      if accounts[number].band == .normal, accounts[number].call == nil,
        accounts[number].crossed.isEmpty, !hasDebt(number)
      {
        accounts[number].overdueCall = nil
        calmWhileFree(number)
        continue
      }
      guard let value = try valuation(number), try !isBare(number) else { continue }
      if hasBands { watchBands(number, value) }
      let band = rulebook.band(value)
      if band != accounts[number].band { try changeBand(number, band, value) }
      try watchCall(number, band, value)
      if let trigger = try trigger(number, value, band) {
        try startLiquidation(number, trigger, value)
      } else if band == .normal, accounts[number].call == nil {
        try findCalm(number)
      }
    }
  }

  /// Why an account is liquidated now, nil where nothing says so.
  private func trigger(
    _ number: Int, _ value: Valuation, _ band: Band
  ) throws(RunFailure) -> Trigger? {
    if let trigger = Trigger.of(value, rulebook.health) ?? bandTrigger(band)
      ?? overdueTrigger(number, value)
    {
      return trigger
    }
    return try isOverdue(number, value) ? .overdueInterest : nil
  }

  private static let severities: [(band: Band, severity: Severity)] = [
    (.alert, .warning), (.call, .danger), (.liquidation, .critical),
  ]

  /// One alert for each line that was crossed, raised on the way down, cleared on the way up.
  private func changeBand(_ number: Int, _ band: Band, _ value: Valuation) throws(RunFailure) {
    let before = accounts[number].band
    accounts[number].band = band
    if band == .normal { accounts[number].lastAlert = nil }
    for (crossed, severity) in Self.severities {
      let isRaised = crossed > before && crossed <= band
      let isCleared = crossed <= before && crossed > band
      if isRaised || isCleared { try alert(number, crossed, severity, isRaised, value) }
    }
  }

  private func alert(
    _ number: Int, _ crossed: Band, _ severity: Severity, _ isRaised: Bool, _ value: Valuation
  ) throws(RunFailure) {
    let line = rulebook.line(crossed, value)
    let margin = line.value(of: value)
    let message =
      "\(line.levelName) \(margin?.description ?? "none") "
      + "\(isRaised ? "is at or beyond" : "is back from") the \(crossed.word) line \(line.level)"
    let event = tellAlert(
      Alert(
        account: number, kind: .marginLevel, severity: severity, isRaised: isRaised,
        metric: line.metric.rawValue, value: margin, line: line.level, message: message),
      cause: nil)
    if isRaised {
      accounts[number].lastAlert = event
      try noteIndexEffects(number, value, cause: event)
    }
  }
}

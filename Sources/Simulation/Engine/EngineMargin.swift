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
      if accounts[number].mode == nil || accounts[number].isFrozen || isCalm(number) { continue }
      accounts[number].calm.version = -1
      if accounts[number].band == .normal, accounts[number].call == nil, !hasDebt(number) {
        calmWhileFree(number)
        continue
      }
      guard let value = try valuation(number) else { continue }
      let band = rulebook.health.band(value)
      if band != accounts[number].band { try changeBand(number, band, value) }
      try watchCall(number, band, value)
      if let trigger = Trigger.of(value, rulebook.health) {
        try startLiquidation(number, trigger, value)
      } else if band == .normal, accounts[number].call == nil {
        try findCalm(number)
      }
    }
  }

  private static let severities: [(band: Band, level: String)] = [
    (.alert, "warning"), (.call, "danger"), (.liquidation, "critical"),
  ]

  private func line(_ band: Band) -> Rate {
    switch band {
    case .normal, .alert: rulebook.health.alert
    case .call: rulebook.health.call
    case .liquidation: rulebook.health.liquidation
    }
  }

  /// One alert for each line that was crossed, raised on the way down, cleared on the way up.
  private func changeBand(_ number: Int, _ band: Band, _ value: Valuation) throws(RunFailure) {
    let before = accounts[number].band
    accounts[number].band = band
    for (crossed, level) in Self.severities {
      let isRaised = crossed > before && crossed <= band
      let isCleared = crossed <= before && crossed > band
      if isRaised || isCleared { try alert(number, crossed, level, isRaised, value) }
    }
  }

  private func alert(
    _ number: Int, _ crossed: Band, _ level: String, _ isRaised: Bool, _ value: Valuation
  ) throws(RunFailure) {
    let metric = rulebook.health.metric
    let margin = metric.level(value)
    let shown = margin?.description ?? "none"
    let message =
      "margin level \(shown) \(isRaised ? "is at or beyond" : "is back from") the \(crossed.word) "
      + "line \(line(crossed))"
    let event = journal.record(
      .alerts, cause: nil,
      [
        .time(clock), id(number), .text("margin_level"), .text(level),
        .text(isRaised ? "raised" : "cleared"), .text(metric.rawValue), .exact(margin),
        .exact(line(crossed)), .text(message),
      ])
    if isRaised {
      accounts[number].lastAlert = event
      try noteIndexEffects(number, value, cause: event)
    }
    outbox.append(
      Notice(
        owner: accounts[number].owner,
        event: .alert(
          AlertEvent(
            ts: clock, account: accounts[number].name, kind: "margin_level", level: level,
            isRaised: isRaised, metric: metric.rawValue, value: margin,
            threshold: line(crossed), message: message)), number: event))
  }

  private func watchCall(
    _ number: Int, _ band: Band, _ value: Valuation
  ) throws(RunFailure) {
    if let open = accounts[number].call {
      let isMet =
        !value.hasDebt
        || !rulebook.health.metric.isAtOrBeyond(
          rulebook.call.topUpTo, value, strictly: true)
      if isMet { endCall(open, "met", .met) }
    } else if band < .call {
      accounts[number].hasLapsed = false
    } else if !accounts[number].hasLapsed {
      try issueCall(number, value)
    }
  }

  private func issueCall(_ number: Int, _ value: Valuation) throws(RunFailure) {
    let shortfall = try exact { () throws(QuantityError) in
      try rulebook.maintenance.shortfall(to: rulebook.call.topUpTo, rulebook.health, value)
    }
    let metric = rulebook.health.metric
    let urgency =
      rulebook.health.band(value) == .liquidation
      ? "urgent"
      : metric.isAtOrBeyond(rulebook.call.importantLine, value) ? "important" : "reminder"
    let level = metric.level(value)
    let asset = world.assets[accounts[number].quote.index]
    let deadline = clock + rulebook.call.deadline
    let message =
      "margin level \(level?.description ?? "none"): add \(shortfall) \(asset) by \(deadline) "
      + "to reach \(rulebook.call.topUpTo)"
    let call = CallState(
      id: calls.count + 1, event: journal.reserve(), cause: accounts[number].lastAlert,
      account: number,
      issued: clock, urgency: urgency, level: level, shortfall: shortfall, deadline: deadline,
      message: message)
    calls.append(call)
    accounts[number].call = calls.count - 1
    owners[accounts[number].owner].stats.marginCalls += 1
    queue.schedule(.callDeadline(calls.count - 1), at: deadline, .margin)
    journalCall(calls.count - 1)
    tellCall(calls.count - 1, .issued)
  }

  /// Ends a call with its fate.
  func endCall(_ index: Int, _ fate: String, _ state: MarginCallEvent.State?) {
    calls[index].fate = fate
    calls[index].end = clock
    accounts[calls[index].account].call = nil
    journalCall(index)
    if let state { tellCall(index, state) }
  }

  /// A deadline has come: what is still open has expired.
  func expireCall(_ index: Int) {
    guard calls[index].fate == "open" else { return }
    accounts[calls[index].account].hasLapsed = true
    endCall(index, "expired", .expired)
  }

  private func journalCall(_ index: Int) {
    let call = calls[index]
    journal.record(
      .calls, cause: call.cause, as: call.event,
      [
        .number(call.id), .time(call.issued), id(call.account), .text(call.urgency),
        .exact(call.level), .exact(rulebook.call.topUpTo), .exact(call.shortfall),
        .number(accounts[call.account].quote.index), .time(call.deadline), .text(call.fate),
        .time(call.end), .text(call.message),
      ])
  }

  private func tellCall(_ index: Int, _ state: MarginCallEvent.State) {
    let call = calls[index]
    let account = accounts[call.account]
    outbox.append(
      Notice(
        owner: account.owner,
        event: .marginCall(
          MarginCallEvent(
            ts: clock, account: account.name, id: call.id, state: state, urgency: call.urgency,
            marginLevel: call.level, line: rulebook.call.topUpTo, shortfall: call.shortfall,
            asset: world.assets[account.quote.index], deadline: call.deadline,
            message: call.message)), number: call.event))
  }
}

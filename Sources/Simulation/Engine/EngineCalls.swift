import Kernel
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies

/// Margin calls: issued, met, expired, and what comes of an expired one.
extension Engine {
  /// Issues a call where the level has come to the call line, ends it where it is met.
  func watchCall(
    _ number: Int, _ band: Band, _ value: Valuation
  ) throws(RunFailure) {
    if let open = accounts[number].call {
      if isMet(value) { endCall(open, "met", .met) }
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
    let urgency: Urgency =
      rulebook.band(value) == .liquidation
      ? .urgent
      : metric.isAtOrBeyond(rulebook.call.importantLine, value) ? .important : .reminder
    let notice = CallNotice(
      urgency: urgency, level: metric.level(value), shortfall: shortfall,
      asset: world.assets[accounts[number].quote.index], line: rulebook.call.topUpTo,
      deadline: clock + rulebook.call.deadline, expiry: rulebook.call.expiry)
    let call = CallState(
      id: calls.count + 1, event: journal.reserve(), cause: accounts[number].lastAlert,
      account: number, issued: clock, notice: notice)
    calls.append(call)
    accounts[number].call = calls.count - 1
    owners[accounts[number].owner].stats.marginCalls += 1
    queue.schedule(.callDeadline(calls.count - 1), at: notice.deadline, .margin)
    journalCall(calls.count - 1)
    tellCall(calls.count - 1, .issued)
    send(.marginCall, call.event, to: number, urgency.severity, by: rulebook.call.channels)
  }

  /// Ends a call with its fate.
  func endCall(_ index: Int, _ fate: String, _ state: MarginCallEvent.State?) {
    calls[index].fate = fate
    calls[index].end = clock
    accounts[calls[index].account].call = nil
    journalCall(index)
    if let state { tellCall(index, state) }
  }

  /// A deadline has come: what is still open has expired. Its consequence comes with the next look
  /// at the account, in this instant unless the engine is down or a price is unknown.
  func expireCall(_ index: Int) {
    guard calls[index].fate == "open" else { return }
    let number = calls[index].account
    accounts[number].hasLapsed = true
    endCall(index, "expired", .expired)
    guard rulebook.call.expiry == .liquidate else { return }
    accounts[number].overdueCall = index
    accounts[number].calm.version = -1
    isMarginDirty = true
  }

  /// Whether the level is above the one that meets a call.
  func isMet(_ value: Valuation) -> Bool {
    guard value.hasDebt else { return true }
    if rulebook.health.metric.isAtOrBeyond(rulebook.call.topUpTo, value, strictly: true) {
      return false
    }
    return !hasBands || rulebook.risk.bands.band(of: value) < .call
  }

  /// The trigger by an expired call; a call that was met after all has none.
  func overdueTrigger(_ number: Int, _ value: Valuation) -> Trigger? {
    guard accounts[number].overdueCall != nil else { return nil }
    if !isMet(value) { return .callExpired }
    accounts[number].overdueCall = nil
    return nil
  }

  private func journalCall(_ index: Int) {
    let call = calls[index]
    let notice = call.notice
    journal.record(
      .calls, cause: call.cause, as: call.event,
      [
        .number(call.id), .time(call.issued), id(call.account), .text(notice.urgency.rawValue),
        .exact(notice.level), .exact(notice.line), .exact(notice.shortfall),
        .number(accounts[call.account].quote.index), .time(notice.deadline), .text(call.fate),
        .time(call.end), .text(notice.english), .text(notice.chinese),
      ])
  }

  private func tellCall(_ index: Int, _ state: MarginCallEvent.State) {
    let call = calls[index]
    let account = accounts[call.account]
    let notice = call.notice
    outbox.append(
      Notice(
        owner: account.owner,
        event: .marginCall(
          MarginCallEvent(
            ts: clock, account: account.name, id: call.id, state: state,
            urgency: notice.urgency.rawValue, marginLevel: notice.level, line: notice.line,
            shortfall: notice.shortfall, asset: notice.asset, deadline: notice.deadline,
            message: notice.english, messageInChinese: notice.chinese)), number: call.event))
  }
}

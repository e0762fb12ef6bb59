internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  private func putHead(_ ts: Instant, _ account: String) {
    writer.key(.ts)
    writer.put(ts)
    writer.key(.account)
    writer.put(account)
  }

  /// Fields of `on_fill`.
  func putFields(_ fill: FillEvent, _ context: any StrategyContext) {
    putHead(fill.ts, fill.account)
    writer.key(.id)
    writer.put(fill.order.value)
    writer.key(.tag)
    writer.put(fill.tag)
    putSymbol(fill.instrument, context)
    writer.key(.side)
    writer.put(fill.side)
    writer.key(.price)
    writer.put(fill.price)
    writer.key(.qty)
    writer.put(fill.quantity)
    writer.key(.fee)
    writer.put(fill.fee)
    writer.key(.feeAsset)
    writer.put(fill.feeAsset)
    writer.key(.liquidity)
    writer.word(fill.isMaker ? .maker : .taker)
    writer.key(.borrowed)
    writer.put(fill.borrowed)
    writer.key(.repaid)
    writer.put(fill.repaid)
    writer.key(.position)
    writer.put(fill.position)
  }

  /// Fields of `on_reject`.
  func putFields(_ reject: RejectEvent, _ context: any StrategyContext) {
    putHead(reject.ts, reject.account)
    writer.key(.id)
    writer.put(reject.order.value)
    writer.key(.tag)
    writer.put(reject.tag)
    putSymbol(reject.instrument, context)
    writer.key(.missing)
    writer.empty()
    putFields(reject.refusal)
  }

  /// Fields of `on_alert`.
  func putFields(_ alert: AlertEvent) {
    putHead(alert.ts, alert.account)
    writer.key(.kind)
    writer.put(alert.kind)
    writer.key(.level)
    writer.put(alert.level)
    writer.key(.state)
    writer.put(alert.isRaised ? "raised" : "cleared")
    writer.key(.metric)
    writer.put(alert.metric)
    writer.key(.value)
    writer.put(alert.value)
    writer.key(.threshold)
    writer.put(alert.threshold)
    writer.key(.message)
    writer.put(alert.message)
  }

  /// Fields of `on_margin_call`.
  func putFields(_ call: MarginCallEvent) {
    putHead(call.ts, call.account)
    writer.key(.id)
    writer.put(call.id)
    writer.key(.state)
    writer.put(call.state.rawValue)
    writer.key(.urgency)
    writer.put(call.urgency)
    writer.key(.marginLevel)
    writer.put(call.marginLevel)
    writer.key(.line)
    writer.put(call.line)
    writer.key(.shortfall)
    writer.put(call.shortfall)
    writer.key(.asset)
    writer.put(call.asset)
    writer.key(.deadline)
    writer.put(call.deadline)
    writer.key(.message)
    writer.put(call.message)
    writer.key(.messageZh)
    writer.put(call.messageInChinese)
  }

  /// Fields of `on_borrow` and `on_repay`.
  func putFields(_ loan: LoanEvent, isRepayment: Bool) {
    putHead(loan.ts, loan.account)
    writer.key(.asset)
    writer.put(loan.asset)
    writer.key(.amount)
    writer.put(loan.amount)
    writer.key(.rate)
    writer.put(loan.rate)
    writer.key(.auto)
    writer.put(loan.isAutomatic)
    writer.key(.orderId)
    if let order = loan.order { writer.put(order.value) } else { writer.empty() }
    writer.key(.debt)
    writer.put(loan.debt)
    guard isRepayment else { return }
    writer.key(.principal)
    writer.put(loan.principal)
    writer.key(.interest)
    writer.put(loan.interest)
  }

  /// Fields of `on_interest`.
  func putFields(_ interest: InterestEvent) {
    putHead(interest.ts, interest.account)
    writer.key(.asset)
    writer.put(interest.asset)
    writer.key(.amount)
    writer.put(interest.amount)
    writer.key(.rate)
    writer.put(interest.rate)
    writer.key(.debt)
    writer.put(interest.debt)
    writer.key(.overdue)
    writer.put(interest.overdue)
    writer.key(.status)
    writer.put(interest.status.rawValue)
  }

  /// Fields of `on_leverage_advice`.
  func putFields(_ advice: LeverageAdviceEvent) {
    putHead(advice.ts, advice.account)
    writer.key(.current)
    writer.put(advice.current)
    writer.key(.recommended)
    writer.put(advice.recommended)
    writer.key(.reasons)
    writer.table(list: advice.reasons.count)
    for reason in advice.reasons { writer.put(reason) }
    writer.end()
  }

  /// Fields of `on_status`; no venue means the risk engine, no symbol the whole venue.
  func putFields(_ status: StatusEvent, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(status.ts)
    if let instrument = status.instrument {
      putSymbol(instrument, context)
    } else {
      writer.key(.symbol)
      writer.empty()
      writer.key(.venue)
      if let venue = status.venue { writer.put(venue) } else { writer.empty() }
    }
    writer.key(.what)
    writer.put(status.cause.rawValue)
    writer.key(.up)
    writer.put(status.isUp)
  }
}

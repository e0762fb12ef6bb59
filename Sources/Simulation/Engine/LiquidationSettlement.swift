import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Quantities
import Strategies

/// The end of a liquidation: debts are repaid, what is missing is covered by fund, reserve and
/// lenders, what is left goes to the user or the fund.
extension Engine {
  func settleLiquidation(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    for asset in accounts[number].assets { try settleDebt(index, asset) }
    try payBackFund(index)
    if !hasDebt(number) { try chargeFee(index) }
    for asset in accounts[number].assets { try releaseRest(index, asset) }
    liquidations[index].machine.settled()
    liquidations[index].ended = clock
    accounts[number].liquidation = nil
    for place in accounts[number].positions.indices {
      accounts[number].positions[place] = PositionState()
    }
    forgetTrips(number)
    step(index, "finish")
    journalLiquidation(index)
    tellLiquidation(index, .finished, liquidations[index].outcome)
    isMarginDirty = true
  }

  private func settleDebt(_ index: Int, _ asset: AssetID) throws(RunFailure) {
    let number = liquidations[index].account
    let owed = loans.debt(number, asset).total
    guard owed > .zero else { return }
    let own = ledger.balance(accounts[number].ledger, asset).free
    let shortfall = max(.zero, owed - own)
    if !rulebook.risk.hasRecourse {
      let split = Waterfall(
        shortfall: shortfall, fund: ledger.balance(houses.fund, asset).free,
        reserve: loans.pool(asset)?.reserve ?? .zero)
      if split.fund > .zero { try cover(index, split.fund, asset) }
    }
    try repay(index, asset, owed)
    let left = loans.debt(number, asset).total
    if left == .zero { return }
    if rulebook.risk.hasRecourse {
      try leave(index, asset, left)
    } else {
      try writeOff(index, asset)
    }
  }

  /// The user goes on owing what is missing.
  private func leave(_ index: Int, _ asset: AssetID, _ owed: Money) throws(RunFailure) {
    let number = liquidations[index].account
    accounts[number].owes = true
    liquidations[index].owed += try value(owed, asset, number)
    step(index, "owed", asset: asset, amount: owed, detail: "left owed by the user")
  }

  /// Reserve and lenders lose what nobody pays.
  private func writeOff(_ index: Int, _ asset: AssetID) throws(RunFailure) {
    let number = liquidations[index].account
    let lost = loans.writeOff(asset, by: number)
    moneyVersion += 1
    accounts[number].flows[asset.index].liquidation -= lost.reserve + lost.lenders
    liquidations[index].fromReserve += try value(lost.reserve, asset, number)
    liquidations[index].fromLenders += try value(lost.lenders, asset, number)
    if lost.reserve > .zero { step(index, "reserve", asset: asset, amount: lost.reserve) }
    if lost.lenders > .zero { step(index, "lenders", asset: asset, amount: lost.lenders) }
    let debt = loans.debt(number, asset)
    journal.record(
      .loans, cause: liquidations[index].event,
      [
        .time(clock), id(number), .number(asset.index), .text("write_off"),
        .exact(lost.reserve + lost.lenders), .exact(debt.principal), .exact(debt.interest),
        .null, .flag(true), .null, .exact(debt.total),
      ])
  }

  /// What the fund has advanced comes back first, as far as something is left.
  private func payBackFund(_ index: Int) throws(RunFailure) {
    let number = liquidations[index].account
    let asset = accounts[number].quote
    let back = min(
      liquidations[index].fromFund, ledger.balance(accounts[number].ledger, asset).free)
    guard back > .zero else { return }
    let event = try move(
      back, asset, from: accounts[number].ledger, to: houses.fund, .fund,
      cause: liquidations[index].event)
    accounts[number].flows[asset.index].liquidation += back
    liquidations[index].fromFund -= back
    journalFund(asset, back, index, cause: event)
    step(index, "fund", asset: asset, amount: back, detail: "paid back to the fund")
  }

  /// What is left belongs to the user or, by the rulebook, to the fund.
  private func releaseRest(_ index: Int, _ asset: AssetID) throws(RunFailure) {
    let number = liquidations[index].account
    let rest = ledger.balance(accounts[number].ledger, asset).free
    guard rest > .zero else { return }
    guard rulebook.liquidation.surplusTo == .fund, !hasDebt(number) else {
      liquidations[index].toUser += try value(rest, asset, number)
      step(index, "release", asset: asset, amount: rest, detail: "left to the user")
      return
    }
    let event = try move(
      rest, asset, from: accounts[number].ledger, to: houses.fund, .release,
      cause: liquidations[index].event)
    accounts[number].flows[asset.index].liquidation += rest
    liquidations[index].toFund += try value(rest, asset, number)
    journalFund(asset, rest, index, cause: event)
    step(index, "release", asset: asset, amount: rest, detail: "kept by the fund")
  }

  /// Journals one step; returns its number.
  @discardableResult
  func step(
    _ index: Int, _ action: String, instrument: InstrumentID? = nil, asset: AssetID? = nil,
    side: Side? = nil, quantity: Quantity? = nil, price: Price? = nil, mark: Price? = nil,
    amount: Money? = nil, bankruptcy: Price? = nil, slippage: Money? = nil, delay: Money? = nil,
    detail: String? = nil
  ) -> Int {
    liquidations[index].steps += 1
    return journal.record(
      .liquidationSteps, cause: liquidations[index].event,
      [
        .number(index + 1), .number(liquidations[index].steps), .time(clock), .text(action),
        .optional(instrument?.index), .optional(asset?.index), .optional(side?.word),
        .exact(quantity), .exact(price), .exact(mark), .exact(amount), .exact(bankruptcy),
        .exact(slippage), .exact(delay), .optional(detail),
      ])
  }

  func journalLiquidation(_ index: Int) {
    let run = liquidations[index]
    let value = run.valuation
    let line = rulebook.line(.liquidation, value)
    let amounts: [Money] = [
      value.equity, value.assets, value.debt, run.repaid, run.toUser, run.toFund, run.fromFund,
      run.fromReserve, run.fromLenders, run.badDebt, run.fees, run.slippage,
      run.overshoot, run.delayCost, run.owed,
    ]
    journal.record(
      .liquidations, cause: run.cause, as: run.event,
      [
        .number(run.id), .time(run.started), .time(run.ended), id(run.account),
        .text(run.trigger.rawValue), .text(run.kind), .text(line.metric.rawValue),
        .exact(run.level), .exact(line.level),
      ] + amounts.map { .exact($0) } + [.number(rulebook.maintenance.tier(of: value) + 1)])
  }

  func tellLiquidation(
    _ index: Int, _ phase: LiquidationEvent.Phase, _ outcome: LiquidationOutcome? = nil
  ) {
    let run = liquidations[index]
    let account = accounts[run.account]
    outbox.append(
      Notice(
        owner: account.owner,
        event: .liquidation(
          LiquidationEvent(
            ts: clock, account: account.name, id: run.id, phase: phase,
            trigger: run.trigger.rawValue, kind: run.kind, outcome: outcome)), number: run.event))
  }

  func tellStep(
    _ index: Int, _ order: OrderState, _ average: Price, _ mark: Price?, _ bankruptcy: Price?,
    _ fee: Money, _ style: String
  ) {
    let run = liquidations[index]
    let account = accounts[run.account]
    outbox.append(
      Notice(
        owner: account.owner,
        event: .liquidation(
          LiquidationEvent(
            ts: clock, account: account.name, id: run.id, phase: .step,
            trigger: run.trigger.rawValue, kind: run.kind,
            step: LiquidationStep(
              index: run.steps, instrument: order.instrument, side: order.side,
              quantity: order.filled, price: average, mark: mark, bankruptcyPrice: bankruptcy,
              style: style, fee: fee))),
        number: run.event))
  }
}

extension LiquidationRun {
  /// What became of it, for its owner.
  var outcome: LiquidationOutcome {
    LiquidationOutcome(
      repaid: repaid, toUser: toUser, toFund: toFund, fromFund: fromFund, badDebt: badDebt)
  }
}

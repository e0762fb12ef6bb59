public import Kernel
public import Lending
import MarketData
public import Quantities

/// One pass of an instant.
extension Engine {
  /// Counts an instant that is over and, where that is wanted, checks it. Whether it is time to
  /// report progress.
  @inlinable func endInstant() throws(RunFailure) -> Bool {
    counters.instants += 1
    if isParanoid { try checkInvariants() }
    return counters.instants & 63 == 0
  }

  /// The end of a run.
  @usableFromInline func outcome(_ failure: RunFailure?) -> RunOutcome {
    writeEnd()
    return RunOutcome(
      journalHash: journal.hash(), counters: counters, events: journal.events, failure: failure)
  }

  /// When something is due next that is no record.
  @inlinable var nextDue: Instant { min(queue.next, loans.nextCharge) }

  /// Prices and margin after a record at an instant at which nothing else is due, the next thing
  /// being so at `due`. False where something came of it, so that the instant must go through its
  /// passes.
  @usableFromInline func settleQuietly(before due: Instant) throws(RunFailure)
    -> Bool
  {
    if venue.isWatching || !venue.unusedLoans.isEmpty { return false }
    if isPriceDirty {
      try updatePrices()
      if nextDue != due { return false }
    }
    if !fills.isEmpty { return false }
    if isMarginDirty {
      try watchMargin()
      if nextDue != due { return false }
    }
    return outbox.isEmpty && marketOutbox.isEmpty && venue.unusedLoans.isEmpty
  }

  /// What begins or ends before the records of this instant: outages and gaps.
  @usableFromInline func turnDue() throws(RunFailure) {
    while let task = queue.take(through: clock, .market) { try perform(task) }
  }

  /// What comes of a step of bars: where no fill, no price but the market's own and nothing due is
  /// concerned, margin alone.
  func settleStep(isLast: Bool) throws(RunFailure) {
    if fills.isEmpty, !isPriceDirty, nextDue > clock, !venue.isWatching {
      if isMarginDirty { try watchMargin() }
      if nextDue > clock { return }
    }
    try settle(betweenSteps: !isLast)
  }

  /// Everything between market records and strategies: prices, accrual, arriving orders, margin
  /// and liquidation.
  ///
  /// Within the path of a bar (`betweenSteps`) orders that arrive wait for its close.
  @usableFromInline func settle(betweenSteps: Bool = false) throws(RunFailure) {
    if !impact.markets.isEmpty { advanceImpact() }
    try updatePrices()
    while let task = queue.take(through: clock, .prices) { try perform(task) }
    try updatePrices()
    if loans.nextCharge <= clock { try chargeInterest() }
    try settleFills()
    try watchOrders(betweenSteps: betweenSteps)
    if !betweenSteps {
      while let task = queue.take(through: clock, .orders) { try perform(task) }
    }
    if !betweenSteps {
      while let task = queue.take(through: clock, .margin) { try perform(task) }
    }
    if !venue.unusedLoans.isEmpty { try repayUnused() }
    if venue.isEngineDown { isMarginDirty = false } else { try watchMargin() }
    if betweenSteps { return try liquidateNow() }
    while let task = queue.take(through: clock, .strategy) { try perform(task) }
  }

  /// Liquidations that are due at a step of a bar trade at that step's price.
  private func liquidateNow() throws(RunFailure) {
    for index in liquidations.indices { try cycleIfDue(index) }
  }

  /// Looks at a liquidation whose time has come; a step of a bar may have done so already.
  private func cycleIfDue(_ index: Int) throws(RunFailure) {
    if liquidations[index].due <= clock, liquidations[index].ended == nil { try cycle(index) }
  }

  /// Whether something more is due before this instant is over.
  @inlinable var hasWork: Bool {
    !outbox.isEmpty || !marketOutbox.isEmpty || !fills.isEmpty
      || isMarginDirty || isPriceDirty
      || queue.isDue(through: clock, .strategy)
  }

  /// The samples that are due.
  @usableFromInline func takeSamples() throws(RunFailure) {
    while let task = queue.take(through: clock, .sampling) { try perform(task) }
  }

  private func perform(_ task: DueTask) throws(RunFailure) {
    switch task {
    case .arrival(let order): try arrive(order)
    case .lost(let order): lose(order)
    case .lostChange(let order): hearLoss(order)
    case .cancel(let order): takeCancel(order)
    case .amend(let order, let change): try takeAmendment(order, change)
    case .release(let order): try release(order)
    case .answer(let owner): hear(owner)
    case .outage(let outage, let isUp): turn(outage, isUp: isUp)
    case .gap(let gap, let isUp): announce(gap, isUp: isUp)
    case .staleCheck(let market): checkStaleness(market)
    case .timer(let owner, let generation): fire(owner, generation)
    case .barClose(let series):
      closeBar(series, at: clock)
      queue.schedule(
        .barClose(series: series), at: clock + bars.series[series].interval, .prices)
    case .markSample(let market): sampleMark(market)
    case .indexCheck(let market): checkIndex(market)
    case .fundingSettlement(let series): settleFunding(series)
    case .liquidation(let index): try cycleIfDue(index)
    case .callDeadline(let call): expireCall(call)
    case .alertLook: try lookAtAccounts()
    case .riskLook: try lookAtRisk()
    case .impact(let task): perform(task)
    case .sample:
      try sample()
      lastSample = clock
      queue.schedule(.sample, at: clock + settings.sampling, .sampling)
    }
  }
}

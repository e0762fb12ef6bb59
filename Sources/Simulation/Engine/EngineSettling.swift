import Kernel
import Lending
import MarketData
import Quantities

/// One pass of an instant.
extension Engine {
  /// Everything between market records and strategies: prices, accrual, arriving orders, margin
  /// and liquidation.
  func settle() throws(RunFailure) {
    while let task = queue.take(through: clock, .prices) { try perform(task) }
    try updatePrices()
    if loans.nextCharge <= clock { try chargeInterest() }
    try settleFills()
    while let task = queue.take(through: clock, .orders) { try perform(task) }
    while let task = queue.take(through: clock, .margin) { try perform(task) }
    try watchMargin()
    while let task = queue.take(through: clock, .strategy) { try perform(task) }
  }

  /// Whether something more is due before this instant is over.
  var hasWork: Bool {
    !outbox.isEmpty || !marketOutbox.isEmpty || !fills.isEmpty || isMarginDirty || isPriceDirty
      || queue.isDue(through: clock, .strategy)
  }

  /// The samples that are due.
  func takeSamples() throws(RunFailure) {
    while let task = queue.take(through: clock, .sampling) { try perform(task) }
  }

  private func perform(_ task: DueTask) throws(RunFailure) {
    switch task {
    case .arrival(let order): try arrive(order)
    case .timer(let owner, let name, let generation): fire(owner, name, generation)
    case .barClose(let series):
      closeBar(series)
      queue.schedule(
        .barClose(series: series), at: clock + bars.series[series].interval, .prices)
    case .markSample(let market): sampleMark(market)
    case .indexCheck(let market): checkIndex(market)
    case .liquidation(let index): try cycle(index)
    case .callDeadline(let call): expireCall(call)
    case .sample:
      try sample()
      queue.schedule(.sample, at: clock + settings.sampling, .sampling)
    }
  }
}

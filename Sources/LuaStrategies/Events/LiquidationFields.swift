internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// Fields of `on_liquidation`; those that a phase does not have are nil.
  func putFields(_ liquidation: LiquidationEvent, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(liquidation.ts)
    writer.key(.account)
    writer.put(liquidation.account)
    writer.key(.id)
    writer.put(liquidation.id)
    writer.key(.phase)
    writer.put(liquidation.phase.rawValue)
    writer.key(.trigger)
    writer.put(liquidation.trigger)
    writer.key(.kind)
    writer.put(liquidation.kind)
    put(liquidation.step, context)
    put(liquidation.outcome)
  }

  private func put(_ step: LiquidationStep?, _ context: any StrategyContext) {
    guard let step else { return putEmpty(Self.stepWords) }
    putSymbol(step.instrument, context)
    writer.key(.step)
    writer.put(step.index)
    writer.key(.side)
    writer.put(step.side)
    writer.key(.qty)
    writer.put(step.quantity)
    writer.key(.price)
    writer.put(step.price)
    writer.key(.mark)
    writer.put(step.mark)
    writer.key(.bankruptcyPrice)
    writer.put(step.bankruptcyPrice)
    writer.key(.style)
    writer.put(step.style)
    writer.key(.fee)
    writer.put(step.fee)
  }

  private static let stepWords: [Word] = [
    .symbol, .venue, .step, .side, .qty, .price, .mark, .bankruptcyPrice, .style,
    .fee,
  ]

  private func put(_ outcome: LiquidationOutcome?) {
    writer.key(.repaid)
    writer.put(outcome?.repaid)
    writer.key(.toUser)
    writer.put(outcome?.toUser)
    writer.key(.toFund)
    writer.put(outcome?.toFund)
    writer.key(.fromFund)
    writer.put(outcome?.fromFund)
    writer.key(.badDebt)
    writer.put(outcome?.badDebt)
  }

  private func putEmpty(_ words: [Word]) {
    for word in words {
      writer.key(word)
      writer.empty()
    }
  }
}

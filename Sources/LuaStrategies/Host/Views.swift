internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  func putQuote(_ quote: QuoteView?) {
    guard let quote else { return writer.empty() }
    writer.put(quote.bid)
    writer.put(quote.ask)
    writer.put(quote.bidSize)
    writer.put(quote.askSize)
  }

  func putInstrument(_ id: InstrumentID, _ context: any StrategyContext) {
    let instrument = context.instrument(id)
    writer.table(keys: 10)
    writer.key(.kind)
    writer.put(instrument.kind.rawValue)
    writer.key(.symbol)
    writer.put(instrument.symbol)
    writer.key(.venue)
    writer.put(instrument.venue)
    writer.key(.base)
    writer.put(instrument.base)
    writer.key(.quote)
    writer.put(instrument.quote)
    writer.key(.tick)
    writer.put(instrument.tick)
    writer.key(.lot)
    writer.put(instrument.lot)
    writer.key(.minNotional)
    writer.put(instrument.minNotional)
    writer.key(.multiplier)
    writer.put(instrument.multiplier)
    writer.key(.maxLeverage)
    writer.put(context.maxLeverage(id))
    writer.end()
  }

  func putPool(_ pool: PoolView?) {
    guard let pool else { return writer.empty() }
    writer.table(keys: 6)
    writer.key(.utilisation)
    writer.put(pool.utilisation)
    writer.key(.borrowRate)
    writer.put(pool.borrowRate)
    writer.key(.supplyRate)
    writer.put(pool.supplyRate)
    writer.key(.kink)
    writer.put(pool.kink)
    writer.key(.cash)
    writer.put(pool.cash)
    writer.key(.borrowed)
    writer.put(pool.borrowed)
    writer.end()
  }

  func putPosition(_ position: PositionView?) {
    guard let position else { return writer.empty() }
    writer.table(keys: 8)
    writer.key(.qty)
    writer.put(position.quantity)
    writer.key(.entry)
    writer.put(position.entry)
    writer.key(.mark)
    writer.put(position.mark)
    writer.key(.value)
    writer.put(position.value)
    writer.key(.pnl)
    writer.put(position.pnl)
    writer.key(.pnlPercent)
    writer.put(position.pnlPercent.map { $0.approximate * 100 })
    writer.key(.leverage)
    writer.put(position.leverage)
    writer.key(.liqPrice)
    writer.put(position.liquidationPrice)
    writer.end()
  }

  /// Open, high, low, close, volume and time, into the table that is open.
  func putFields(_ bar: BarRow) {
    writer.key(.ts)
    writer.put(bar.ts)
    writer.key(.open)
    writer.put(bar.open)
    writer.key(.high)
    writer.put(bar.high)
    writer.key(.low)
    writer.put(bar.low)
    writer.key(.close)
    writer.put(bar.close)
    writer.key(.volume)
    writer.put(bar.volume)
  }

  /// An order as `on_order` shows it, into the table that is open.
  func putFields(_ order: OrderView, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(order.ts)
    writer.key(.account)
    writer.put(order.account)
    writer.key(.id)
    writer.put(order.id.value)
    writer.key(.tag)
    writer.put(order.tag)
    putSymbol(order.instrument, context)
    writer.key(.side)
    writer.put(order.side)
    putTerms(order)
    writer.key(.qty)
    writer.put(order.quantity)
    writer.key(.filled)
    writer.put(order.filled)
    writer.key(.remaining)
    writer.put(order.quantity - order.filled)
    writer.key(.average)
    writer.put(order.averagePrice)
    writer.key(.state)
    writer.put(order.state.rawValue)
    writer.key(.reason)
    if let reason = order.reason { writer.put(reason.rawValue) } else { writer.empty() }
    writer.key(.warning)
    if let warning = order.warning { writer.put(warning) } else { writer.empty() }
  }

  private func putTerms(_ order: OrderView) {
    writer.key(.type)
    writer.put(order.type)
    writer.key(.price)
    if case .limit(let price) = order.style { writer.put(price) } else { writer.empty() }
    writer.key(.tif)
    writer.put(order.timeInForce.rawValue)
    writer.key(.postOnly)
    writer.put(order.isPostOnly)
    writer.key(.reduceOnly)
    writer.put(order.isReduceOnly)
    writer.key(.display)
    writer.put(order.display)
    writer.key(.stopPrice)
    writer.put(order.stop?.price)
    writer.key(.trigger)
    if let stop = order.stop { writer.put(stop.trigger.rawValue) } else { writer.empty() }
    writer.key(.triggered)
    if let triggered = order.triggered { writer.put(triggered) } else { writer.empty() }
  }
}

internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// Fields of `on_bar`.
  func put(
    _ id: InstrumentID, _ interval: Int32, _ bar: BarRow, _ context: any StrategyContext
  ) {
    putSymbol(id, context)
    writer.key(.interval)
    writer.interned(interval)
    putFields(bar)
  }

  /// Fields of `on_trade`.
  func put(_ id: InstrumentID, _ trade: TradeRow, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(trade.ts)
    putSymbol(id, context)
    writer.key(.price)
    writer.put(trade.price)
    writer.key(.size)
    writer.put(trade.size)
    writer.key(.side)
    if let side = trade.side { writer.put(side) } else { writer.empty() }
  }

  /// Fields of `on_quote`.
  func put(_ id: InstrumentID, _ quote: QuoteRow, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(quote.ts)
    putSymbol(id, context)
    writer.key(.bid)
    writer.put(quote.bid)
    writer.key(.bidSize)
    writer.put(quote.bidSize)
    writer.key(.ask)
    writer.put(quote.ask)
    writer.key(.askSize)
    writer.put(quote.askSize)
  }

  /// Fields of `on_book`.
  func put(_ id: InstrumentID, _ book: BookEvent, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(book.ts)
    putSymbol(id, context)
    writer.key(.bid)
    writer.put(book.bid)
    writer.key(.ask)
    writer.put(book.ask)
    writer.key(.snapshot)
    writer.put(book.isSnapshot)
    writer.key(.stale)
    writer.put(book.isStale)
    writer.key(.crossed)
    writer.put(book.isCrossed)
  }

  /// Fields of `on_index`.
  func put(_ id: InstrumentID, _ index: IndexEvent, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(index.ts)
    putSymbol(id, context)
    writer.key(.price)
    writer.put(index.price)
    writer.key(.sources)
    writer.put(index.sources)
    writer.key(.dropped)
    writer.table(list: index.dropped.count)
    for source in index.dropped {
      writer.table(keys: 2)
      writer.key(.venue)
      writer.put(source.venue)
      writer.key(.reason)
      writer.put(source.reason)
      writer.end()
    }
    writer.end()
  }

  /// Fields of `on_mark`.
  func put(_ id: InstrumentID, _ mark: MarkEvent, _ context: any StrategyContext) {
    writer.key(.ts)
    writer.put(mark.ts)
    putSymbol(id, context)
    writer.key(.price)
    writer.put(mark.price)
    writer.key(.index)
    writer.put(mark.index)
    writer.key(.last)
    writer.put(mark.last)
  }
}

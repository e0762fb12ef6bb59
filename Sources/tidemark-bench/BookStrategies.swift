import MarketData
import Quantities
import Strategies

/// Reads best bid and ask every 100 ms from the first record on, and sums them in ticks of 0.1.
struct BookTimer: Strategy {
  let name = "book-timer"
  private(set) var wakes = 0
  private(set) var sum: Int64 = 0
  private var id = InstrumentID(0)

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    if case .success(let id) = context.instrument(named: "BTCUSDT") { self.id = id }
    _ = context.setTimer(.every(.millisecond * 100), name: "look")
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .timer = event, let quote = context.quote(id) else { return }
    wakes += 1
    sum += ((quote.bid?.raw ?? 0) + (quote.ask?.raw ?? 0)) / 10_000_000
  }
}

/// One limit order of 0.010 on each side, three ticks from the last trade; replaced when it is more
/// than four ticks off that, or filled.
struct TwoSides: Strategy {
  let name = "two-sides"
  let hears = AccountEventKinds.fill
  private(set) var orders = 0
  private(set) var fills = 0
  private var bid = Quote()
  private var ask = Quote()
  private var id = InstrumentID(0)
  private static let tick: Int64 = 10_000_000

  private struct Quote {
    var order: OrderID?
    var ticks: Int64 = 0
  }

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    if case .success(let id) = context.instrument(named: "BTCUSDT") {
      self.id = id
      _ = context.subscribe(.trade, id, interval: nil)
    }
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .trade(_, let trade) = event else { return }
    let last = trade.price.raw / Self.tick
    bid = keep(bid, last - 3, .buy, context)
    ask = keep(ask, last + 3, .sell, context)
  }

  private mutating func keep<C: StrategyContext>(
    _ before: Quote, _ target: Int64, _ side: Side, _ context: C
  ) -> Quote {
    var quote = before
    if let order = quote.order, abs(quote.ticks - target) > 4 {
      _ = context.cancel(order)
      quote.order = nil
    }
    guard quote.order == nil else { return quote }
    let request = OrderRequest(
      instrument: id, side: side, size: .base(Quantity(raw: 1_000_000)),
      style: .limit(Price(raw: target * Self.tick)), account: "spot")
    if case .success(let order) = context.submit(request) {
      quote = Quote(order: order, ticks: target)
      orders += 1
    }
    return quote
  }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    guard case .fill(let fill) = event else { return }
    fills += 1
    if bid.order == fill.order { bid.order = nil }
    if ask.order == fill.order { ask.order = nil }
  }
}

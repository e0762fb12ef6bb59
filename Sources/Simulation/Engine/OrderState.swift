import MarketData
import Quantities
import Strategies

/// An order of a user or of a liquidation.
struct OrderState: Sendable {
  let id: Int
  let account: Int
  let request: OrderRequest
  /// When it was asked for.
  let asked: Instant
  /// The order's number in the journal, and of what led to it.
  var event: Int
  var cause: Int?
  /// The liquidation it belongs to, by its place in the engine's list.
  let liquidation: Int?
  /// On the lot grid.
  var quantity: Quantity
  /// On the tick grid; nil: market.
  var limit: Price?
  /// When a stop or take-profit order was let loose.
  var triggered: Instant?
  /// Whether it has met the market, which may hold it now.
  var hasMet = false
  /// Whether it got lost on its way, which its strategy has not heard yet.
  var isLost = false
  /// What the market has filled; `filled` is what of that has been booked.
  var matched = Quantity.zero
  var filled = Quantity.zero
  /// Sum of price times quantity over the fills, in units of 1e-16.
  var value: Int128 = 0
  /// What was paid or received for the fills, and their fees, in quote.
  var notional = Money.zero
  var makerNotional = Money.zero
  var fee = Money.zero
  var state = OrderView.State.pending
  var reason: OrderView.Reason?
  var refusal: Refusal?
  /// Held of the asset that it spends, and reserved of what it may borrow.
  var held = Money.zero
  var reserved = Money.zero
  var ended: Instant?

  var side: Side { request.side }
  var instrument: InstrumentID { request.instrument }
  var remaining: Quantity { quantity - filled }
  var isOpen: Bool { state == .pending || state == .accepted || state == .partlyFilled }
  /// Whether it waits at the venue for a price, holding nothing.
  var isWaiting: Bool { state == .accepted && request.stop != nil && triggered == nil }
  /// What it is worth a unit, as far as the order itself says: its limit, or the price that a
  /// waiting market order waits for.
  var ownPrice: Price? { limit ?? (triggered == nil ? request.stop?.price : nil) }

  var average: Price? {
    guard filled > .zero else { return nil }
    return Price(raw: Int64(clamping: Rounding.halfEven.divide(value, by: Int128(filled.raw))))
  }

  func view(account: String, at instant: Instant) -> OrderView {
    var view = OrderView(
      ts: instant, account: account, id: OrderID(id), tag: request.tag, instrument: instrument,
      side: side, style: limit.map { .limit($0) } ?? .market, quantity: quantity, filled: filled,
      averagePrice: average, state: state, reason: reason)
    view.timeInForce = request.timeInForce
    view.isPostOnly = request.isPostOnly
    view.isReduceOnly = request.isReduceOnly
    view.display = request.display
    view.stop = request.stop
    view.triggered = triggered
    return view
  }
}

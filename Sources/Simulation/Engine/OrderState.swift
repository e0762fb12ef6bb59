import MarketData
import Quantities
import Strategies

/// An order of a user or of a liquidation. It holds no reference, so that reading and copying it
/// costs no counting; its texts are the engine's (`orderTexts`).
struct OrderState: Sendable {
  let id: Int
  let account: Int
  let instrument: InstrumentID
  let side: Side
  let timeInForce: OrderRequest.TimeInForce
  let isPostOnly: Bool
  let isReduceOnly: Bool
  let autoBorrow: Bool
  let autoRepay: Bool
  /// What is shown of an iceberg.
  let display: Quantity?
  let stop: OrderRequest.Stop?
  let maxBorrowRate: Rate?
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
  /// The place of its tag, and where it was refused of the refusal, among the engine's texts.
  var tag = 0
  var refusal: Int?
  /// The place of what it was warned of, 0 where it was not.
  var warning = 0
  /// Held of the asset that it spends, and reserved of what it may borrow.
  var held = Money.zero
  var reserved = Money.zero
  var ended: Instant?
  /// Where its last version is in the journal.
  var place = Journal.Place()

  init(
    id: Int, account: Int, request: OrderRequest, asked: Instant, event: Int, cause: Int?,
    liquidation: Int?, quantity: Quantity, limit: Price?
  ) {
    self.id = id
    self.account = account
    instrument = request.instrument
    side = request.side
    timeInForce = request.timeInForce
    isPostOnly = request.isPostOnly
    isReduceOnly = request.isReduceOnly
    autoBorrow = request.autoBorrow
    autoRepay = request.autoRepay
    display = request.display
    stop = request.stop
    maxBorrowRate = request.maxBorrowRate
    self.asked = asked
    self.event = event
    self.cause = cause
    self.liquidation = liquidation
    self.quantity = quantity
    self.limit = limit
  }

  var remaining: Quantity { quantity - filled }
  var isOpen: Bool { state == .pending || state == .accepted || state == .partlyFilled }
  /// Whether it waits at the venue for a price, holding nothing.
  var isWaiting: Bool { state == .accepted && stop != nil && triggered == nil }
  /// What it is worth a unit, as far as the order itself says: its limit, or the price that a
  /// waiting market order waits for.
  var ownPrice: Price? { limit ?? (triggered == nil ? stop?.price : nil) }

  var average: Price? {
    guard filled > .zero else { return nil }
    return Price(raw: Int64(clamping: Rounding.halfEven.divide(value, by: Int128(filled.raw))))
  }

  private var style: OrderRequest.Style { limit.map { .limit($0) } ?? .market }

  /// As `OrderRequest.type`.
  var type: String { OrderRequest.type(style, display, stop) }

  func view(account: String, tag: String, at instant: Instant) -> OrderView {
    var view = OrderView(
      ts: instant, account: account, id: OrderID(id), tag: tag, instrument: instrument,
      side: side, style: style, quantity: quantity, filled: filled,
      averagePrice: average, state: state, reason: reason)
    view.timeInForce = timeInForce
    view.isPostOnly = isPostOnly
    view.isReduceOnly = isReduceOnly
    view.display = display
    view.stop = stop
    view.triggered = triggered
    return view
  }
}

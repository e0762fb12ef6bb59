public import Quantities

/// Amounts within the span that ends now; what is as old as the span is out.
public struct SlidingSum: Hashable, Sendable {
  public let span: TimeSpan
  private var rows: [Row] = []
  private var first = 0
  private var sum: Int128 = 0

  private struct Row: Hashable, Sendable {
    var ts: Instant
    var amount: Int64
  }

  public init(over span: TimeSpan) { self.span = span }

  /// Adds an amount not below zero. Amortised O(1).
  public mutating func add(_ amount: Int64 = 1, at now: Instant) {
    rows.append(Row(ts: now, amount: amount))
    sum += Int128(amount)
  }

  /// The sum now; forgets what is out. Amortised O(1).
  public mutating func total(at now: Instant) -> Int128 {
    while first < rows.count, now - rows[first].ts >= span {
      sum -= Int128(rows[first].amount)
      first += 1
    }
    if first > 1024, first * 2 > rows.count {
      rows.removeFirst(first)
      first = 0
    } else if first == rows.count {
      rows.removeAll(keepingCapacity: true)
      first = 0
    }
    return sum
  }
}

/// A position from flat to flat, by the money that went in and out.
public struct RoundTrip: Hashable, Sendable {
  /// What is open, signed.
  public private(set) var quantity = Quantity.zero
  /// Received less paid, in units of 1e-16 of quote.
  private var cash: Int128 = 0

  public init() {}

  /// Adds a fill of signed quantity. The profit of the trip that it ends, in units of 1e-16 of
  /// quote and rounded down, or nil where the position goes on; a fill through flat ends one trip
  /// and begins the next, its fee shared by size.
  public mutating func add(_ signed: Quantity, at price: Price, fee: Money) -> Int128? {
    let after = quantity + signed
    let cost = Int128(fee.raw) * 100_000_000
    let isThrough = quantity != .zero && after != .zero && (quantity > .zero) != (after > .zero)
    let closing = isThrough ? -quantity : signed
    let share =
      isThrough && signed != .zero
      ? Rounding.up.divide(cost * Int128(closing.raw), by: Int128(signed.raw)) : cost
    cash -= Int128(closing.raw) * Int128(price.raw) + share
    let hadPosition = quantity != .zero
    quantity = after
    guard isThrough || (after == .zero && hadPosition) else { return nil }
    let profit = cash
    cash = isThrough ? -(Int128(after.raw) * Int128(price.raw) + cost - share) : 0
    return profit
  }
}

/// What one account has done lately: orders, cancels, what it traded, and trips lost in a row.
public struct Behaviour: Hashable, Sendable {
  private var orders: SlidingSum
  /// Over the window of the cancel rate.
  private var ordersForCancels: SlidingSum
  private var cancels: SlidingSum
  private var traded: SlidingSum
  private let leastOrders: Int
  private var lost = 0

  public init(_ rule: AlertRule) {
    orders = SlidingSum(over: rule.window(.orderRate))
    ordersForCancels = SlidingSum(over: rule.window(.cancelRate))
    cancels = SlidingSum(over: rule.window(.cancelRate))
    traded = SlidingSum(over: rule.window(.turnover))
    leastOrders = rule.leastOrders
  }

  /// An order was sent, whatever became of it.
  public mutating func order(at now: Instant) {
    orders.add(at: now)
    ordersForCancels.add(at: now)
  }

  /// An order was taken out by its owner.
  public mutating func cancel(at now: Instant) { cancels.add(at: now) }

  /// Something was traded, worth so much in the account's currency.
  public mutating func trade(_ value: Money, at now: Instant) {
    traded.add(value.magnitude.raw, at: now)
  }

  /// A trip ended with this profit; one that ends even is no loss.
  public mutating func end(profit: Int128) { lost = profit < 0 ? lost + 1 : 0 }

  /// Orders within the window.
  public mutating func orderRate(at now: Instant) -> Rate { Self.whole(orders.total(at: now)) }

  /// Cancels for each order within the window, rounded up; nil with too few orders.
  public mutating func cancelRate(at now: Instant) -> Rate? {
    let sent = ordersForCancels.total(at: now)
    guard sent >= Int128(max(1, leastOrders)) else { return nil }
    return Self.ratio(cancels.total(at: now), sent)
  }

  /// What was traded within the window over the equity, rounded up; nil without equity.
  public mutating func turnover(at now: Instant, equity: Money) -> Rate? {
    guard equity > .zero else { return nil }
    return Self.ratio(traded.total(at: now), Int128(equity.raw))
  }

  /// Trips that ended with a loss, in a row.
  public var lossStreak: Rate { Self.whole(Int128(lost)) }

  private static func whole(_ count: Int128) -> Rate { ratio(count, 1) }

  /// At most the largest rate.
  private static func ratio(_ part: Int128, _ whole: Int128) -> Rate {
    let one = Int128(Rate.one.raw)
    if part / whole >= Int128(Int64.max) / one { return .greatest }
    return Rate(raw: Int64(clamping: Rounding.up.divide(part * one, by: whole)))
  }
}

public import Quantities

/// How one order of a liquidation is sent.
public enum CloseExecution: Hashable, Sendable {
  /// All at once, at any price.
  case market
  /// In chunks, each at most this much.
  case iceberg(chunk: Quantity)
  /// All at once, not beyond a price.
  case limit(Price)
}

/// Which way a close takes, from what the book holds near the best price on the side that it
/// meets.
public struct ExecutionRule: Hashable, Sendable {
  /// The share of the depth that a market order, and a chunk, may take.
  public var depthShare: Rate
  /// The chunks that may be sent before the rest goes to the market, so that chunks that fill
  /// nothing do not go on for ever (C34).
  public var stepBudget: Int

  public init(depthShare: Rate, stepBudget: Int) {
    self.depthShare = depthShare
    self.stepBudget = stepBudget
  }

  /// A market order where it takes no more than its share of `depth`; an iceberg of chunks of
  /// that share while the budget lasts; without depth, or with nothing of the budget left and a
  /// price to hold, a limit at the fillable price. Chunks are multiples of `lot`, at least one.
  public func choose(
    _ amount: Quantity, depth: Quantity, lot: Quantity, stepsTaken: Int, fillable: Price
  ) throws(QuantityError) -> CloseExecution {
    guard depth > .zero else { return .limit(fillable) }
    let share = try depth.scaled(by: depthShare, .down)
    if amount <= share || stepsTaken >= stepBudget { return .market }
    return .iceberg(chunk: max(lot, share.rounded(to: lot, .down)))
  }

  private static let mostChunks = Fraction(100_000)

  /// The chunks of an amount, the last one smaller; empty where there is nothing or no chunk.
  /// Throws `overflow` above 100,000 of them. O(chunks).
  public static func chunks<Size: ExactNumber>(
    of amount: Size, each chunk: Size
  ) throws(QuantityError) -> [Size] {
    guard amount > .zero, chunk > .zero else { return [] }
    let (whole, each) = (Fraction(amount), Fraction(chunk))
    let count = try (whole / each).rounded(to: .one, .down)
    guard count <= mostChunks else {
      throw .overflow("a list of \(count) chunks")
    }
    let full = [Size](repeating: chunk, count: Int(try count.whole(.down)))
    let rest = try whole - count * each
    return rest.sign > 0 ? full + [try Size(rest, .down)] : full
  }
}

/// The limit at which a liquidator gains by taking a position over (dYdX, rulebook section 8).
public enum FillablePrice {
  /// `(N - clamp(adjustment * (1 - E / MM), 0, 1) * spread * MM of the position) / size`, all of
  /// the account but the last; size and N are signed. Rounded half to even; `mm` is above zero.
  public static func price(
    size: Quantity, price: Price, equity: Money, maintenance: Money, ofPosition: Money,
    adjustment: Rate, spread: Rate
  ) throws(QuantityError) -> Price {
    let lacking = try Fraction.one - Fraction(equity) / Fraction(maintenance)
    let share = min(max(try Fraction(adjustment) * lacking, .zero), .one)
    let discount = try share * Fraction(spread) * Fraction(ofPosition)
    let value = try Fraction(size) * Fraction(price) - discount
    return try (value / Fraction(size)).rounded(.halfEven)
  }
}

extension Trigger {
  /// Whether interest long unpaid liquidates an account: above a share of its assets.
  public static func isOverdue<Amount: ExactNumber>(
    _ overdue: Amount, assets: Amount, share: some ExactNumber
  ) throws(QuantityError) -> Bool {
    Fraction(overdue) > (try Fraction(assets) * Fraction(share))
  }
}

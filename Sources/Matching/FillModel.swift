/// When a resting order of ours is filled, and by how much.
public struct FillModel: Hashable, Sendable {
  /// What is taken to be known of the order's place in the venue's queue at its price.
  public enum Queue: Hashable, Sendable {
    /// Nothing: only a trade through the limit, or the other side's best price reaching it, fills.
    case through
    /// Nothing stands before the order: the best that could be.
    case front
    /// Only trades at the price move the order forward; all else that leaves was behind it.
    case riskAverse
    /// What leaves without a trade was before or behind the order, by a rule of thumb.
    case probability(QueueCurve)
    /// The order tape says which orders stand before ours (see `queueChanged`).
    case fifo
  }

  /// How much is filled once it is an order's turn.
  public enum Amount: String, Hashable, Sendable, CaseIterable {
    /// What was printed or is displayed.
    case printed
    /// All that is left of the order.
    case whole
  }

  public var queue: Queue
  public var amount: Amount

  public init(queue: Queue, amount: Amount = .printed) {
    self.queue = queue
    self.amount = amount
  }

  /// Filled only where a trade goes through the limit or the other side's best price reaches it.
  public static let through = FillModel(queue: .through)
}

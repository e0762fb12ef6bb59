/// When a resting order of ours is filled.
public struct FillModel: Hashable, Sendable {
  /// What is known of the order's place in the venue's queue.
  public enum Queue: Hashable, Sendable {
    /// Nothing: only a trade through the limit, or the other side's best price reaching it, fills.
    case through
  }

  public var queue: Queue

  public init(queue: Queue) {
    self.queue = queue
  }

  /// Filled only where a trade goes through the limit or the other side's best price reaches it.
  public static let through = FillModel(queue: .through)
}

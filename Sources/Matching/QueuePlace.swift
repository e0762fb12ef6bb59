public import Quantities

/// Where one of our orders stands in the venue's queue at its price.
///
/// The tape's quantity alone is counted; our own orders stand before and behind each other by time.
@frozen public struct QueuePlace: Hashable, Sendable {
  /// What of the tape's level stands before the order; `unknown` where that was never seen.
  public var ahead: Quantity
  /// The level as last written, less what orders of ours took from it.
  var level: Quantity
  /// What was traded at the price since the level was written, at most the level.
  var traded = Quantity.zero
  /// The number from which on the tape's single orders stand behind it.
  var number: Int

  /// A place of which nothing is known: behind all that comes into view.
  public static var unknown: Quantity { .greatest }

  init(ahead: Quantity, level: Quantity, number: Int) {
    self.ahead = ahead
    self.level = level
    self.number = number
  }

  /// Moves forward by what left from before the order; where it was taken by an order of ours, the
  /// level became less.
  mutating func advance(_ quantity: Quantity, isTaken: Bool = false) {
    guard ahead != Self.unknown else { return }
    ahead -= min(ahead, quantity)
    if isTaken { level -= min(level, quantity) }
  }

  /// Notes a trade, which explains as much of what the level loses.
  mutating func trade(_ size: Quantity) {
    traded += min(size, level - min(traded, level))
  }

  /// The level was written. What it grew by stands behind the order; what it lost beyond what was
  /// traded is divided by the model, rounded half to even. No more than all that stood before left
  /// from there.
  mutating func write(_ size: Quantity, _ queue: FillModel.Queue) {
    if case .probability(let curve) = queue, ahead != Self.unknown {
      let lost = level - size - traded
      if lost > .zero { advance(before(lost, curve)) }
    }
    ahead = min(ahead, size)
    level = size
    traded = .zero
  }

  /// What of a quantity that left stood before the order.
  private func before(_ lost: Quantity, _ curve: QueueCurve) -> Quantity {
    let back = max(.zero, level - ahead)
    let behind = Rounding.halfEven.divide(
      Int128(lost.raw) * Int128(curve.behind(front: ahead, back: back).raw),
      by: Int128(Rate.one.raw))
    return lost - min(Quantity(raw: Int64(behind)), back)
  }
}

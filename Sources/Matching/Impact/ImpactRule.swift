public import Quantities

/// What orders of ours do to a market beyond what they take.
public struct ImpactRule: Hashable, Sendable {
  /// Liquidity that others withdraw while our orders move the price.
  ///
  /// What survives is `W = 1 / (1 + (|z| / scale)^exponent)`, z being how far our orders moved the
  /// price within five minutes, in five-minute volatilities of the tape.
  public struct Withdrawal: Hashable, Sendable {
    public var scale: Rate
    public var exponent: Rate
    /// The standard deviation of the logarithm of a factor on `1 / W - 1`, drawn each minute.
    public var noise: Rate

    public init(
      scale: Rate = Rate(raw: 13_000_000_000_000), exponent: Rate = Rate(raw: 1_900_000_000_000),
      noise: Rate = .zero
    ) {
      self.scale = scale
      self.exponent = exponent
      self.noise = noise
    }
  }

  /// How what was taken comes back.
  public var refill: Refill
  /// The part of a displacement that stays for good.
  public var permanent: Rate
  public var withdrawal: Withdrawal?
  /// By how much faster the book refills for each unit of z: others who come because of the price.
  public var arrivals: Rate

  public init(
    refill: Refill, permanent: Rate = .zero, withdrawal: Withdrawal? = nil, arrivals: Rate = .zero
  ) {
    self.refill = refill
    self.permanent = permanent
    self.withdrawal = withdrawal
    self.arrivals = arrivals
  }

  /// Nothing but what was taken, until the next record.
  static let untilNextRecord = ImpactRule(refill: .nextRecord)
}

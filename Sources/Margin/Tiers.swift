public import Quantities

/// One step of a table of maintenance rates.
public struct Tier: Hashable, Sendable {
  /// The value at which the tier begins, in quote.
  public var floor: Money
  /// The value at which it ends, nil for no end.
  public var cap: Money?
  public var maintenanceRate: Rate
  public var maxLeverage: Rate
  /// The rate of initial margin where the venue prints one; else one over the leverage.
  public var printedInitialRate: Rate?

  public init(
    floor: Money, cap: Money?, maintenanceRate: Rate, maxLeverage: Rate,
    initialRate: Rate? = nil
  ) {
    printedInitialRate = initialRate
    self.floor = floor
    self.cap = cap
    self.maintenanceRate = maintenanceRate
    self.maxLeverage = maxLeverage
  }

  /// The rate of initial margin: the printed one, else one over `leverage`, rounded up.
  func initialRate(leverage: Rate) throws(QuantityError) -> Rate {
    if let printed = printedInitialRate { return printed }
    return try Rate.one.divided(by: leverage, .up)
  }
}

/// A table of tiers, in ascending order without holes, and how it is read (rulebook section 5).
public struct TierTable: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable, CaseIterable {
    /// The first tier's rate whatever the size.
    case flat
    /// The tier's rate on the whole value; jumps at each floor.
    case whole
    /// Each part at the rate of its own tier; continuous.
    case deduction
  }

  public var method: Method
  public var tiers: [Tier]

  public init(method: Method, tiers: [Tier]) {
    self.method = method
    self.tiers = tiers
  }

  /// The tier that `value` falls into: the last whose floor it reaches (at least the first).
  public func index(of value: Money) -> Int {
    tiers.lastIndex { $0.floor <= value } ?? 0
  }

  /// The greatest value that falls into a tier: one unit below the next floor, the cap of the
  /// last.
  public func greatestValue(ofTier index: Int) -> Money {
    index + 1 < tiers.count
      ? tiers[index + 1].floor - Money(raw: 1) : tiers[index].cap ?? .greatest
  }

  /// Maintenance margin of `value`, rounded up: by the tier into which `key` falls with `whole`;
  /// `deduction` goes by the value alone. O(tiers).
  public func maintenance(of value: Money, key: Money) throws(QuantityError) -> Money {
    switch method {
    case .flat:
      return try value.scaled(by: tiers[0].maintenanceRate, .up)
    case .whole:
      return try value.scaled(by: tiers[index(of: key)].maintenanceRate, .up)
    case .deduction:
      return try progressive(value)
    }
  }

  /// Initial margin of `value`, each part at the rate of its own tier, rounded up. O(tiers).
  public func initialMargin(of value: Money) throws(QuantityError) -> Money {
    var sum = Fraction.zero
    for (position, tier) in tiers.enumerated() where value > tier.floor {
      let end = position + 1 < tiers.count ? min(value, tiers[position + 1].floor) : value
      let rate =
        if let printed = tier.printedInitialRate { Fraction(printed) } else {
          try Fraction.one / Fraction(tier.maxLeverage)
        }
      sum = try sum + Fraction(end - tier.floor) * rate
    }
    return try sum.rounded(.up)
  }

  /// The greatest value that the tier `steps` below that of `value` covers: what a partial close
  /// by tiers brings a debt or a position down to (rulebook section 8). nil in the lowest tier.
  public func greatestValue(below value: Money, steps: Int) -> Money? {
    let index = index(of: value)
    guard index > 0, steps > 0 else { return nil }
    let target = max(0, index - steps)
    return tiers[target].cap ?? tiers[target + 1].floor
  }

  private func progressive(_ value: Money) throws(QuantityError) -> Money {
    var wide: Int128 = 0
    for (position, tier) in tiers.enumerated() where value > tier.floor {
      let end = position + 1 < tiers.count ? min(value, tiers[position + 1].floor) : value
      wide += Int128((end - tier.floor).raw) * Int128(tier.maintenanceRate.raw)
    }
    guard let raw = Int64(exactly: Rounding.up.divide(wide, by: Int128(Rate.one.raw))) else {
      throw .overflow("maintenance of \(value)")
    }
    return Money(raw: raw)
  }

  /// Whether maintenance never falls as the value grows.
  public var grows: Bool {
    method != .whole
      || zip(tiers, tiers.dropFirst()).allSatisfy { $0.maintenanceRate <= $1.maintenanceRate }
  }

  /// The same tiers, the last of them without an end.
  public var endless: TierTable {
    var result = self
    if !tiers.isEmpty { result.tiers[tiers.count - 1].cap = nil }
    return result
  }

  /// The value at which the last tier ends, nil for no end.
  public var cap: Money? { tiers.last?.cap }

  /// The highest leverage of any tier.
  public var maxLeverage: Rate { tiers.map(\.maxLeverage).max() ?? .one }
}

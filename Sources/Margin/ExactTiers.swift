public import Quantities

/// A table of tiers with numbers of any length, in ascending order: for tables from outside, whose
/// rates and printed deductions may have more digits than a decimal of a run.
public struct ExactTiers: Hashable, Sendable {
  public struct Tier: Hashable, Sendable {
    public var floor: Fraction
    public var maintenanceRate: Fraction
    /// What the venue prints, else one over the leverage; nil where it prints neither.
    public var initialRate: Fraction?
    /// What the venue deducts ("maintenance amount") where it prints it; else it follows from the
    /// floors and rates.
    public var printedDeduction: Fraction?

    public init(
      floor: Fraction, maintenanceRate: Fraction, initialRate: Fraction? = nil,
      deduction: Fraction? = nil
    ) {
      self.floor = floor
      self.maintenanceRate = maintenanceRate
      self.initialRate = initialRate
      printedDeduction = deduction
    }
  }

  public let tiers: [Tier]

  /// At least one tier; nil where there is none, or where their floors do not rise.
  public init?(_ tiers: [Tier]) {
    guard !tiers.isEmpty, zip(tiers, tiers.dropFirst()).allSatisfy({ $0.floor < $1.floor }) else {
      return nil
    }
    self.tiers = tiers
  }

  /// The tier that `value` falls into: the last whose floor it reaches (at least the first).
  public func index(of value: Fraction) -> Int { tiers.lastIndex { $0.floor <= value } ?? 0 }

  /// The rate of the tier on the whole value, less what the tier deducts with `deduction`.
  /// O(tiers).
  public func maintenance(
    of value: Fraction, _ method: TierTable.Method
  ) throws(QuantityError) -> Fraction {
    let tier = method == .flat ? 0 : index(of: value)
    let whole = try value * tiers[tier].maintenanceRate
    return method == .deduction ? try whole - deduction(ofTier: tier) : whole
  }

  /// What a tier's rate on the whole value exceeds the progressive sum by: `c(k) = c(k-1) +
  /// floor(k) * (m(k) - m(k-1))`, from the last printed one on. O(tiers).
  public func deduction(ofTier index: Int) throws(QuantityError) -> Fraction {
    var sum = Fraction.zero
    for (position, tier) in tiers[...index].enumerated() {
      if let printed = tier.printedDeduction {
        sum = printed
      } else if position > 0 {
        sum = try Self.deduction(
          floor: tier.floor, rate: tier.maintenanceRate,
          rateBefore: tiers[position - 1].maintenanceRate, before: sum)
      }
    }
    return sum
  }

  /// One step of the recurrence above.
  public static func deduction(
    floor: Fraction, rate: Fraction, rateBefore: Fraction, before: Fraction
  ) throws(QuantityError) -> Fraction {
    try before + floor * (rate - rateBefore)
  }

  /// Initial margin of `value`, each part at the rate of its own tier; nil where a part has no
  /// rate. O(tiers).
  public func initialMargin(of value: Fraction) throws(QuantityError) -> Fraction? {
    var sum = Fraction.zero
    for (position, tier) in tiers.enumerated() where value > tier.floor {
      let end = position + 1 < tiers.count ? min(value, tiers[position + 1].floor) : value
      guard let rate = tier.initialRate else { return nil }
      sum = try sum + (end - tier.floor) * rate
    }
    return sum
  }
}

extension TierTable {
  /// What a tier's rate on the whole value exceeds the sum over its parts by, rounded half to even;
  /// zero without tiers. O(tiers).
  public func deduction(ofTier index: Int) throws(QuantityError) -> Money {
    let exact = ExactTiers(
      tiers.map {
        ExactTiers.Tier(
          floor: Fraction($0.floor), maintenanceRate: Fraction($0.maintenanceRate))
      })
    return try exact?.deduction(ofTier: index).rounded(.halfEven) ?? .zero
  }
}

public import Quantities

/// A factor by bands of a quantity: that of the first band whose end lies above the value, else
/// that of the last. A value at the end of a band belongs to the next.
public struct FactorTable: Hashable, Sendable {
  public struct Band: Hashable, Sendable {
    /// nil: no end.
    public var below: Rate?
    public var factor: Rate

    public init(below: Rate?, factor: Rate) {
      self.below = below
      self.factor = factor
    }
  }

  /// From low values to high ones; only the last has no end.
  public var bands: [Band]

  /// Bands must rise, and the last alone has no end.
  public init(_ bands: [Band]) {
    precondition(Self.isOrdered(bands), "bands rise, and only the last has no end")
    self.bands = bands
  }

  /// Whether bands rise, the last alone without an end.
  public static func isOrdered(_ bands: [Band]) -> Bool {
    guard let last = bands.last, last.below == nil else { return false }
    let ends = bands.dropLast().map(\.below)
    guard ends.allSatisfy({ $0 != nil }) else { return false }
    return zip(ends, ends.dropFirst()).allSatisfy { ($0 ?? .zero) < ($1 ?? .zero) }
  }

  /// Ends and factors in hundredths, the last factor without an end.
  private init(_ ends: [Int64], _ factors: [Int64]) {
    let bands = factors.enumerated().map { place, factor in
      Band(
        below: place < ends.count ? .basisPoints(ends[place] * 100) : nil,
        factor: .basisPoints(factor * 100))
    }
    self.init(bands)
  }

  /// The factor of a value. O(bands).
  public func factor(_ value: Rate) -> Rate {
    for band in bands {
      guard let end = band.below else { return band.factor }
      if value < end { return band.factor }
    }
    return .one
  }

  /// The least factor of the table: what an unknown value counts as where the strictest is asked.
  public var strictest: Rate { bands.map(\.factor).min() ?? .one }

  /// Leverage by the annualised volatility of a symbol (source 001,
  /// `get_volatility_leverage_adjustment`): below 0.2 1, below 0.4 0.9, below 0.6 0.7, else 0.5.
  public static let leverageByVolatility = FactorTable([20, 40, 60], [100, 90, 70, 50])

  /// Leverage by the liquidity score of a symbol, 0 to 1 (rulebook 13.1): from 0.8 1, from 0.5
  /// 0.8, from 0.2 0.6, else 0.4.
  public static let leverageByLiquidity = FactorTable([20, 50, 80], [40, 60, 80, 100])

  /// Limits by the volatility of the market (source 001,
  /// `calculate_market_volatility_adjustment`): below 0.2 1.2, below 0.4 1, below 0.6 0.8, else
  /// 0.6.
  public static let limitsByVolatility = FactorTable([20, 40, 60], [120, 100, 80, 60])
}

/// What a rule does where a number that it needs is unknown.
public enum WhenUndefined: String, Hashable, Sendable, CaseIterable {
  /// What needs the number is refused, or not said.
  case refuse
  /// As if it were the worst that it can be.
  case strictest
  /// As if the rule did not look at it.
  case ignore
}

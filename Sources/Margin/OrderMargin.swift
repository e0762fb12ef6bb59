public import Quantities

/// What an order must be backed with (source 001, `calculate_required_margin`): its value at a base
/// rate, at what the market's volatility adds, and at what a lack of depth adds.
public struct OrderMargin: Hashable, Sendable {
  public var baseRate: Rate
  public var volatilityRate: Rate
  public var liquidityRate: Rate
  /// Of the order's value, in quote, each rounded up.
  public let base: Money
  public let volatility: Money
  public let liquidity: Money
  /// All three.
  public let total: Money

  public init(
    of value: Money, base: Rate, volatility: Rate, liquidity: Rate
  ) throws(QuantityError) {
    (baseRate, volatilityRate, liquidityRate) = (base, volatility, liquidity)
    self.base = try value.scaled(by: base, .up)
    self.volatility = try value.scaled(by: volatility, .up)
    self.liquidity = try value.scaled(by: liquidity, .up)
    total = try self.base.adding(self.volatility).adding(self.liquidity)
  }

  public var rate: Rate { baseRate + volatilityRate + liquidityRate }
}

/// `margin.addons`: orders are backed by equity beyond the maintenance of what is held.
public struct OrderMarginRule: Hashable, Sendable {
  /// For markets that are not named.
  public var base: Rate
  /// By market.
  public var bases: [String: Rate]
  /// What an unknown volatility or depth counts as; `ignore`: the defaults of `scores`.
  public var whenUndefined: WhenUndefined

  public init(base: Rate, bases: [String: Rate] = [:], whenUndefined: WhenUndefined = .ignore) {
    self.base = base
    self.bases = bases
    self.whenUndefined = whenUndefined
  }

  /// The margin of an order of a value; nil where something unknown refuses. `liquidity` is the
  /// depth on the side that it meets, within the reach that counts, over its size.
  public func margin(
    of value: Money, _ market: String, volatility: Rate?, liquidity: Rate?,
    _ parameters: RiskParameters
  ) throws(QuantityError) -> OrderMargin? {
    if whenUndefined == .refuse, volatility == nil || liquidity == nil { return nil }
    let isStrict = whenUndefined == .strictest
    let added =
      if let volatility { parameters.volatilityAddOn(volatility) } else if isStrict {
        parameters.volatilityAddOn.values.max() ?? .zero
      } else { parameters.volatilityAddOn(parameters.volatilityIndex) }
    let lacking = Rate.one - (liquidity ?? (isStrict ? .zero : .one)).clamped
    return try OrderMargin(
      of: value, base: bases[market] ?? base, volatility: added,
      liquidity: lacking.scaled(by: parameters.liquidityAddOn, .up))
  }
}

public import Quantities

/// What cuts the recommended leverage, each where its line is passed (source 001).
public struct LeverageAdvice: Hashable, Sendable {
  /// A line and the factor that applies beyond it.
  public struct Cut: Hashable, Sendable {
    public var line: Rate
    public var factor: Rate

    public init(line: Rate, factor: Rate) {
      self.line = line
      self.factor = factor
    }
  }

  /// Above its line: value at risk over net value.
  public var valueAtRisk: Cut
  /// Above its line: the concentration of positions.
  public var concentration: Cut
  /// Above its line: the share that could not be closed at once.
  public var liquidity: Cut
  /// Below its line: the health level; the second where the first is not passed.
  public var level: Cut
  public var secondLevel: Cut
  public var floor: Rate
  public var ceiling: Rate

  public init(
    valueAtRisk: Cut, concentration: Cut, liquidity: Cut, level: Cut, secondLevel: Cut,
    floor: Rate, ceiling: Rate
  ) {
    self.valueAtRisk = valueAtRisk
    self.concentration = concentration
    self.liquidity = liquidity
    self.level = level
    self.secondLevel = secondLevel
    self.floor = floor
    self.ceiling = ceiling
  }

  /// What is known of an account.
  public struct Inputs: Hashable, Sendable {
    public var valueAtRiskShare: Rate
    public var concentration: Rate
    public var liquidityRisk: Rate
    public var level: Rate

    public init(
      valueAtRiskShare: Rate, concentration: Rate, liquidityRisk: Rate, level: Rate
    ) {
      self.valueAtRiskShare = valueAtRiskShare
      self.concentration = concentration
      self.liquidityRisk = liquidityRisk
      self.level = level
    }
  }

  /// The product of `base` and the factors that apply, rounded half to even, and the same held
  /// between floor and ceiling.
  public func recommended(
    base: Rate, _ inputs: Inputs
  ) throws(QuantityError) -> (raw: Rate, held: Rate) {
    var factors: [Rate] = []
    if inputs.valueAtRiskShare > valueAtRisk.line { factors.append(valueAtRisk.factor) }
    if inputs.concentration > concentration.line { factors.append(concentration.factor) }
    if inputs.liquidityRisk > liquidity.line { factors.append(liquidity.factor) }
    if inputs.level < level.line {
      factors.append(level.factor)
    } else if inputs.level < secondLevel.line {
      factors.append(secondLevel.factor)
    }
    var product = Fraction(base)
    for factor in factors { product = try product * Fraction(factor) }
    let raw: Rate = try product.rounded(.halfEven)
    return (raw, min(max(raw, floor), ceiling))
  }
}

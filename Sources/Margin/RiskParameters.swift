public import Quantities

/// The quantities that source 001 uses and does not define: formulas, ranges and defaults of
/// `docs/undefined.md` (C16). A missing input gives the default, which is neutral where the
/// quantity is a factor.
public struct RiskParameters: Hashable, Sendable {
  /// A label and the factor that it stands for.
  public struct Labelled: Hashable, Sendable {
    public var label: String
    public var factor: Rate

    public init(label: String, factor: Rate) {
      self.label = label
      self.factor = factor
    }
  }

  /// How long volatility and scores look back: whole days.
  public var lookback = TimeSpan.day * 30
  /// Where the market's volatility is not known.
  public var volatilityIndex = Rate.basisPoints(3000)
  /// Where a score of behaviour is not known.
  public var unknownScore = Rate.basisPoints(5000)
  /// The annual volatility that scores one.
  public var fullVolatility = Rate.one
  /// The drawdown that scores one.
  public var fullDrawdown = Rate.basisPoints(5000)
  /// What each liquidation takes off the discipline.
  public var liquidationPenalty = Rate.basisPoints(2500)
  /// Of stability, drawdown control and discipline.
  public var performanceWeights = [Int64](arrayLiteral: 4000, 4000, 2000).map(Rate.basisPoints)
  public var performanceOffset = Rate.basisPoints(5000)
  /// Of value at risk, drawdown, concentration and liquidity risk.
  public var overallWeights = [Int64](arrayLiteral: 3500, 2500, 2000, 2000).map(Rate.basisPoints)
  /// The value at risk, as a share of net value, that scores one.
  public var fullValueAtRisk = Rate.basisPoints(2000)
  public var userTiers = [
    Labelled(label: "retail", factor: .one),
    Labelled(label: "pro", factor: .basisPoints(12_000)),
    Labelled(label: "maker", factor: .basisPoints(15_000)),
  ]
  public var ratings = [
    Labelled(label: "A", factor: .one), Labelled(label: "B", factor: .basisPoints(8000)),
    Labelled(label: "C", factor: .basisPoints(6000)),
    Labelled(label: "D", factor: .basisPoints(4000)),
  ]
  /// The rating of an account without a label, by its band from best to worst.
  public var ratingByBand = [Int64](arrayLiteral: 10_000, 8000, 5000, 0).map(Rate.basisPoints)
  /// The factor of leverage by liquidity score.
  public var liquidityLeverage: BandTable
  /// The factor of leverage, and what is added to the margin rate, by annual volatility (C17).
  public var volatilityLeverage: BandTable
  public var volatilityAddOn: BandTable
  /// The factor of limits by the market's volatility (source 001).
  public var volatilityLimits: BandTable
  /// What no liquidity at all adds to the margin rate.
  public var liquidityAddOn = Rate.basisPoints(500)
  /// How far from the middle depth counts.
  public var depthWithin = Rate.basisPoints(50)
  /// What a limit never falls below, as a share of its base.
  public var limitFloor = Rate.basisPoints(1000)
  public var absoluteMaxLeverage = Rate(raw: 10 * Rate.one.raw)
  /// Where a symbol has no table.
  public var symbolMaxLeverage = Rate(raw: 3 * Rate.one.raw)

  public init() {
    func table(_ edges: [Int64], _ values: [Int64]) -> BandTable {
      BandTable(edges: edges.map(Rate.basisPoints), factors: values.map(Rate.basisPoints))
    }
    liquidityLeverage = table([2000, 5000, 8000], [4000, 6000, 8000, 10_000])
    volatilityLeverage = table([2000, 4000, 6000], [10_000, 9000, 7000, 5000])
    volatilityAddOn = table([2000, 5000, 10_000], [0, 100, 200, 500])
    volatilityLimits = table([2000, 4000, 6000], [12_000, 10_000, 8000, 6000])
  }

  /// The factor of a label; nil where the label is not in the table.
  public static func factor(_ label: String, in table: [Labelled]) -> Rate? {
    table.first { $0.label == label }?.factor
  }

  /// The rating factor of an account: of its label, else of its band.
  public func rating(label: String?, band: Band) -> Rate {
    if let label, let factor = Self.factor(label, in: ratings) { return factor }
    let index = min(band.rawValue, ratingByBand.count - 1)
    return index < 0 ? .one : ratingByBand[index]
  }

  /// Days that are looked back on.
  public var lookbackDays: Int { Int(lookback.nanoseconds / TimeSpan.day.nanoseconds) }
}

public import Margin
public import Quantities

/// What a venue lets an account do at most, and how it looks at risk (source 001). Everything that
/// a rulebook does not ask for is nil, and costs nothing. Factors are `RiskRules.parameters`.
public struct ExposureRules: Hashable, Sendable {
  /// `leverage`.
  public var leverage: LeverageRule?
  /// `leverage.advice`.
  public var advice: LeverageAdviceRule?
  /// `limits`, as far as they are about money.
  public var limits: BaseLimits?
  /// `risk`; with the defaults where something above needs it.
  public var risk: RiskSampling?

  public init() {}

  var isEmpty: Bool { leverage == nil && advice == nil && limits == nil && risk == nil }

  /// How risk is looked at; what needs a look gets one.
  var sampling: RiskSampling { risk ?? RiskSampling() }
}

/// The limits before anything moves them.
public struct BaseLimits: Hashable, Sendable {
  /// Of one asset, in the account's quote currency.
  public var position: Money?
  /// Share of one asset in the gross notional, see `ExposureReading.concentration`.
  public var concentration: Rate?
  /// Share of the net asset value at the start of the day (UTC).
  public var dailyLoss: Rate?
  /// What an unknown volatility of the market counts as, where the limits breathe
  /// (`RiskParameters.limits`); nil: they stay what they are.
  public var dynamic: WhenUndefined?

  /// What the word `standard` means (rulebook 13.1): of the position where no tier has a last cap.
  public static let standardPosition = Money(raw: 100_000_000_000_000)
  public static let standardConcentration = Rate.basisPoints(5000)
  public static let standardDailyLoss = Rate.basisPoints(1000)

  public init() {}

  var isEmpty: Bool { position == nil && concentration == nil && dailyLoss == nil }
}

/// How the risk of accounts is looked at during a run.
public struct RiskSampling: Hashable, Sendable {
  /// On whole multiples since 1970.
  public var every = TimeSpan.day
  /// Rows of history that value at risk draws from.
  public var window = 252
  /// With fewer rows value at risk is undefined.
  public var least = 30
  public var draws = 10_000
  /// Of the random stream, the same for each look.
  public var seed: UInt32 = 1
  /// What an unknown value at risk counts as in the overall score.
  public var whenUndefined = WhenUndefined.ignore

  public init() {}
}

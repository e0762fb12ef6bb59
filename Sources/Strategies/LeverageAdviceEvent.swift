public import Quantities

/// The venue recommends another leverage than the account has.
public struct LeverageAdviceEvent: Hashable, Sendable {
  public var ts: Instant
  public var account: String
  public var current: Rate
  public var recommended: Rate
  /// What lowered the recommendation: `value_at_risk`, `concentration`, `liquidity`,
  /// `margin_level`; empty where nothing did.
  public var reasons: [String]

  public init(
    ts: Instant, account: String, current: Rate, recommended: Rate, reasons: [String]
  ) {
    self.ts = ts
    self.account = account
    self.current = current
    self.recommended = recommended
    self.reasons = reasons
  }
}

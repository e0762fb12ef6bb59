public import Lending
public import Margin
public import Matching
public import Pricing
public import Quantities

/// A venue as data: every rule that the code offers as an axis, with the values of one venue.
public struct Rulebook: Sendable {
  /// Which price values what.
  public enum PriceUse: String, Hashable, Sendable, CaseIterable {
    case index, mark, last, mid
  }

  /// What must be true before margin is opened.
  public struct Eligibility: Hashable, Sendable {
    public var needsAgreement: Bool
    /// Questions that must be answered.
    public var questionnaire: [String]
    /// Residences whose users must be qualified investors; `*` stands for all.
    public var qualifiedResidences: [String]
    /// Residences that are refused.
    public var barredResidences: [String]
  }

  /// Margin calls.
  public struct CallRule: Hashable, Sendable {
    /// The level that meets a call.
    public var topUpTo: Rate
    public var deadline: TimeSpan
    /// At or beyond this level a call is `important` instead of a `reminder`.
    public var importantLine: Rate
    public var expiry = CallExpiry.liquidate
    /// What carries a call; source 001 names these three.
    public var channels: [Channel] = [.email, .sms, .push]
  }

  /// Liquidation.
  public struct LiquidationRule: Hashable, Sendable {
    public enum Surplus: String, Hashable, Sendable, CaseIterable { case user, fund }

    /// The engine looks and acts this often; zero: at every instant.
    public var cycle: TimeSpan
    /// Taken from what is sold or bought, for the fund.
    public var fee: Rate
    public var surplusTo: Surplus
  }

  public var name: String
  public var title: String
  /// SHA-256 of the file's text.
  public var fingerprint: String
  /// The index rule without its sources, which the scenario gives.
  public var index: IndexPolicy
  public var mark: MarkModel
  /// Values collateral, debts and positions for margin.
  public var priceForLiquidation: PriceUse
  public var priceForProfit: PriceUse
  public var fees: FeeSchedule
  public var staleBook: TimeSpan
  /// What happens where orders of one owner meet.
  public var selfTrade: SelfTradePolicy
  /// nil: an owner may send any number of requests.
  public var limits: RateLimits?
  /// What accounts may do at most, and how their risk is looked at.
  public var exposure: ExposureRules
  public var modes: [AccountMode]
  public var eligibility: Eligibility
  public var maintenance: MaintenanceRule
  public var maxLeverage: Rate
  public var health: HealthRule
  public var call: CallRule
  public var alerts: Alerts
  public var interest: InterestRule
  public var pools: [String: PoolRule]
  /// Pools of assets that are not named.
  public var defaultPool: PoolRule?
  public var liquidation: LiquidationRule
  public var risk: RiskRules
  /// Warnings of the validation, shown in the report.
  public var warnings: [String]

  /// Where an account stands by all lines.
  public func band(_ valuation: Valuation) -> Band {
    let own = health.band(valuation)
    return risk.bands.isEmpty ? own : max(own, risk.bands.band(of: valuation))
  }

  /// Whether lines limit what the action of a line bars, besides rule and leverage: those lines
  /// themselves, and with haircuts, which the leverage does not know of, the liquidation.
  public func isLimited(by action: HealthAction) -> Bool {
    !risk.haircuts.isEmpty || risk.bands.contains { $0.action == action }
  }

  /// The most that may be paid out, in quote, by the rule and the leverage; further lines apart.
  public func transferLimit(_ valuation: Valuation) throws(QuantityError) -> Money {
    let limit = try Capacity.maxTransferOut(
      valuation, health, maintenance.table, leverageLimit: maxLeverage)
    guard risk.transferRule == .initialMargin, valuation.hasDebt else { return limit }
    return min(
      limit,
      try Capacity.transferAbove(
        equity: valuation.equity,
        initialMargin: maintenance.table.initialMargin(of: valuation.debt),
        notional: valuation.exposure))
  }

  /// Whether an account may come to such a state by what a line with `action` bars.
  public func bears(_ valuation: Valuation, _ action: HealthAction) -> Bool {
    if risk.bands.contains(where: { $0.action == action && $0.isPassed(by: valuation) }) {
      return false
    }
    return risk.haircuts.isEmpty || band(valuation) < .liquidation
  }

  /// The first line of a band that an account has crossed; that of `health` where none is, as with
  /// equity below zero.
  func line(_ band: Band, _ valuation: Valuation) -> HealthLine {
    let own = health.line(band)
    if own.isCrossed(by: valuation) { return own }
    return risk.bands.first { $0.action.band == band && $0.isCrossed(by: valuation) } ?? own
  }

  /// The rule of an asset's pool, nil where the asset is not lent.
  public func pool(_ asset: String) -> PoolRule? { pools[asset] ?? defaultPool }
}

/// How an account shares its collateral.
public enum AccountMode: String, Hashable, Sendable, CaseIterable {
  case isolated, cross
}

/// How one pool sets its rate.
public struct PoolRule: Hashable, Sendable {
  public var model: RateModel
  public var reserveFactor: Rate
}

public import Quantities

/// Why a request was refused, with the numbers. Refusals are values, never errors.
public struct Refusal: Error, Hashable, Sendable {
  /// The reasons, in the order in which they are checked.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case unknownSymbol = "unknown_symbol"
    case unknownAccount = "unknown_account"
    case unknownOrder = "unknown_order"
    case noPermission = "no_permission"
    case frozen
    case venueDown = "venue_down"
    case staleBook = "stale_book"
    case minQuantity = "min_quantity"
    case minNotional = "min_notional"
    case priceBand = "price_band"
    case reduceOnly = "reduce_only"
    case postOnly = "post_only"
    case leverage
    case balance
    case notCollateral = "not_collateral"
    case marginBand = "margin_band"
    case borrowRate = "borrow_rate"
    case borrowLimit = "borrow_limit"
    case tierCap = "tier_cap"
    case poolDry = "pool_dry"
    case margin
    case positionLimit = "position_limit"
    case concentration
    case dailyLoss = "daily_loss"
    case rateLimit = "rate_limit"
    case noLiquidity = "no_liquidity"
  }

  public var code: Code
  /// A sentence for people, with the numbers.
  public var message: String
  /// What there is, what it takes, what is allowed; each in the unit that the message names.
  public var have: Money?
  public var need: Money?
  public var allowed: Money?
  /// For `no_permission`: `agreement`, `questionnaire`, `eligibility`.
  public var missing: [String]

  public init(
    _ code: Code, _ message: String, have: Money? = nil, need: Money? = nil,
    allowed: Money? = nil, missing: [String] = []
  ) {
    self.code = code
    self.message = message
    self.have = have
    self.need = need
    self.allowed = allowed
    self.missing = missing
  }
}

/// What the numbers of LEAN's symbol properties mean on one venue, for one type of market.
struct VenueMarket {
  /// What `minimum_order_size` counts.
  enum Minimum {
    case base, quote
  }

  let market: String
  let type: String
  let minimum: Minimum
  /// The quote currency of contracts that settle in base; nil: there are none.
  let inverseQuote: String?

  private init(
    _ market: String, _ type: String, _ minimum: Minimum, inverseQuote: String? = nil
  ) {
    self.market = market
    self.type = type
    self.minimum = minimum
    self.inverseQuote = inverseQuote
  }

  /// LEAN's brokerage models compare an order's value with Binance's minimum, and an order's
  /// quantity with that of the others.
  private static let all = [
    VenueMarket("binance", spot, .quote), VenueMarket("bitfinex", spot, .base),
    VenueMarket("bybit", spot, .base), VenueMarket("coinbase", spot, .base),
    VenueMarket("kraken", spot, .base),
    VenueMarket("binance", futures, .quote, inverseQuote: "USD"),
    VenueMarket("bybit", futures, .base, inverseQuote: "USD"),
    VenueMarket("dydx", futures, .base),
  ]

  static let spot = "crypto"
  static let futures = "cryptofuture"

  /// nil for venues that are not known here.
  static func of(_ market: String, _ type: String) -> VenueMarket? {
    all.first { $0.market == market && $0.type == type }
  }
}

import Lending
import Margin
import MarketData
import Quantities

/// Prices between which an account stays in its normal band and crosses or leaves none of the
/// further lines, found once and good until money moves.
///
/// For given balances every part of a valuation grows with the price of an asset. So an account
/// whose assets are counted at the lower end of a range, and whose debts, exposure and maintenance
/// at the upper, is worse than it can be anywhere within; if that is still normal, nothing has to
/// be looked at as long as the price stays there. The other way round it is better than it can be
/// anywhere: a line that is crossed even then is crossed everywhere within.
struct CalmRange: Sendable {
  /// Of which state of everybody's money it was found.
  var version = -1
  /// The market that prices the account's one asset beside its currency; nil where none counts.
  var market: InstrumentID?
  var low = Price.zero
  var high = Price.zero
}

extension Engine {
  /// Whether an account is within the range found for it.
  func isCalm(_ number: Int) -> Bool {
    guard accounts[number].calm.version == moneyVersion else { return false }
    guard let market = accounts[number].calm.market else { return true }
    guard let price = price(market, rulebook.priceForLiquidation) else { return false }
    return price >= accounts[number].calm.low && price <= accounts[number].calm.high
  }

  /// Whether every account that is looked at is calm at all prices of a market between two, too,
  /// as long as nothing else changes.
  func areCalm(between low: Price, _ high: Price, of id: InstrumentID) -> Bool {
    for number in accounts.indices {
      if accounts[number].mode == nil || accounts[number].isFrozen { continue }
      guard accounts[number].calm.version == moneyVersion else { return false }
      if rulebook.risk.cancelsAutoBorrow, !borrowingOrders(number).isEmpty { return false }
      guard accounts[number].calm.market == id else { continue }
      if low < accounts[number].calm.low || high > accounts[number].calm.high { return false }
    }
    return true
  }

  /// An account that owes nothing is calm whatever the prices.
  func calmWhileFree(_ number: Int) {
    if remembersCalm { accounts[number].calm = CalmRange(version: moneyVersion) }
  }

  /// Looks for a range about the price of now, first of 1/64 of it, then of 1/1024.
  func findCalm(_ number: Int) throws(RunFailure) {
    // What is overdue grows with time alone.
    let hasOverdue =
      rulebook.risk.overdueShare != nil
      && accounts[number].assets.contains { loans.debt(number, $0).interest > .zero }
    guard remembersCalm, !hasOverdue, rulebook.maintenance.table.grows,
      let (rows, quote) = holdings(number)
    else { return }
    let priced = rows.indices.filter {
      $0 != quote && (rows[$0].balance != .zero || rows[$0].debt != .zero)
    }
    guard priced.count <= 1 else { return }
    guard let place = priced.first else { return calmWhileFree(number) }
    let (asset, currency) = (accounts[number].assets[place], accounts[number].quote)
    guard let market = world.market(pricing: asset, in: currency) else { return }
    let price = rows[place].price
    for shift: Int64 in [6, 10] {
      let reach = Price(raw: price.raw >> shift)
      let (low, high) = (price - reach, Price(raw: price.raw &+ reach.raw))
      guard reach > .zero, high > price else { return }
      if isSteady(number, rows, quote, place, low, high) {
        accounts[number].calm = CalmRange(
          version: moneyVersion, market: market, low: low, high: high)
        return
      }
    }
  }

  /// Whether an account is normal, and across the same lines as now, wherever between two prices
  /// its asset is.
  private func isSteady(
    _ number: Int, _ rows: [Holding], _ quote: Int, _ place: Int, _ low: Price, _ high: Price
  ) -> Bool {
    var rows = rows
    rows[place].price = low
    guard let least = try? rules[number].value(rows, quoteIndex: quote) else { return false }
    rows[place].price = high
    guard let most = try? rules[number].value(rows, quoteIndex: quote) else { return false }
    let worst = Self.mixed(assets: least, debts: most, maintenance: max)
    guard rulebook.health.band(worst) == .normal else { return false }
    if !hasBands { return true }
    let best = Self.mixed(assets: most, debts: least, maintenance: min)
    for (line, band) in rulebook.risk.bands.enumerated() {
      let seen = accounts[number].crossed[line]
      if band.isCrossed(by: seen ? best : worst) != seen { return false }
    }
    return true
  }

  /// The assets of one valuation with the debts of another.
  private static func mixed(
    assets: Valuation, debts: Valuation, maintenance: (Money, Money) -> Money
  ) -> Valuation {
    var result = debts
    // Interest stands on both sides of one metric: its change is taken from the assets at once.
    result.assets = assets.assets - (debts.interest - assets.interest)
    result.interest = assets.interest
    result.discount = assets.discount
    result.maintenance = maintenance(debts.maintenance, assets.maintenance)
    return result
  }
}

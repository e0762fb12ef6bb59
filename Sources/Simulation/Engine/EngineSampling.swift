import Accounting
import Lending
import Margin
import MarketData
import Matching
import Quantities

/// Samples on a fixed grid, for reports and statistics.
extension Engine {
  /// Writes prices, equity, balances and pools as they are now.
  func sample() throws(RunFailure) {
    samplePrices()
    sampleSeries()
    sampleDepth()
    for number in accounts.indices { try sampleAccount(number) }
    try samplePools()
  }

  private func samplePrices() {
    for number in world.instruments.indices where markets[number].price != nil {
      let market = markets[number]
      let id = InstrumentID(number)
      journal.note(
        .prices,
        [
          .time(clock), .number(number), .exact(market.lastPrice), .exact(price(id, .index)),
          .exact(price(id, .mark)), .exact(market.bestBid?.price), .exact(market.bestAsk?.price),
        ])
    }
  }

  private func sampleAccount(_ number: Int) throws(RunFailure) {
    let account = accounts[number]
    if let value = try valuation(number) {
      let isMargin = account.mode != nil
      journal.note(
        .equity,
        [
          .time(clock), id(number), .exact(value.equity), .exact(value.assets),
          .exact(value.debt), .exact(value.maintenance),
          .exact(isMargin ? rulebook.health.metric.level(value) : nil),
          isMargin ? .text(rulebook.band(value).word) : .null,
          .exact(account.netTransferIn), .exact(isMargin ? try liquidationPrice(number) : nil),
        ])
    }
    try samplePanels(number)
    for asset in account.assets {
      let balance = ledger.balance(account.ledger, asset)
      let debt = loans.debt(number, asset)
      if account.flows[asset.index] == AssetFlows(), balance.total == .zero { continue }
      journal.note(
        .balances,
        [
          .time(clock), id(number), .number(asset.index), .exact(balance.free),
          .exact(balance.held), .exact(debt.principal), .exact(debt.interest),
        ])
    }
  }

  private func samplePools() throws(RunFailure) {
    for number in world.assets.indices {
      let asset = AssetID(number)
      guard let pool = loans.pool(asset), pool.deposits > .zero || pool.borrowed > .zero else {
        continue
      }
      let rates = try exact { () throws(QuantityError) in
        (try pool.utilisation(), try pool.borrowRate(), try pool.supplyRate())
      }
      journal.note(
        .pools,
        [
          .time(clock), .number(number), .exact(pool.cash), .exact(pool.borrowed),
          .exact(pool.deposits), .exact(pool.reserve), .exact(rates.0), .exact(rates.1),
          .exact(rates.2),
        ])
    }
  }

  /// Writes where each account's profit came from: exact, so that nothing is left over.
  func writeTotals() throws(RunFailure) {
    for number in accounts.indices {
      let account = accounts[number]
      guard let value = try valuation(number) else { continue }
      var parts = (interest: Int128(0), fees: Int128(0), liquidation: Int128(0))
      for asset in account.assets {
        let price = price(of: asset, in: account.quote, rulebook.priceForLiquidation)
        let unit = Int128(price?.raw ?? 0)
        let flows = account.flows[asset.index]
        parts.interest -= Int128(flows.interest.raw) * unit
        parts.fees -= Int128(flows.fee.raw) * unit
        parts.liquidation -= Int128(flows.liquidation.raw) * unit
      }
      func rounded(_ wide: Int128) -> Money {
        Money(raw: Int64(clamping: Rounding.halfEven.divide(wide, by: 100_000_000)))
      }
      let interest = rounded(parts.interest)
      let fees = rounded(parts.fees)
      let cost = rounded(parts.liquidation)
      let price = value.equity - account.netTransferIn - interest - fees - cost
      for (kind, amount) in [
        ("price", price), ("interest", interest), ("fees", fees), ("liquidation_cost", cost),
        ("flows", account.netTransferIn),
      ] {
        journal.note(
          .totals, [id(number), .text(kind), .number(account.quote.index), .exact(amount)])
      }
    }
  }
}

import Accounting
import Liquidation
import Margin
import MarketData
import Pricing
import Quantities

/// What a liquidation is explained by: what the account held, what valued it, and the rule.
extension Engine {
  /// Writes down, at the trigger, each asset that the account holds or owes with the price that
  /// valued it, and each source of the index behind that price. O(assets + sources).
  func noteSituation(_ index: Int) {
    let number = liquidations[index].account
    guard let rows = holdings(number)?.rows else { return }
    for (place, row) in rows.enumerated() where row.balance != .zero || row.debt != .zero {
      let asset = accounts[number].assets[place]
      step(
        index, "holding", instrument: world.market(pricing: asset, in: accounts[number].quote),
        asset: asset, quantity: Quantity(row.balance), price: row.price, amount: row.debt,
        detail: row.interest == .zero ? nil : "interest \(row.interest)")
    }
    guard [.index, .mark].contains(rulebook.priceForLiquidation) else { return }
    for pricing in pricings.indices where concerns(number, pricing) { noteSources(index, pricing) }
  }

  private func noteSources(_ index: Int, _ pricing: Int) {
    let base = world.base[pricings[pricing].instrument.index]
    for (place, status) in pricings[pricing].index.statuses.enumerated() {
      let input = pricings[pricing].inputs[place]
      let market = world.instruments.firstIndex {
        $0.venue == input.venue && $0.symbol == input.symbol
      }
      step(
        index, "source", instrument: market.map(InstrumentID.init), asset: base,
        price: pricings[pricing].index.price(of: place), mark: pricings[pricing].indexPrice,
        detail: market == nil
          ? "\(input.venue) \(input.symbol) \(status.rawValue)" : status.rawValue)
    }
  }

  /// Writes the table of tiers in force; a table without steps is none.
  func writeTiers() throws(RunFailure) {
    let rule = rulebook.maintenance
    for (place, tier) in rule.table.tiers.enumerated() {
      let deduction: Money? =
        rule.table.method == .deduction
        ? try exact { () throws(QuantityError) in try rule.table.deduction(ofTier: place) } : nil
      journal.note(
        .tiers,
        [
          .number(place + 1), .text(rule.table.method.rawValue), .text(rule.base.rawValue),
          .text(rule.key.rawValue), .exact(tier.floor), .exact(tier.cap),
          .exact(tier.maintenanceRate), .exact(tier.maxLeverage), .exact(deduction),
        ])
    }
  }
}

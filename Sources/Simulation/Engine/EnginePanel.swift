import Accounting
import Lending
import Margin
public import MarketData
import Quantities
public import Strategies

extension OwnerContext {
  @usableFromInline func panel(_ account: String?, _ id: InstrumentID?) -> PanelView? {
    guard let number = number(account) else { return nil }
    return attempt { () throws(RunFailure) in
      guard let pair = id ?? engine.panelPairs(number).first else { return nil }
      return try engine.panel(number, pair, withQuotas: true)
    } ?? nil
  }
}

/// The panel of source 004: what an account has and owes of a pair, and where it stands.
extension Engine {
  /// The pairs whose panels an account has: its own, or all of its currency of which it has or
  /// owes something; where none is, the first of its currency.
  func panelPairs(_ number: Int) -> [InstrumentID] {
    if accounts[number].mode == nil { return [] }
    if let own = accounts[number].market { return [own] }
    let priced = world.traded.filter { world.quote[$0.index] == accounts[number].quote }
    let used = priced.filter { id in
      let base = world.base[id.index]
      return ledger.balance(accounts[number].ledger, base).total != .zero
        || loans.debt(number, base).total != .zero
    }
    return used.isEmpty ? Array(priced.prefix(1)) : used
  }

  /// The panel of one pair; nil where the account holds none such. Quotas take further valuations.
  func panel(
    _ number: Int, _ id: InstrumentID, withQuotas: Bool
  ) throws(RunFailure) -> PanelView? {
    let (base, quote) = (world.base[id.index], world.quote[id.index])
    guard accounts[number].mode != nil, quote == accounts[number].quote,
      accounts[number].assets.contains(base)
    else { return nil }
    var panel = PanelView(
      baseAsset: world.assets[base.index], quoteAsset: world.assets[quote.index])
    panel.baseAssets = ledger.balance(accounts[number].ledger, base).total
    panel.quoteAssets = ledger.balance(accounts[number].ledger, quote).total
    panel.baseDebt = loans.debt(number, base).total
    panel.quoteDebt = loans.debt(number, quote).total
    if let value = try valuation(number) {
      panel.marginLevel = rulebook.health.metric.level(value)
      let pnl = value.equity - accounts[number].netTransferIn
      panel.pnl = pnl
      if accounts[number].netTransferIn > .zero {
        panel.pnlPercent = try? pnl.ratio(to: accounts[number].netTransferIn, .down)
      }
    }
    panel.liquidationPrice = try liquidationPrice(number, id)
    if withQuotas {
      panel.baseQuota = try maxBorrow(number, base)
      panel.quoteQuota = try maxBorrow(number, quote)
    }
    return panel
  }

  /// Samples the panels of an account that has been used.
  func samplePanels(_ number: Int) throws(RunFailure) {
    guard accounts[number].mode != nil,
      accounts[number].assets.contains(where: { accounts[number].flows[$0.index] != AssetFlows() })
    else { return }
    for pair in panelPairs(number) {
      guard let panel = try panel(number, pair, withQuotas: false) else { continue }
      journal.note(
        .panels,
        [
          .time(clock), id(number), .number(pair.index), .exact(panel.baseAssets),
          .exact(panel.quoteAssets), .exact(panel.baseDebt), .exact(panel.quoteDebt),
          .exact(panel.marginLevel), .exact(panel.liquidationPrice), .exact(panel.pnl),
          .exact(panel.pnlPercent),
        ])
    }
  }
}

import Accounting
import Lending
import Margin
public import MarketData
import Matching
public import Quantities
public import Strategies

extension OwnerContext {
  @usableFromInline func instrument(named symbol: String) -> Result<InstrumentID, Refusal> {
    if let id = engine.world.instrument(symbol), engine.pricingOf[id.index] != nil {
      return .success(id)
    }
    let names = engine.world.traded.flatMap { id in
      let instrument = engine.world.instruments[id.index]
      return [instrument.symbol, instrument.name]
    }
    return .failure(
      Refusal(
        .unknownSymbol,
        "'\(symbol)' is not traded here; \(NearestName.advice(symbol, among: names))"))
  }

  @usableFromInline func instrument(_ id: InstrumentID) -> Instrument {
    engine.world.instruments[id.index]
  }
  @usableFromInline func maxLeverage(_ id: InstrumentID) -> Rate {
    min(engine.rulebook.maxLeverage, engine.rulebook.maintenance.table.maxLeverage)
  }
  @usableFromInline func last(_ id: InstrumentID) -> Price? {
    engine.markets[engine.views[id.index]].lastPrice
  }
  @usableFromInline func index(_ id: InstrumentID) -> Price? { engine.price(id, .index) }
  @usableFromInline func mark(_ id: InstrumentID) -> Price? { engine.price(id, .mark) }

  @usableFromInline func quote(_ id: InstrumentID) -> QuoteView? {
    let view = engine.views[id.index]
    let seen = engine.markets[view].glance()
    guard engine.markets[view].offersDepth else { return nil }
    return QuoteView(
      bid: seen.bid, bidSize: engine.markets[view].bestSize(.buy),
      ask: seen.ask, askSize: engine.markets[view].bestSize(.sell))
  }

  @usableFromInline func book(_ id: InstrumentID, levels: Int) -> BookView? {
    let market = engine.markets[engine.views[id.index]]
    guard market.offersDepth else { return nil }
    return BookView(
      ts: market.lastUpdate, bids: market.top(levels, .buy), asks: market.top(levels, .sell),
      isStale: market.isStale(now, engine.rulebook.staleBook), isCrossed: market.isCrossed)
  }

  @usableFromInline func depth(_ id: InstrumentID, within distance: Rate) -> (
    bid: Quantity, ask: Quantity
  )? {
    let market = engine.markets[engine.views[id.index]]
    guard market.offersDepth else { return nil }
    return (market.depth(.buy, within: distance), market.depth(.sell, within: distance))
  }

  @usableFromInline func cost(_ id: InstrumentID, _ side: Side, _ quantity: Quantity) -> CostView {
    let view = engine.views[id.index]
    guard quantity > .zero, let cost = try? engine.markets[view].cost(side, quantity),
      cost.quantity > .zero
    else { return CostView(average: nil, last: nil, available: .zero) }
    let average = try? cost.quantity.averagePrice(for: cost.notional, .halfEven)
    return CostView(average: average, last: cost.worst, available: cost.quantity)
  }

  @usableFromInline func bars(_ id: InstrumentID, interval: TimeSpan, count: Int) -> [BarRow] {
    guard let series = engine.bars.find(id, interval) else { return [] }
    return Array(engine.bars.series[series].closed.suffix(count))
  }

  @usableFromInline func order(_ id: OrderID) -> OrderView? {
    guard engine.orders.indices.contains(id.value - 1) else { return nil }
    guard engine.accounts[engine.orders[id.value - 1].account].owner == owner else { return nil }
    return engine.shownOrder(id.value - 1)
  }

  @usableFromInline func openOrders(_ id: InstrumentID?) -> [OrderView] {
    engine.owners[owner].shown.places.lazy
      .filter { id == nil || self.engine.orders[$0].instrument == id }
      .map { self.engine.shownOrder($0) }
  }

  @usableFromInline func pool(_ asset: String) -> PoolView? {
    guard let id = engine.world.asset(asset), let pool = engine.loans.pool(id),
      let used = try? pool.utilisation(), let borrow = try? pool.borrowRate(),
      let supply = try? pool.supplyRate()
    else { return nil }
    return PoolView(
      utilisation: used, borrowRate: borrow, supplyRate: supply, kink: pool.model.kink,
      cash: pool.cash, borrowed: pool.borrowed)
  }

  @usableFromInline func position(_ id: InstrumentID, account: String?) -> PositionView? {
    guard let number = number(account) else { return nil }
    let quantity = engine.position(number, id)
    let state = engine.accounts[number].positions[id.index]
    let price = engine.price(id, engine.rulebook.priceForProfit)
    let value = price.flatMap { try? $0.value(of: quantity, .down) } ?? .zero
    var pnl = Money.zero
    if let price {
      let wide = Int128(state.quantity.raw) * Int128(price.raw) - state.cost
      pnl = Money(raw: Int64(clamping: Rounding.down.divide(wide, by: 100_000_000)))
    }
    let cost = Money(
      raw: Int64(clamping: Rounding.up.divide(abs(state.cost), by: 100_000_000)))
    return PositionView(
      quantity: quantity, entry: state.entry, mark: mark(id), value: value, pnl: pnl,
      pnlPercent: cost > .zero ? try? pnl.ratio(to: cost, .down) : nil,
      leverage: leverage(number), liquidationPrice: liquidationPrice(id, account: account))
  }

  private func leverage(_ number: Int) -> Rate? {
    guard let value = attempt({ () throws(RunFailure) in try engine.valuation(number) }),
      let value, value.equity > .zero
    else { return nil }
    return try? value.exposure.ratio(to: value.equity, .up)
  }

  @usableFromInline func account(_ name: String?) -> AccountView? {
    guard let number = number(name) else { return nil }
    let account = engine.accounts[number]
    let value =
      attempt { () throws(RunFailure) in try engine.valuation(number) } ?? nil
    let known = value ?? Valuation()
    let base = account.market.map { engine.world.base[$0.index] }
    func assets(_ asset: AssetID?) -> Money {
      asset.map { engine.ledger.balance(account.ledger, $0).total } ?? .zero
    }
    func debt(_ asset: AssetID?) -> Money {
      asset.map { engine.loans.debt(number, $0).total } ?? .zero
    }
    var view = AccountView(
      name: account.name, mode: account.mode?.rawValue ?? "spot",
      metric: engine.rulebook.health.metric.rawValue,
      marginLevel: account.mode == nil ? nil : engine.rulebook.health.metric.level(known),
      band: account.mode == nil ? Band.normal.word : engine.rulebook.band(known).word,
      isFrozen: account.isFrozen, quoteAsset: engine.world.assets[account.quote.index],
      equity: known.equity, assets: known.assets, debt: known.debt,
      maintenance: known.maintenance, initial: initialMargin(number), leverage: leverage(number),
      baseAssets: assets(base), quoteAssets: assets(account.quote), baseDebt: debt(base),
      quoteDebt: debt(account.quote), netTransferIn: account.netTransferIn)
    view.restrictions = engine.restrictions(number, value)
    return view
  }

  /// What open orders bind of the account's own money, in its quote currency.
  private func initialMargin(_ number: Int) -> Money {
    var sum = Money.zero
    for asset in engine.accounts[number].assets {
      let held = engine.ledger.balance(engine.accounts[number].ledger, asset).held
      guard held > .zero,
        let price = engine.price(
          of: asset, in: engine.accounts[number].quote, engine.rulebook.priceForLiquidation),
        let value = try? price.value(of: held, .up)
      else { continue }
      sum += value
    }
    return sum
  }

  @usableFromInline func balance(_ asset: String, account: String?) -> BalanceView? {
    guard let number = number(account), let id = engine.world.asset(asset) else { return nil }
    let balance = engine.ledger.balance(engine.accounts[number].ledger, id)
    let debt = engine.loans.debt(number, id)
    return BalanceView(
      free: balance.free, held: balance.held, borrowed: debt.principal, interest: debt.interest)
  }

  @usableFromInline func maxBorrow(_ asset: String, account: String?) -> Money? {
    guard let number = number(account), let id = engine.world.asset(asset) else { return nil }
    return attempt { () throws(RunFailure) in try engine.maxBorrow(number, id) }
  }

  @usableFromInline func maxTransferOut(_ asset: String, account: String?) -> Money? {
    guard let number = number(account), let id = engine.world.asset(asset) else { return nil }
    return attempt { () throws(RunFailure) in try engine.maxTransferOut(number, id) }
  }

  @usableFromInline func liquidationPrice(_ id: InstrumentID, account: String?) -> Price? {
    guard let number = number(account) else { return nil }
    return attempt { () throws(RunFailure) in try engine.liquidationPrice(number, id) } ?? nil
  }

  @usableFromInline func interestEstimate(over span: TimeSpan, account: String?) -> Money? {
    guard let number = number(account) else { return nil }
    var sum = Money.zero
    for asset in engine.accounts[number].assets {
      let debt = engine.loans.debt(number, asset).total
      sum += engine.interest(on: debt, engine.loans.pool(asset), asset, number, over: span)
    }
    return sum
  }
}

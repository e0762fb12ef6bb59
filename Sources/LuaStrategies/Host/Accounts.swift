internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// Fields and methods of an account.
  func answerAccount(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let name = accounts[arguments.handle]
    if !method.isField {
      return try answerAccountCall(method, arguments.afterObject, name, context)
    }
    guard let view = context.account(name) else { return writer.empty() }
    switch method {
    case .accountName: writer.put(view.name)
    case .accountMode: writer.put(view.mode)
    case .accountMetric: writer.put(view.metric)
    case .accountBand: writer.put(view.band)
    case .accountFrozen: writer.put(view.isFrozen)
    case .accountMarginLevel: writer.put(view.marginLevel)
    case .accountLeverage: writer.put(view.leverage)
    case .accountPnlPercent: writer.put(view.pnlPercent.map { $0.approximate * 100 })
    default: writer.put(amount(method, of: view))
    }
  }

  private func amount(_ method: Method, of view: AccountView) -> Money? {
    switch method {
    case .accountEquity: view.equity
    case .accountAssets: view.assets
    case .accountDebt: view.debt
    case .accountMaintenance: view.maintenance
    case .accountInitial: view.initial
    case .accountBaseAssets: view.baseAssets
    case .accountQuoteAssets: view.quoteAssets
    case .accountBaseDebt: view.baseDebt
    case .accountQuoteDebt: view.quoteDebt
    case .accountNetTransferIn: view.netTransferIn
    case .accountPnl: view.pnl
    default: nil
    }
  }

  private func answerAccountCall(
    _ method: Method, _ arguments: Arguments, _ name: String?, _ context: any StrategyContext
  ) throws(Mistake) {
    switch method {
    case .accountFree:
      let asset = try arguments.text(0, "the asset")
      writer.putAtMost(context.balance(asset, account: name)?.free)
    case .accountBalance:
      putBalance(context.balance(try arguments.text(0, "the asset"), account: name))
    case .accountMaxBorrow:
      writer.putAtMost(context.maxBorrow(try arguments.text(0, "the asset"), account: name))
    case .accountMaxTransferOut:
      writer.putAtMost(context.maxTransferOut(try arguments.text(0, "the asset"), account: name))
    case .accountInterestEstimate:
      writer.put(context.interestEstimate(over: try arguments.span(ofDays: 0), account: name))
    case .accountRestrictions:
      let words = context.account(name)?.restrictions ?? []
      writer.table(list: words.count)
      for word in words { writer.put(word) }
      writer.end()
    case .accountPanel:
      let symbol = arguments.value(0, "the symbol")
      if symbol.isNil { return putPanel(context.panel(name, nil)) }
      switch instrument(try symbol.text(), context) {
      case .success(let id): putPanel(context.panel(name, id))
      case .failure(let refusal): put(refusal)
      }
    default:
      switch instrument(try arguments.text(0, "the symbol"), context) {
      case .success(let id): writer.put(context.liquidationPrice(id, account: name))
      case .failure(let refusal): put(refusal)
      }
    }
  }

  private func putPanel(_ panel: PanelView?) {
    guard let panel else { return writer.empty() }
    writer.table(keys: 12)
    for (key, text) in [(Word.baseAsset, panel.baseAsset), (.quoteAsset, panel.quoteAsset)] {
      writer.key(key)
      writer.put(text)
    }
    for (key, amount) in [
      (Word.baseAssets, panel.baseAssets), (.quoteAssets, panel.quoteAssets),
      (.baseDebt, panel.baseDebt), (.quoteDebt, panel.quoteDebt),
    ] {
      writer.key(key)
      writer.put(amount)
    }
    writer.key(.marginLevel)
    writer.put(panel.marginLevel)
    writer.key(.liqPrice)
    writer.put(panel.liquidationPrice)
    writer.key(.pnl)
    writer.put(panel.pnl)
    writer.key(.pnlPercent)
    writer.put(panel.pnlPercent.map { $0.approximate * 100 })
    writer.key(.baseQuota)
    writer.putAtMost(panel.baseQuota)
    writer.key(.quoteQuota)
    writer.putAtMost(panel.quoteQuota)
    writer.end()
  }

  private func putBalance(_ balance: BalanceView?) {
    guard let balance else { return writer.empty() }
    writer.table(keys: 4)
    writer.key(.free)
    writer.putAtMost(balance.free)
    writer.key(.held)
    writer.put(balance.held)
    writer.key(.borrowed)
    writer.put(balance.borrowed)
    writer.key(.interest)
    writer.put(balance.interest)
    writer.end()
  }

  /// Fields of ctx.run and ctx.stats.
  func answerRun(_ method: Method, _ context: any StrategyContext) {
    switch method {
    case .runScenario: writer.put(context.run.scenario)
    case .runSeed: writer.put(Int64(bitPattern: context.run.seed))
    case .runStart: writer.put(context.run.start)
    case .runStop: writer.put(context.run.stop)
    case .statsOrders: writer.put(context.stats.orders)
    case .statsFills: writer.put(context.stats.fills)
    case .statsRejects: writer.put(context.stats.rejects)
    case .statsMarginCalls: writer.put(context.stats.marginCalls)
    case .statsLiquidations: writer.put(context.stats.liquidations)
    case .statsFees: writer.put(context.stats.fees)
    default: writer.put(context.stats.interest)
    }
  }
}

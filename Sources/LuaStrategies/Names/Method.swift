internal import LuaBridge

/// The classes of objects that scripts hold.
enum ObjectClass: Int32, CaseIterable {
  case context, account, indicator, parameters, run, stats

  /// As the texts of errors name it.
  var name: String {
    switch self {
    case .context: "ctx"
    case .account: "an account"
    case .indicator: "an indicator"
    case .parameters: "ctx.p"
    case .run: "ctx.run"
    case .stats: "ctx.stats"
    }
  }

  /// The method that answers `object[k]`, 0 for none.
  var indexed: Int32 { self == .indicator ? Method.indicatorValue.rawValue : 0 }
}

/// Everything a script can ask the host. Values are the bridge's method numbers.
enum Method: Int32, CaseIterable {
  // Fields and methods of ctx.
  case now = 16
  case instrument, last, index, mark, quote, book, depth, cost, bars, order, orders, position, pool
  case account, preview
  case openMargin, transfer, borrow, repay, deleverage, setLeverage, buy, sell, close
  case target, amend, cancel
  case cancelAll
  case every, after, at, stopTimer, subscribe, ind, log, note, plot, record, rand, randn
  // Of an account.
  case accountName, accountMode, accountMetric, accountMarginLevel, accountBand, accountFrozen
  case accountEquity, accountAssets, accountDebt, accountMaintenance, accountInitial
  case accountLeverage, accountBaseAssets, accountQuoteAssets, accountBaseDebt, accountQuoteDebt
  case accountNetTransferIn, accountPnl, accountPnlPercent
  case accountFree, accountBalance, accountLiqPrice, accountMaxBorrow, accountMaxTransferOut
  case accountPanel, accountRestrictions
  case accountInterestEstimate
  // Of an indicator.
  case indicatorReady, indicatorUpper, indicatorMiddle, indicatorLower, indicatorValue
  // Of ctx.run and ctx.stats.
  case runScenario, runSeed, runStart, runStop
  case statsOrders, statsFills, statsRejects, statsMarginCalls, statsLiquidations, statsFees
  case statsInterest

  /// The class it belongs to, by the first word of its name.
  var owner: ObjectClass {
    switch rawValue {
    case ...Method.randn.rawValue: .context
    case ...Method.accountInterestEstimate.rawValue: .account
    case ...Method.indicatorValue.rawValue: .indicator
    case ...Method.runStop.rawValue: .run
    default: .stats
    }
  }

  /// As scripts spell it; nil where it has no name (`object[k]`).
  var name: String? { Self.names[Int(rawValue - Method.now.rawValue)] }

  private static let names = allCases.map(\.spelling)

  private var spelling: String? {
    if self == .indicatorValue { return nil }
    let text = snakeCase("\(self)")
    switch owner {
    case .context, .parameters: return text
    case .account: return String(text.dropFirst("account_".count))
    case .indicator: return String(text.dropFirst("indicator_".count))
    case .run: return String(text.dropFirst("run_".count))
    case .stats: return String(text.dropFirst("stats_".count))
    }
  }

  /// Whether it is read without a call.
  var isField: Bool {
    switch self {
    case .now, .indicatorUpper, .indicatorMiddle, .indicatorLower: true
    case .accountPanel, .accountRestrictions, .accountFree, .accountBalance, .accountLiqPrice,
      .accountMaxBorrow, .accountMaxTransferOut, .accountInterestEstimate:
      false
    default: owner == .account || owner == .run || owner == .stats
    }
  }

  /// Whether it changes money or orders, which `on_stop` may not.
  var isTrading: Bool {
    rawValue >= Method.openMargin.rawValue && rawValue <= Method.cancelAll.rawValue
  }

  static func names(of owner: ObjectClass) -> [String] {
    allCases.filter { $0.owner == owner }.compactMap(\.name)
  }
}

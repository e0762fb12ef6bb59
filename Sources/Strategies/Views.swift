public import MarketData
public import Quantities

/// The best bid and ask that a strategy may see.
public struct QuoteView: Hashable, Sendable {
  public var bid: Price?
  public var bidSize: Quantity
  public var ask: Price?
  public var askSize: Quantity

  public init(bid: Price?, bidSize: Quantity, ask: Price?, askSize: Quantity) {
    self.bid = bid
    self.bidSize = bidSize
    self.ask = ask
    self.askSize = askSize
  }
}

/// The best levels of a book, best first.
public struct BookView: Hashable, Sendable {
  public var ts: Instant
  public var bids: [BookLevel]
  public var asks: [BookLevel]
  public var isStale: Bool
  public var isCrossed: Bool

  public init(
    ts: Instant, bids: [BookLevel], asks: [BookLevel], isStale: Bool, isCrossed: Bool
  ) {
    self.ts = ts
    self.bids = bids
    self.asks = asks
    self.isStale = isStale
    self.isCrossed = isCrossed
  }
}

/// What an order would cost now: average and last price over what is available of it.
public struct CostView: Hashable, Sendable {
  public var average: Price?
  public var last: Price?
  public var available: Quantity

  public init(average: Price?, last: Price?, available: Quantity) {
    self.average = average
    self.last = last
    self.available = available
  }
}

/// A position: what an account holds of base less what it owes of it.
public struct PositionView: Hashable, Sendable {
  public var quantity: Quantity
  /// Average entry price, nil without a position.
  public var entry: Price?
  public var mark: Price?
  public var value: Money
  public var pnl: Money
  public var pnlPercent: Rate?
  public var leverage: Rate?
  public var liquidationPrice: Price?

  public init(
    quantity: Quantity, entry: Price?, mark: Price?, value: Money, pnl: Money,
    pnlPercent: Rate?, leverage: Rate?, liquidationPrice: Price?
  ) {
    self.quantity = quantity
    self.entry = entry
    self.mark = mark
    self.value = value
    self.pnl = pnl
    self.pnlPercent = pnlPercent
    self.leverage = leverage
    self.liquidationPrice = liquidationPrice
  }
}

/// An account as it would be after an order, filled in full at the prices of now.
public struct OrderPreview: Hashable, Sendable {
  /// nil without debt, or where a price is unknown.
  public var marginLevel: Rate?
  /// For the order's market, all else held still; nil where no price liquidates.
  public var liquidationPrice: Price?
  /// Exposure over equity; nil without equity.
  public var leverage: Rate?
  /// What the order would borrow, in units of what it spends.
  public var borrow: Money
  /// Of all that is owed then, at the rates of then, in the account's quote currency.
  public var interestPerDay: Money
  /// The same over the span that was asked for.
  public var interest = Money.zero
  /// How much more of its quote currency the account could borrow and pay out then.
  public var maxBorrow = Money.zero
  public var maxTransferOut = Money.zero
  /// What the venue would warn of, nil where nothing is.
  public var warning: String?
  /// What the order must be backed with, nil where the venue asks for nothing of its own.
  public var margin: OrderMarginView?

  public init(
    marginLevel: Rate?, liquidationPrice: Price?, leverage: Rate?, borrow: Money,
    interestPerDay: Money
  ) {
    self.marginLevel = marginLevel
    self.liquidationPrice = liquidationPrice
    self.leverage = leverage
    self.borrow = borrow
    self.interestPerDay = interestPerDay
  }
}

/// The margin of an order, by why it is asked for; in the account's quote currency.
public struct OrderMarginView: Hashable, Sendable {
  public var base: Money
  public var volatility: Money
  public var liquidity: Money
  /// All three over the value that the order opens.
  public var rate: Rate

  public init(base: Money, volatility: Money, liquidity: Money, rate: Rate) {
    self.base = base
    self.volatility = volatility
    self.liquidity = liquidity
    self.rate = rate
  }

  public var total: Money { base + volatility + liquidity }
}

/// A lending pool.
public struct PoolView: Hashable, Sendable {
  public var utilisation: Rate
  public var borrowRate: Rate
  public var supplyRate: Rate
  public var kink: Rate
  public var cash: Money
  public var borrowed: Money

  public init(
    utilisation: Rate, borrowRate: Rate, supplyRate: Rate, kink: Rate, cash: Money,
    borrowed: Money
  ) {
    self.utilisation = utilisation
    self.borrowRate = borrowRate
    self.supplyRate = supplyRate
    self.kink = kink
    self.cash = cash
    self.borrowed = borrowed
  }
}

/// What an account holds and owes of one asset.
public struct BalanceView: Hashable, Sendable {
  public var free: Money
  public var held: Money
  /// Principal owed.
  public var borrowed: Money
  /// Interest owed.
  public var interest: Money

  public init(free: Money, held: Money, borrowed: Money, interest: Money) {
    self.free = free
    self.held = held
    self.borrowed = borrowed
    self.interest = interest
  }
}

/// An account at this moment; amounts in its quote currency.
public struct AccountView: Hashable, Sendable {
  public var name: String
  /// `spot`, `isolated`, `cross`.
  public var mode: String
  /// The health metric's name, such as `equity_over_maintenance`.
  public var metric: String
  /// nil without debt.
  public var marginLevel: Rate?
  /// `normal`, `alert`, `call`, `liquidation`.
  public var band: String
  public var isFrozen: Bool
  public var quoteAsset: String
  public var equity: Money
  public var assets: Money
  public var debt: Money
  public var maintenance: Money
  /// Initial margin of open orders.
  public var initial: Money
  public var leverage: Rate?
  /// Of an isolated pair, in units of the asset.
  public var baseAssets: Money
  public var quoteAssets: Money
  public var baseDebt: Money
  public var quoteDebt: Money
  public var netTransferIn: Money
  /// The actions of the rulebook's further lines (`health.bands`) that it has crossed.
  public var restrictions: [String] = []

  public init(
    name: String, mode: String, metric: String, marginLevel: Rate?, band: String, isFrozen: Bool,
    quoteAsset: String, equity: Money, assets: Money, debt: Money, maintenance: Money,
    initial: Money, leverage: Rate?, baseAssets: Money, quoteAssets: Money, baseDebt: Money,
    quoteDebt: Money, netTransferIn: Money
  ) {
    self.name = name
    self.mode = mode
    self.metric = metric
    self.marginLevel = marginLevel
    self.band = band
    self.isFrozen = isFrozen
    self.quoteAsset = quoteAsset
    self.equity = equity
    self.assets = assets
    self.debt = debt
    self.maintenance = maintenance
    self.initial = initial
    self.leverage = leverage
    self.baseAssets = baseAssets
    self.quoteAssets = quoteAssets
    self.baseDebt = baseDebt
    self.quoteDebt = quoteDebt
    self.netTransferIn = netTransferIn
  }

  /// Profit: equity less what was transferred in.
  public var pnl: Money { equity - netTransferIn }

  /// Profit as a share of what was transferred in, nil when that is not above zero.
  public var pnlPercent: Rate? {
    guard netTransferIn > .zero else { return nil }
    return try? pnl.ratio(to: netTransferIn, .down)
  }
}

/// What source 004 shows of an account: one pair, its debts and its margin level.
public struct PanelView: Hashable, Sendable {
  public var baseAsset: String
  public var quoteAsset: String
  /// All that is held, and owed with interest, in units of the asset.
  public var baseAssets = Money.zero
  public var quoteAssets = Money.zero
  public var baseDebt = Money.zero
  public var quoteDebt = Money.zero
  /// nil without debt, or where a price is unknown.
  public var marginLevel: Rate?
  /// nil where no price of the pair liquidates.
  public var liquidationPrice: Price?
  /// Equity less what was transferred in, in quote; nil where a price is unknown.
  public var pnl: Money?
  /// As a share of what was transferred in, nil where that is not above zero.
  public var pnlPercent: Rate?
  /// How much more of each may be borrowed, one beside the other.
  public var baseQuota = Money.zero
  public var quoteQuota = Money.zero

  public init(baseAsset: String, quoteAsset: String) {
    self.baseAsset = baseAsset
    self.quoteAsset = quoteAsset
  }
}

/// What a strategy did and suffered so far.
public struct StrategyStats: Hashable, Sendable {
  public var orders = 0
  public var fills = 0
  public var rejects = 0
  public var marginCalls = 0
  public var liquidations = 0
  /// In the quote currency of the first margin account.
  public var fees = Money.zero
  public var interest = Money.zero

  public init() {}
}

/// What a run is.
public struct RunView: Hashable, Sendable {
  public var scenario: String
  public var seed: UInt64
  public var start: Instant
  public var stop: Instant

  public init(scenario: String, seed: UInt64, start: Instant, stop: Instant) {
    self.scenario = scenario
    self.seed = seed
    self.start = start
    self.stop = stop
  }
}

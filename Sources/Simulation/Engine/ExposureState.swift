import Margin
import MarketData
import Quantities

/// What the venue's limits and its looks at risk remember.
struct ExposureState: Sendable {
  let rules: ExposureRules
  /// By owner: the venue's labels.
  let labels: [(tier: String?, rating: String?)]
  /// Days that count for volatility and performance.
  let lookback: Int
  let history: DailyHistory
  /// By instrument: the annualised volatility, nil where it is unknown.
  var volatility: [Rate?]
  /// The market's, weighted by the quote volume of the last day.
  var marketVolatility: Rate?
  /// By account.
  var accounts: [AccountExposure]
}

/// How an account has done, for its limits.
struct AccountExposure: Sendable {
  /// One day that is over, UTC.
  struct Day: Hashable, Sendable {
    var hadExposure = false
    var isLoss = false
    var drawdown = Rate.zero
    var looks = 0
    var looksAtWarning = 0
    var liquidations = 0
  }

  /// The start of the day that goes on, with what the account was worth and had transferred in; nil
  /// before the first look, when both were nothing.
  var dayStart: Instant?
  var startEquity = Money.zero
  var startTransfer = Money.zero
  /// What the account was worth at the last look, and had transferred in.
  var lastEquity = Money.zero
  var lastTransfer = Money.zero
  /// Growth of one unit without transfers, and its highest so far.
  var wealth = Rate.one
  var peak = Rate.one
  var today = Day()
  /// Days that are over, oldest first.
  var days: [Day] = []
  /// The factor of these days; that of an unknown account at first.
  var performance: Rate
  var risk: PortfolioRisk?
  var score: Rate?
  /// The last advice, nil while none is due.
  var advised: Rate?
  /// By instrument: the leverage that the owner has set, nil for none.
  var ownLeverage: [Int: Rate] = [:]

  /// How far it is below its peak, as a fraction; rounded up.
  var drawdown: Rate {
    guard peak > .zero, wealth < peak else { return .zero }
    return (try? (peak - wealth).divided(by: peak, .up)) ?? .one
  }

  /// Loss since the day's start, transfers left out; below zero for a gain.
  func dailyLoss(equity: Money, transfer: Money) -> Money {
    startEquity + (transfer - startTransfer) - equity
  }

  /// What daily loss is a share of: the net asset value at the day's start and what was transferred
  /// in since.
  func dailyBase(transfer: Money) -> Money {
    max(.zero, startEquity + (transfer - startTransfer))
  }

  /// Notes what the account is worth: growth since the last look, what was transferred counted from
  /// its beginning; the day's result; that the day has ended where it has, which it returns. O(1).
  mutating func note(_ equity: Money, _ transfer: Money, day: Instant) -> Bool {
    let base = Int128(lastEquity.raw) + Int128(transfer.raw) - Int128(lastTransfer.raw)
    if base > 0 {
      let grown = Int128(wealth.raw) * Int128(max(.zero, equity).raw)
      wealth = Rate(raw: Int64(clamping: Rounding.halfEven.divide(grown, by: base)))
      peak = max(peak, wealth)
    }
    (lastEquity, lastTransfer) = (equity, transfer)
    today.drawdown = max(today.drawdown, drawdown)
    if dayStart == day { return false }
    let hasEnded = dayStart != nil
    if hasEnded {
      today.isLoss = dailyLoss(equity: equity, transfer: transfer) > .zero
      days.append(today)
    }
    today = Day()
    (dayStart, startEquity, startTransfer) = (day, equity, transfer)
    return hasEnded
  }

  /// Keeps the last `count` days.
  mutating func keepDays(_ count: Int) { days.removeFirst(max(0, days.count - count)) }

  /// What was counted over the days that are over.
  var record: TradingRecord {
    let exposed = days.filter(\.hadExposure)
    return TradingRecord(
      days: exposed.count, daysWithoutLoss: exposed.count { !$0.isLoss },
      drawdown: days.map(\.drawdown).max(), looks: days.reduce(0) { $0 + $1.looks },
      looksAtWarning: days.reduce(0) { $0 + $1.looksAtWarning },
      liquidations: days.reduce(0) { $0 + $1.liquidations })
  }
}

extension ExposureState {
  /// Of the bars known at `now`: volatility of each instrument and of the market.
  mutating func refresh(at now: Instant) throws(QuantityError) {
    var symbols: [(volume: Money, volatility: Rate)] = []
    for place in volatility.indices {
      let id = InstrumentID(place)
      volatility[place] = history.volatility(id, at: now, days: lookback)
      guard let annual = volatility[place], let volume = history.lastVolume(id, at: now)
      else { continue }
      symbols.append((volume, annual))
    }
    marketVolatility = try RiskScore.volatilityIndex(symbols)
  }
}

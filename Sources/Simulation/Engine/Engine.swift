import Accounting
import Ingest
public import Kernel
public import Lending
import Margin
import MarketData
public import Matching
import Pricing
public import Quantities
public import Strategies

/// What is due at an instant.
@usableFromInline enum DueTask: Sendable {
  case arrival(order: Int)
  /// A request that was refused on its way is heard of.
  case lost(order: Int)
  case lostChange(order: Int)
  case cancel(order: Int)
  case amend(order: Int, OrderChange)
  /// A waiting order was let loose.
  case release(order: Int)
  /// An owner hears the next answer of the venue.
  case answer(owner: Int)
  case outage(Int, isUp: Bool)
  case gap(Int, isUp: Bool)
  case staleCheck(market: Int)
  case timer(owner: Int, generation: Int)
  case barClose(series: Int)
  case markSample(market: Int)
  case indexCheck(market: Int)
  case fundingSettlement(series: Int)
  case liquidation(Int)
  case callDeadline(Int)
  case alertLook
  case riskLook
  case impact(ImpactTask)
  case sample
}

/// The venue at one moment: markets, prices, money, loans, accounts, orders and liquidations.
///
/// All state changes of a run happen in its extensions, one file a subject. It knows strategies
/// only as owners of accounts, to whom events are addressed.
@usableFromInline final class Engine {
  let world: World
  let rulebook: Rulebook
  @usableFromInline let settings: EngineSettings
  var journal: Journal
  @usableFromInline var clock = Instant.distantPast
  @usableFromInline var queue = EventQueue<DueTask>()

  /// By instrument; behind them what strategies see of markets whose feed is late.
  let markets: FixedRows<Market>
  /// By instrument: the row of `markets` that strategies see.
  let views: [Int]
  /// By instrument: what of its market has been seen, so that nothing is done where all is same.
  let sights: FixedRows<MarketSight>
  /// Traded markets with their index and mark, in order of `world.traded`.
  let pricings: FixedRows<PricingState>
  /// Traded markets whose prices must be looked at, each once.
  var dirtyPricings: [Int] = []
  /// By instrument: the pricing of a traded market.
  let pricingOf: [Int?]
  /// By instrument: the pricings and source numbers that it feeds; by series the same.
  let feeds: [[(pricing: Int, source: Int)]]
  let seriesFeeds: [[(pricing: Int, source: Int)]]
  /// Rows of `index_sources` so far.
  var standingCount = 0
  let series: [RecordedSeries]
  let seriesUses: [SeriesUse]
  var seriesStates: [SeriesState]
  /// The number of the first series among the tapes of the run.
  var firstSeriesStream = 0

  var ledger: Ledger
  @usableFromInline var loans: LoanBook
  let houses: Houses
  var accounts = GrowingRows<AccountState>()
  /// By account: how it is valued.
  var rules = GrowingRows<MaintenanceRule>()
  /// Whether the rulebook has lines or haircuts that a request must be held against.
  let hasBands: Bool
  let hasHaircuts: Bool
  /// The table of tiers without the last one's end.
  let endlessTiers: TierTable
  var orders = GrowingRows<OrderState>()
  /// What orders say of themselves, and why they were refused; the first text is empty.
  var orderTexts = [""]
  var refusals: [Refusal] = []
  var calls: [CallState] = []
  /// By account; empty where the rulebook watches nothing but margin levels.
  var watches: [AccountWatch] = []
  /// Made with the first message. Never walked through.
  var senders: [Channel: Sender] = [:]
  var liquidations: [LiquidationRun] = []
  /// Transfers of assets that had no price yet.
  var unpriced: [(account: Int, asset: AssetID, amount: Money)] = []
  /// Promised to open orders, by asset; not lent to others.
  var promised: [Money]

  var venue: VenueState
  /// What the venue's limits and its looks at risk need, nil where the rulebook has neither.
  var exposure: ExposureState?
  /// Daily bars, where the rulebook looks at volatility or value at risk.
  var daily = DailyHistory()
  let gaps: [RecordedGap]

  var owners = GrowingRows<OwnerState>()
  @usableFromInline var outbox: [Notice] = []
  /// The journal's number of the event that a strategy is being told of: the cause of what it does
  /// then. nil while it hears of the market or of a timer.
  @usableFromInline var heard: Int?
  @usableFromInline var marketOutbox: [MarketEvent] = []
  /// Counts what strategies ask for that may change more than themselves.
  @usableFromInline var acts = 0
  @usableFromInline var subscriptions: Subscriptions
  var bars: BarSeriesSet
  var random: RandomStream
  /// Series whose closing is scheduled, because no recorded bar closes them.
  var scheduledSeries: Set<Int> = []
  /// By instrument: the stream of its book.
  var streamOfBook: [Int?] = []
  var lastSample: Instant?
  /// The spans of repeating timers.
  var repeats: [RepeatKey: TimeSpan] = [:]

  @usableFromInline var fills: [Fill] = []
  @usableFromInline var impact = ImpactWork()
  @usableFromInline var isPriceDirty = false
  @usableFromInline var isMarginDirty = false
  var dirtyMarkets: [Int] = []
  /// Whether accounts are left alone while they are known to be calm (`CalmRange`).
  var remembersCalm = true
  /// Counted up with every change of what somebody holds or owes.
  var moneyVersion = 0
  @usableFromInline var counters = RunCounters()
  /// As in the settings.
  @usableFromInline let isParanoid: Bool
  var nextFill = 1
  var nextTransfer = 1

  init(
    world: World, rulebook: Rulebook, settings: EngineSettings, markets: [Market],
    views: [Int], pricings: [PricingState], series: [RecordedSeries], seriesUses: [SeriesUse],
    gaps: [RecordedGap] = [], sink: RunDatabase?
  ) {
    self.world = world
    self.rulebook = rulebook
    hasBands = !rulebook.risk.bands.isEmpty
    hasHaircuts = !rulebook.risk.haircuts.isEmpty
    endlessTiers = rulebook.maintenance.table.endless
    self.settings = settings
    isParanoid = settings.isParanoid
    self.markets = FixedRows(markets)
    self.views = views
    sights = FixedRows(markets.map { _ in MarketSight() })
    self.pricings = FixedRows(pricings)
    journal = Journal(sink: sink)
    var pricingOf = [Int?](repeating: nil, count: markets.count)
    for (number, pricing) in pricings.enumerated() {
      pricingOf[pricing.instrument.index] = number
    }
    self.pricingOf = pricingOf
    (feeds, seriesFeeds) = Self.feeds(pricings, markets: markets.count, series: series.count)
    self.series = series
    self.seriesUses = seriesUses
    seriesStates = Array(repeating: SeriesState(), count: series.count)
    ledger = Ledger(assetCount: world.assets.count)
    houses = Houses(opening: &ledger)
    loans = LoanBook(
      pools: world.assets.map { name in
        rulebook.pool(name).map { Pool(model: $0.model, reserveFactor: $0.reserveFactor) }
      }, rule: rulebook.interest)
    promised = Array(repeating: .zero, count: world.assets.count)
    subscriptions = Subscriptions(views: views, count: markets.count)
    bars = BarSeriesSet()
    random = RandomStream(seed: settings.seed, purpose: "strategies")
    venue = VenueState(settings, limits: rulebook.limits, instruments: world.instruments.count)
    self.gaps = gaps
  }

  deinit {
    markets.free()
    sights.free()
    pricings.free()
    accounts.free()
    rules.free()
    orders.free()
    owners.free()
  }

  /// Which markets and which series feed which sources.
  private static func feeds(
    _ pricings: [PricingState], markets: Int, series: Int
  ) -> (markets: [[(pricing: Int, source: Int)]], series: [[(pricing: Int, source: Int)]]) {
    var byMarket = [[(pricing: Int, source: Int)]](repeating: [], count: markets)
    var bySeries = [[(pricing: Int, source: Int)]](repeating: [], count: series)
    for (number, pricing) in pricings.enumerated() {
      for (source, input) in pricing.inputs.enumerated() {
        switch input.origin {
        case .market(let id, let times):
          byMarket[id.index].append((number, source))
          if let times, times != id { byMarket[times.index].append((number, source)) }
        case .series(let place): bySeries[place].append((number, source))
        case .fixed: break
        }
      }
    }
    return (byMarket, bySeries)
  }

  /// The id of an account in the run database.
  func id(_ number: Int) -> Field { .number(accounts[number].ledger.index) }

  /// Turns an arithmetic error into the end of the run.
  func exact<T>(_ body: () throws(QuantityError) -> T) throws(RunFailure) -> T {
    do { return try body() } catch { throw .quantity(error, at: clock) }
  }
}

/// An event on its way to the owner of an account, with its number in the journal.
@usableFromInline struct Notice: Sendable {
  @usableFromInline let owner: Int
  @usableFromInline let event: AccountEvent
  @usableFromInline let number: Int?
}

/// What a run is told besides the rulebook.
@usableFromInline struct EngineSettings: Sendable {
  var scenario: String
  var seed: UInt64
  var latency = Latency()
  /// Recorded latencies, in place of the modelled ones.
  var latencies: [LatencyRow]?
  var rejectShare = Rate.zero
  var outages: [Scenario.Outage] = []
  var notifications = Scenario.Notifications()
  /// Number of strategies.
  var owners: Int
  var sampling: TimeSpan
  var barPath: BarPath
  var start: Instant
  @usableFromInline var stop: Instant
  /// Whether all invariants are checked after every instant instead of only at the end.
  @usableFromInline var isParanoid = false
  var reportCurrency: AssetID
}

/// The venue's own accounts.
struct Houses: Sendable {
  let outside: LedgerAccountID
  let venue: LedgerAccountID
  let fees: LedgerAccountID
  let fund: LedgerAccountID
  let pool: LedgerAccountID

  init(opening ledger: inout Ledger) {
    outside = ledger.open(.outside)
    venue = ledger.open(.venue)
    fees = ledger.open(.fee)
    fund = ledger.open(.fund)
    pool = ledger.open(.pool)
  }

  /// With names, for the accounts table.
  var named: [(LedgerAccountID, String)] {
    [
      (outside, "outside"), (venue, "venue"), (fees, "fees"), (fund, "insurance fund"),
      (pool, "lending pools"),
    ]
  }
}

/// A strategy as the engine knows it.
struct OwnerState: Sendable {
  var name: String
  var spot: Int
  /// The first margin account, else the spot account.
  var main: Int
  var margin: [Int] = []
  /// What of its orders and loans it is told.
  var hears = AccountEventKinds.all
  var stats = StrategyStats()
  /// What it has recorded, a text each.
  var records: [String] = []
  var timers: [String: Int] = [:]
  /// By generation: the names of the timers in the queue.
  var timerNames: [Int: String] = [:]
  var generation = 0
  /// Timers in the queue, those that were set anew or stopped since included.
  var waiting = 0
  /// Its open orders as it was told of them.
  var shown = OrderList()
  /// Answers of the venue on their way, the next one first.
  var answers = AnswerQueue()
}

/// Counts for progress and the run table.
public struct RunCounters: Hashable, Sendable {
  public var records = 0
  public var instants = 0
  public var liquidations = 0
}

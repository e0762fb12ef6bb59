import Kernel
import Quantities
import Strategies

/// The condition of venue and risk engine, what travels to them, and what waits there.
struct VenueState: Sendable {
  var connections: Connections
  let outages: [Scenario.Outage]
  let rejectShare: Rate
  var rejects: RandomStream
  /// By owner; empty without limits.
  var orderWindows: [RateWindow] = []
  var cancelWindows: [RateWindow] = []

  /// By instrument: outages that go on.
  var outageCounts: [Int]
  /// Outages of the risk engine that go on.
  var engineOutages = 0
  /// By instrument: whether its book was said to be stale, and how many are.
  var isStale: [Bool]
  var staleCount = 0

  /// By instrument: orders that wait for a price, and how many wait in all.
  var waiting: [WaitingOrders]
  var waitingCount = 0
  /// Reduce-only orders that rest in a market.
  var reducing = OrderList()
  /// Orders that a step of a bar has let loose.
  var released: [Int] = []
  /// By order: what its owner was told last, where answers travel. Never walked through.
  var told: [Int: OrderView] = [:]

  /// By order: what was borrowed as it was placed. Never walked through.
  var earlyLoans: [Int: Money] = [:]
  /// Of orders that have ended: what they borrowed early and did not use.
  var unusedLoans: [(order: Int, amount: Money)] = []

  var isEngineDown: Bool { engineOutages > 0 }
  /// Whether every instant must go through its passes: an order waits for a price, a stale book for
  /// a record, or the risk engine does not look.
  var isWatching: Bool { waitingCount > 0 || staleCount > 0 || engineOutages > 0 }

  init(_ settings: EngineSettings, limits: RateLimits?, instruments: Int) {
    connections = Connections(
      settings.latency, recorded: settings.latencies, seed: settings.seed,
      owners: settings.owners)
    outages = settings.outages
    rejectShare = settings.rejectShare
    rejects = RandomStream(seed: settings.seed, purpose: "rejects")
    func windows(_ limit: Int?) -> [RateWindow] {
      guard let limit, let limits else { return [] }
      let window = RateWindow(limit: limit, per: limits.per)
      return Array(repeating: window, count: settings.owners)
    }
    orderWindows = windows(limits?.orders)
    cancelWindows = windows(limits?.cancels)
    outageCounts = Array(repeating: 0, count: instruments)
    isStale = Array(repeating: false, count: instruments)
    waiting = Array(repeating: WaitingOrders(), count: instruments)
  }

  /// Whether the venue refuses the next request by chance.
  mutating func drawsReject() -> Bool {
    guard rejectShare > .zero else { return false }
    let drawn = UInt128(rejects.mantissa()) * UInt128(Rate.one.raw)
    return drawn < UInt128(rejectShare.raw) << 53
  }
}

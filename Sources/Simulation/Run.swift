import Kernel
import Lending
public import MarketData
import Matching
public import Quantities
public import Strategies

/// How far a run has come.
public struct RunProgress: Hashable, Sendable {
  /// Simulated time passed, from 0 to 1000 thousandths.
  public var permille: Int
  public var instant: Instant
  public var counters: RunCounters
}

/// What a run came to.
public struct RunOutcome: Sendable {
  public var journalHash: String
  public var counters: RunCounters
  /// Journalled decisions.
  public var events: Int
  /// Why it ended early, nil where it did not.
  public var failure: RunFailure?
}

/// One backtest: the merged records of all tapes through the venue, with strategies of one type.
///
/// One thread, one total order: (instant, phase, sequence). An instant is worked off in passes,
/// until nothing more is due at it: market and prices, accrual, arriving orders, margin and
/// liquidation, strategies; sampling comes last.
public struct Run<S: Strategy>: ~Copyable {
  @usableFromInline let strategies: FixedRows<S>
  @usableFromInline let engine: Engine
  @usableFromInline let contexts: [OwnerContext]
  @usableFromInline var merge: Merge
  @usableFromInline let streams: [StreamRows]
  /// By stream: what its rows are for.
  @usableFromInline let roles: [StreamRole]
  /// By stream: the same tape at the venue and as it is heard of, nil where both are not a fixed
  /// time apart.
  @usableFromInline let pairs: [StreamPair?]
  /// Update ids, or numbers of orders, of the streams that have them.
  @usableFromInline let sequences: [Companion]
  @usableFromInline var closing: [ClosingBar] = []
  @usableFromInline var accountEvents: [Notice] = []
  @usableFromInline var marketEvents: [MarketEvent] = []

  /// Passes within one instant before the run is stopped as endless.
  @usableFromInline static var mostPasses: Int { 10_000 }

  /// Prepares a run of `strategies`, one for each participant of the scenario, into a database
  /// (nil: nothing is kept but the hash). With `isParanoid` all invariants are checked after every
  /// instant. Throws `ConfigurationError`, `TapeError` or `RunFailure`.
  public init(
    _ setup: RunSetup, strategies: [S], sink: RunDatabase? = nil, isParanoid: Bool = false
  ) throws {
    precondition(
      strategies.count == setup.scenario.participants.count,
      "each participant of a scenario has one strategy")
    let engine = try Engine(setup, sink: sink, isParanoid: isParanoid)
    var sequences: [Companion] = []
    var streams: [StreamRows] = []
    let feed = try setup.feed()
    for source in feed {
      let tape = source.stream.tape
      let companion =
        tape.kind == .order
        ? try SingleOrderReplay.identities(tape) : try tape.companion("seq")
      streams.append(StreamRows(source.stream, companion: companion.map { _ in sequences.count }))
      if let companion { sequences.append(companion) }
    }
    let followed = setup.followed.map { ($0, setup.series[$0]) }
    streams += followed.map { StreamRows.series($0.0, $0.1) }
    roles = feed.map(\.role) + followed.map { _ in .plain }
    pairs = streams.indices.map { setup.pair(of: $0, in: feed) }
    self.sequences = sequences
    for owner in strategies.indices { engine.owners[owner].hears = strategies[owner].hears }
    self.engine = engine
    self.strategies = FixedRows(strategies)
    self.streams = streams
    contexts = engine.owners.indices.map { OwnerContext(engine: engine, owner: $0) }
    merge = Merge(sources: feed.map(\.source) + followed.map { MergeSource($0.1.tape) })
  }

  deinit { strategies.free() }

  /// Runs to the end or to the first failure. `progress` is called now and then; where it returns
  /// false the run stops as interrupted. What was journalled up to there is in the database,
  /// which the caller closes.
  @inlinable public mutating func run(progress: (RunProgress) -> Bool = { _ in true }) -> RunOutcome
  {
    var failure: RunFailure?
    do {
      try warmUp()
      try begin()
      try replay(progress)
      try finish()
    } catch {
      failure = error
    }
    return engine.outcome(failure)
  }

  /// A strategy as the run left it.
  public func strategy(_ owner: Int) -> S { strategies[owner] }

  /// What a strategy did and suffered.
  public func strategyStats(_ owner: Int) -> StrategyStats { contexts[owner].stats }

  /// What a strategy has recorded: key and value, in order.
  public func records(_ owner: Int) -> [String] { engine.owners[owner].records }

  /// The equity of a strategy's first margin account, nil where a price is unknown.
  public func equity(_ owner: Int) -> Money? { contexts[owner].account(nil)?.equity }

  /// Records before the start only fill the books.
  @usableFromInline mutating func warmUp() throws(RunFailure) {
    let last = engine.settings.start - TimeSpan(nanoseconds: 1)
    while let run = merge.run(through: last) {
      engine.clock = merge.next
      apply(run)
      for closed in closing { engine.warm(closed.id, closed.bar) }
      closing.removeAll()
    }
    engine.fills.removeAll()
    engine.marketOutbox.removeAll()
    engine.clock = engine.settings.start
  }

  @usableFromInline mutating func begin() throws(RunFailure) {
    for owner in strategies.indices {
      contexts[owner].isStarting = true
      do { try strategies[owner].start(contexts[owner]) } catch { throw failed(owner, error) }
      contexts[owner].isStarting = false
      try contexts[owner].check()
    }
    engine.findPlainPrices()
  }

  /// Where one tape alone has records before anything else is due, its instants are worked off in
  /// one go (`RunStream`); every other instant by itself, and all of them where orders have impact.
  @inlinable mutating func replay(_ progress: (RunProgress) -> Bool) throws(RunFailure) {
    let stop = engine.settings.stop
    while true {
      let due = engine.nextDue
      let instant = min(merge.next, due)
      if instant > stop { return }
      let limit = min(stop, due - TimeSpan(nanoseconds: 1))
      if !engine.hasImpact, instant <= limit, let run = merge.run(alone: limit) {
        try stream(run, progress)
      } else {
        try work(instant)
        try count(progress)
      }
    }
  }

  /// After each instant: counted, checked where that is wanted, and reported now and then.
  @inlinable mutating func count(
    _ progress: (RunProgress) -> Bool
  ) throws(RunFailure) {
    if try engine.endInstant() { try report(progress) }
  }

  @usableFromInline func report(_ progress: (RunProgress) -> Bool) throws(RunFailure) {
    let (start, stop) = (engine.settings.start, engine.settings.stop)
    let length = max(1, (stop - start).nanoseconds / 1000)
    let report = RunProgress(
      permille: Int((engine.clock - start).nanoseconds / length), instant: engine.clock,
      counters: engine.counters)
    if !progress(report) { throw .interrupted(at: engine.clock) }
  }

  /// Works off one instant.
  @inlinable mutating func work(_ instant: Instant) throws(RunFailure) {
    engine.clock = instant
    try engine.turnDue()
    while let run = merge.run(through: instant) { apply(run) }
    if !closing.isEmpty { try walkBars() }
    try finishInstant()
  }

  /// Passes through an instant whose records have been applied, until nothing more is due at it.
  @inlinable mutating func finishInstant() throws(RunFailure) {
    var passes = 0
    repeat {
      try engine.settle()
      try deliver()
      passes += 1
      if passes > Self.mostPasses { throw .endlessInstant(engine.clock, passes: passes) }
    } while engine.hasWork
    try engine.takeSamples()
  }

  /// Rows that alone make an instant.
  @inlinable mutating func workOff(_ run: Merge.Run) throws(RunFailure) {
    apply(run)
    if !closing.isEmpty { try walkBars() }
    let due = engine.nextDue
    if try engine.settleQuietly(before: due), !engine.hasWork { return }
    try finishInstant()
  }

  /// The bars that close now, step by step together, each step with its own consequences.
  @usableFromInline mutating func walkBars() throws(RunFailure) {
    try engine.walk(&closing)
    if closing.count == 1 { closing.removeLast() } else { closing.removeAll() }
  }

  @usableFromInline mutating func apply(_ run: Merge.Run) {
    if roles[run.tape] != .plain { return applyLate(run) }
    engine.counters.records += run.rows.count
    switch streams[run.tape] {
    case .delta(let id, let rows, let sequences):
      engine.apply(rows, run.rows, sequences: sequences.map { self.sequences[$0] }, id)
    case .quote(let id, let rows): engine.apply(rows, run.rows, id)
    case .trade(let id, let rows): engine.apply(rows, run.rows, id)
    case .order(let id, let rows, let identities):
      engine.apply(rows, run.rows, identities: sequences[identities], id)
    case .bar(let id, let rows):
      for row in run.rows { closing.append(ClosingBar(id: id, bar: rows[row])) }
    case .series(let number, let series):
      for row in run.rows {
        engine.apply(series: number, value: series.value(row), known: series.instant(row))
      }
    }
  }

  /// Hands out what has happened since the last pass: account events first, in order, then the
  /// market's.
  @inlinable mutating func deliver() throws(RunFailure) {
    if !engine.outbox.isEmpty { try deliverAccountEvents() }
    if engine.marketOutbox.isEmpty { return }
    swap(&marketEvents, &engine.marketOutbox)
    for event in marketEvents {
      try tell(engine.subscriptions.owners(of: event), event)
    }
    marketEvents.removeAll(keepingCapacity: true)
  }

  @inlinable mutating func deliverAccountEvents() throws(RunFailure) {
    swap(&accountEvents, &engine.outbox)
    for notice in accountEvents {
      let owner = notice.owner
      engine.heard = notice.number
      do { try strategies[owner].receive(notice.event, contexts[owner]) } catch {
        throw failed(owner, error)
      }
      try contexts[owner].check()
    }
    engine.heard = nil
    accountEvents.removeAll(keepingCapacity: true)
  }

  @usableFromInline mutating func finish() throws(RunFailure) {
    engine.clock = engine.settings.stop
    for owner in strategies.indices {
      do { try strategies[owner].stop(contexts[owner]) } catch { throw failed(owner, error) }
      try contexts[owner].check()
    }
    if engine.lastSample != engine.clock { try engine.sample() }
    try engine.writeTotals()
    try engine.checkInvariants()
  }

  @inlinable func failed(_ owner: Int, _ failure: StrategyFailure) -> RunFailure {
    .strategy(name: strategies[owner].name, failure)
  }
}

import Foundation
import MarketData
import Quantities
import Strategies

@testable import Simulation

/// A strategy that writes down what it is told and when, and does its steps on timers.
struct FeedListener: Strategy {
  let name = "listener"
  let kinds: [SubscriptionKind]
  let interval: TimeSpan
  let steps: [(after: Int64, action: @Sendable (any StrategyContext) -> String)]
  private(set) var told: [String] = []
  private(set) var answers: [String] = []
  private(set) var fills: [String] = []
  /// When it was told, in nanoseconds after the start of the data.
  private(set) var times: [Int64] = []

  init(
    _ kinds: [SubscriptionKind], interval: TimeSpan = .second,
    steps: [(after: Int64, action: @Sendable (any StrategyContext) -> String)] = []
  ) {
    (self.kinds, self.interval, self.steps) = (kinds, interval, steps)
  }

  mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
    for kind in kinds {
      _ = context.subscribe(kind, InstrumentID(0), interval: kind == .bar ? interval : nil)
    }
    for (index, step) in steps.enumerated() {
      let at = TestWorld.start + TimeSpan(nanoseconds: step.after)
      context.setTimer(.at(at), name: "\(index)")
    }
  }

  mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

  mutating func receive<C: StrategyContext>(
    _ event: MarketEvent, _ context: C
  ) throws(StrategyFailure) {
    let now = (context.now - TestWorld.start).nanoseconds
    times.append(now)
    switch event {
    case .trade(_, let row): told.append("\(now) trade \(row.price) \(after(row.ts))")
    case .book(_, let book):
      told.append(
        "\(now) book \(text(book.bid)) \(text(book.ask)) \(after(book.ts))")
    case .quote(_, let row): told.append("\(now) quote \(row.bid) \(row.ask) \(after(row.ts))")
    case .bar(_, _, let bar): told.append("\(now) bar \(bar.close) \(after(bar.ts))")
    case .index(_, let index): told.append("\(now) index \(index.price)")
    case .mark(_, let mark): told.append("\(now) mark \(mark.price)")
    }
  }

  private func after(_ ts: Instant) -> Int64 { (ts - TestWorld.start).nanoseconds }
  private func text(_ price: Price?) -> String { price?.description ?? "-" }

  mutating func receive<C: StrategyContext>(
    _ event: AccountEvent, _ context: C
  ) throws(StrategyFailure) {
    switch event {
    case .timer(let name, _):
      if let index = Int(name) { answers.append(steps[index].action(context)) }
    case .fill(let fill): fills.append("\(after(fill.ts)) \(fill.price) \(fill.quantity)")
    default: break
    }
  }
}

/// A row of a book: nanoseconds after the start, its price and side, its size; the venue's time.
struct BookRow {
  var at: Int64
  var side: Side
  var price: Int64
  var size: Int64
  var venue: Int64?

  init(_ at: Int64, _ side: Side, _ price: Int64, _ size: Int64, venue: Int64? = nil) {
    (self.at, self.side, self.price, self.size, self.venue) = (at, side, price, size, venue)
  }
}

extension TestWorld {
  /// Writes a book, the first instant a snapshot; with the venue's times where `hasVenueTime`, or
  /// with update ids.
  func levels(
    _ rows: [BookRow], hasVenueTime: Bool = false, sequences: Bool = false,
    tape: String = "tape", venue: String = "v", isSnapshot: Bool = true
  ) throws {
    let names = hasVenueTime ? ["ts_venue"] : sequences ? ["seq"] : []
    var writer = try TapeWriter<DeltaRow>(path: "\(folder)/\(tape)", companions: names)
    for (number, row) in rows.enumerated() {
      var flags: DeltaFlags = isSnapshot && row.at == rows[0].at ? [.snapshot] : []
      if number == 0 || rows[number - 1].at != row.at { flags.insert(.first) }
      if number == rows.count - 1 || rows[number + 1].at != row.at { flags.insert(.last) }
      try writer.append(
        DeltaRow(
          ts: Self.start + TimeSpan(nanoseconds: row.at),
          price: Price(raw: row.price * 100_000_000),
          size: Quantity(raw: row.size * 100_000_000), side: row.side, flags: flags))
      if sequences { try writer.append(companion: 0, Int64(number) + 1) }
      if hasVenueTime {
        let venue = row.venue.map { Self.start.nanoseconds + $0 } ?? .min
        try writer.append(companion: 0, venue)
      }
    }
    _ = try writer.finish(
      TapeMetadata(kind: .delta, venue: venue, symbol: "BTCUSDT", format: "test"))
  }

  /// Runs a listener with all invariants checked after every instant.
  func run(
    _ listener: FeedListener
  ) throws -> (engine: Engine, outcome: RunOutcome, listener: FeedListener) {
    var run = try Run(setup(), strategies: [listener], isParanoid: true)
    let outcome = run.run()
    return (run.engine, outcome, run.strategy(0))
  }
}

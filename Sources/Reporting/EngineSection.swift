internal import Quantities

/// The risk engine as a source of loss: its cycle, its outages, how many liquidations waited.
struct EngineSection {
  private let data: RunData

  init(_ data: RunData) { self.data = data }

  var blocks: [Block] { [.heading("The engine"), Block(facts: facts), .table(outages)] }

  var facts: [Fact] {
    let backlog = Backlog(data)
    let waits = data.liquidations.compactMap { row -> Int64? in
      data.orders.first { $0.liquidation == row.id }.map { $0.ts - row.ts }
    }
    let rows: [(String, String)] = [
      ("engine cycle", length(data.facts.cycle)),
      ("latency of its orders", length(data.facts.liquidationLatency)),
      (
        "engine backlog",
        backlog.most == 0
          ? "no liquidation"
          : "at most \(Summary.times(backlog.most, "liquidation")) open at once, first at "
            + Format.time(backlog.ts)
      ),
      ("longest wait for the first order", waits.max().map(Format.duration) ?? "no order"),
    ]
    return rows.map { Fact(key: $0.0, fact: $0.1) }
  }

  private func length(_ nanoseconds: Int64?) -> String {
    nanoseconds.map { TimeSpan(nanoseconds: $0).description } ?? Format.unknown
  }

  /// Outages, with what was short of the line when the engine looked again.
  private var outages: Table {
    let rows = EngineOutages.of(data).map { outage in
      let hit = data.liquidations.filter {
        $0.ts >= outage.from && $0.ts <= outage.to + max(data.facts.cycle ?? 0, 1)
      }
      return TableRow(
        [
          .time(outage.from), .time(outage.to), .text(Format.duration(outage.to - outage.from)),
          .number(Format.count(hit.count)),
          .number(Format.amount(hit.reduce(0) { $0 + ($1.overshootE8 ?? 0) })),
        ], ts: outage.from)
    }
    return Table(
      "Outages of the engine",
      [
        .text("from, UTC"), .text("to, UTC"), .text("that is"),
        .number("liquidations", "Begun in it or at its end"),
        .number("overshoot, \(data.facts.quoteAsset)", "Of those, short of their line"),
      ], rows, empty: "The engine was never down.")
  }
}

/// The greatest number of liquidations that were open at once.
struct Backlog {
  let most: Int
  /// When there were first so many.
  let ts: Int64?

  /// O(n log n) in the number of liquidations.
  init(_ data: RunData) {
    var changes: [(ts: Int64, change: Int)] = []
    for row in data.liquidations {
      changes.append((row.ts, 1))
      changes.append((row.endTs ?? data.facts.stop, -1))
    }
    changes.sort { ($0.ts, -$0.change) < ($1.ts, -$1.change) }
    var (open, most, first) = (0, 0, Int64?.none)
    for change in changes {
      open += change.change
      if open > most { (most, first) = (open, change.ts) }
    }
    self.most = most
    ts = first
  }
}

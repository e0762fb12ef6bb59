internal import Quantities

/// Which venue was out of which index, when, why, for how long, and what it cost.
struct IndexSection {
  let data: RunData
  /// Most points of a trace.
  let limit: Int
  private let figures: [IndexFigures]

  init(_ data: RunData, limit: Int) {
    self.data = data
    self.limit = limit
    figures = IndexFigures.all(data)
  }

  /// The indices of the run, by instrument.
  var indices: [Int64] { Set(data.sources.map(\.instrument)).sorted() }

  var blocks: [Block] {
    [
      .heading("Venues in and out of the index"),
      .text(
        "Cost: the index less the index as it would be with that source in it at the price that "
          + "it last had, all else equal, in basis points of the latter. Above zero the index "
          + "stood too high without the source."),
      .charts(charts), .table(summary), .table(periods), .table(effects),
    ]
  }

  var charts: [Chart] { indices.compactMap { IndexChart(data, $0, limit: limit)?.chart() } }

  /// An instant without what is below a millisecond: a source is too old one nanosecond after its
  /// limit.
  private static func time(_ ts: Int64?) -> Cell { .time(ts.map { $0 - $0 % 1_000_000 }) }

  static func name(_ label: String) -> String { label.isEmpty ? "the index itself" : label }

  private var summary: Table {
    Table(
      "Left out or moved, by source and cause",
      [
        .text("index of"), .text("source"), .text("cause", Self.causes), .number("times"),
        .number("moments", "Changes within the path of a bar, which last no time"),
        .text("in all"), .number("share of the run"),
        .number("mean cost, bp", "Weighed by time, with its sign"),
        .number("mean distance, bp", "Weighed by time, without sign"),
        .number("at worst, bp"), .text("when, UTC"),
      ],
      figures.map { row in
        let share = Double(row.nanoseconds) / Double(max(1, data.facts.stop - data.facts.start))
        return TableRow(
          [
            .text(data.instrumentName(row.instrument)), .text(Self.name(row.label)),
            Cell(text: row.state, cellClass: "warn"), .number(Format.count(row.times)),
            .number(Format.count(row.moments)),
            .text(Format.duration(row.nanoseconds)), .number(Format.percent(share)),
            .number(Format.points(row.meanE12)), .number(Format.amount(row.meanSizeE12)),
            .number(Format.points(row.worstE12)), Self.time(row.worstTs),
          ], ts: row.worstTs ?? data.facts.start)
      }, empty: "Every source was in its index all the time.")
  }

  private var periods: Table {
    let rows = data.sources.filter { !$0.isPlain && !$0.isMomentary }.map { row in
      TableRow(
        [
          Self.time(row.ts), row.endTs.map(Self.time) ?? .text("not in this run"),
          .text(Format.duration((row.endTs ?? data.facts.stop) - row.ts)),
          .text(data.instrumentName(row.instrument)), .text(Self.name(row.label)),
          Cell(text: row.state, cellClass: "warn"), .number(Format.amount(row.priceE8)),
          .number(Format.amount(row.indexE8)), .number(Format.points(row.meanE12)),
          .number(Format.points(row.worstE12)), Self.time(row.worstTs),
        ], ts: row.ts)
    }
    return Table(
      "Each time",
      [
        .text("out, UTC"), .text("back, UTC"), .text("for"), .text("index of"), .text("source"),
        .text("cause", Self.causes), .number("its price"), .number("index"),
        .number("mean cost, bp"), .number("at worst, bp"), .text("when, UTC"),
      ], rows, empty: "No source changed its standing.")
  }

  private var effects: Table {
    let rows = data.effects.map { row in
      let label = [row.venue, row.symbol].compactMap(\.self).joined(separator: " ")
      return TableRow(
        [
          .time(row.ts), .text(data.accountName(row.account)), .text(data.cause(row)),
          .text(data.instrumentName(row.instrument)), .text(Self.name(label)),
          Cell(text: row.state, cellClass: "warn"),
          .number(Format.exact(row.indexE8)), .number(Format.exact(row.indexWithE8)),
          .number(Format.amount(row.equityE8)), .number(Format.amount(row.equityWithE8)),
          .number(Format.ratio(row.levelE12)), .number(Format.ratio(row.levelWithE12)),
          Self.verdict(row),
        ], ts: row.ts)
    }
    return Table(
      "What a source that was out meant for alerts and liquidations",
      [
        .text("time, UTC"), .text("account"), .text("event"), .text("index of"), .text("source"),
        .text("cause"), .number("index"), .number("with it"), .number("equity"),
        .number("with it"), .number("level"), .number("with it"), .text("with it the account was"),
      ], rows, empty: "No account was alerted or liquidated while a source was out of its index.",
      footnote: rows.isEmpty
        ? ""
        : "At that instant and with the account as it was; what would have followed is a run of "
          + "its own.")
  }

  private static func verdict(_ row: IndexEffectRow) -> Cell {
    guard let with = row.bandWith else { return Cell(text: "unknown", cellClass: "soft") }
    return with == row.band
      ? .text("\(with), as it was") : Cell(text: "\(with), not \(row.band)", cellClass: "warn")
  }

  private static let causes =
    "clamped: moved to the edge of the band; band: left out, too far away; cooldown: back, but "
    + "not for long enough; stale: too old; crossed: its book is crossed; missing: no price yet. "
    + "Of the index itself: held: the last good price; contract: the market's own; median: "
    + "several sources outside the band; none: no price"
}

extension RunData {
  /// What an effect was noted for: the liquidation or the alert of that event.
  func cause(_ row: IndexEffectRow) -> String {
    if let id = liquidations.first(where: { $0.event == row.cause })?.id {
      return "liquidation \(id)"
    }
    return alerts.first { $0.event == row.cause }.map { "alert \($0.level)" } ?? "alert"
  }
}

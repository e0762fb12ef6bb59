internal import Quantities

/// Recorded index, mark, open interest and funding beside our own.
struct SeriesSection {
  let data: RunData
  let limit: Int
  private let figures: [SeriesFigures]

  init(_ data: RunData, limit: Int) {
    self.data = data
    self.limit = limit
    figures = data.series.map { SeriesFigures($0, data) }
  }

  var blocks: [Block] {
    if figures.isEmpty { return [] }
    return [
      .heading("Recorded series"),
      .text(
        "Joined by nearest stamp within the stated tolerance, at each sampling instant, and of "
          + "funding at each settlement. Beyond it a value is unknown, and counts for nothing."),
      .charts(charts), .table(comparison), .table(funding),
    ]
  }

  var charts: [Chart] { figures.compactMap(chart) }

  private var comparison: Table {
    Table(
      "Recorded series and our own prices",
      [
        .text("series"), .text("kind"), .text("of"), .text("used for"), .text("tolerance"),
        .number("joined", "Sampling instants or settlements that found a value"),
        .number("unknown", "Those that found none within the tolerance"),
        .text("values used", "Of those with stamps within the run"),
        .number("own unknown", "Instants at which we had no price to compare"),
        .number("median, bp", "Of the distance of our price from the recorded one"),
        .number("99 %, bp"), .number("worst, bp", "Our price less the recorded one"),
        .text("when, UTC"),
      ], figures.map(row))
  }

  private func row(_ item: SeriesFigures) -> TableRow {
    let row = item.row
    let isCompared = item.isComparable
    return TableRow(
      [
        .text(row.name), .text(row.kind), .text(data.instrumentName(row.instrument)),
        .text(row.usedFor), .text(TimeSpan(nanoseconds: row.toleranceNs).description),
        .number(Format.count(row.joined)),
        Cell(text: Format.count(row.unknown), cellClass: row.unknown > 0 ? "n warn" : "n"),
        .text("\(Format.count(row.valuesJoined)) of \(Format.count(row.valuesInRun))"),
        .number(isCompared ? Format.count(item.ownUnknown) : ""),
        .number(isCompared ? Format.amount(item.medianE12) : ""),
        .number(isCompared ? Format.amount(item.p99E12) : ""),
        .number(isCompared ? Format.points(item.worstE12) : ""),
        isCompared ? .time(item.worstTs) : .text(""),
      ], ts: item.worstTs ?? data.facts.start)
  }

  private var funding: Table {
    let rows = data.recordedFunding.map { row in
      let away = row.recordedTs.map { $0 - row.ts }
      return TableRow(
        [
          .time(row.ts), .text(data.series.first { $0.id == row.series }?.name),
          row.rateE12 == nil
            ? Cell(text: "unknown", cellClass: "n warn")
            : .number(Format.percent(row.rateE12, places: 6)),
          .number(away.map { Format.number(Double($0) / 1e6, places: 0) } ?? ""),
        ], ts: row.ts)
    }
    return Table(
      "Recorded funding",
      [
        .text("settlement, UTC"), .text("series"), .number("rate of the interval"),
        .number("stamp less settlement, ms"),
      ], rows, empty: "No recorded funding settled in this run.",
      footnote: rows.isEmpty ? "" : "Carried and shown; it is paid once contracts are traded.")
  }

  private func chart(_ item: SeriesFigures) -> Chart? {
    guard item.compared > 0, let samples = data.recorded[[item.row.id]] else { return nil }
    let values = samples["value_e8"].map { $0.map { Price(raw: $0).approximate } }
    let own = samples["own_e8"].map { $0.map { Price(raw: $0).approximate } }
    let away = samples["difference_e12"].map { $0.map { Rate(raw: $0).approximate * 10_000 } }
    let traces = [
      Trace("recorded \(item.row.kind)", samples.ts, values, limit: limit)
        .line(Plotly.Colour.orange, "dash"),
      Trace("our \(item.row.kind)", samples.ts, own, limit: limit)
        .line(Plotly.Colour.blue, width: 1.8),
      Trace("ours less recorded", samples.ts, away, limit: limit)
        .line(Plotly.Colour.vermilion, width: 1).pane(2).legend(2),
    ]
    return Chart(
      id: "series-\(item.row.id)",
      title: "\(item.row.name): recorded \(item.row.kind) and our own",
      words: "Median distance \(Format.amount(item.medianE12)) bp, at worst "
        + "\(Format.points(item.worstE12)) bp.",
      height: 340, traces: traces,
      layout: Pane.layout(
        [
          Pane(title: "price", from: 0.45, to: 1), Pane(title: "bp", from: 0, to: 0.38),
        ], data.facts), isLinked: false)
  }
}

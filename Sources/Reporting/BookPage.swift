internal import Quantities

/// Page 14: how deep the books were, through time and around each liquidation, and what the run's
/// own orders did to them.
struct BookPage {
  /// Basis points of the middle.
  static let bands = [5, 10, 50, 100]

  let data: RunData
  /// Most points of a trace.
  let limit: Int

  /// The markets whose depth was sampled, by id.
  var instruments: [Int64] { data.depth.keys.map { $0[0] }.sorted() }

  func page(_ charts: [[Chart]]) -> Page {
    Page(
      number: 14, anchor: "book", title: "Book",
      lead: "What stood within 5, 10, 50 and 100 basis points of the middle, as orders of the run "
        + "met it: the recorded or stated book less what they took.",
      jsonKey: "data",
      blocks: [.table(markets)] + charts.map(Block.charts)
        + [.table(liquidations)] + (data.impactTotals.isEmpty ? [] : [.table(impact)]))
  }

  private var markets: Table {
    let rows = instruments.map { id -> TableRow in
      let series = data.depth[[id]]
      let spread = series?["spread_e8"].compactMap(\.self) ?? []
      return TableRow(
        cells: [.text(data.instrumentName(id)), .number(range(spread))]
          + [10, 100].flatMap { band in
            ["bid", "ask"].map { side in
              .number(range(series?["\(side)_\(band)_e8"].compactMap(\.self) ?? []))
            }
          })
    }
    return Table(
      "Depth over the samples",
      [.text("market"), .number("spread", "Best ask less best bid, least and greatest")]
        + [10, 100].flatMap { band in
          ["bids", "asks"].map {
            Column.number("\($0), \(band) bp", "Least, median and greatest, in base")
          }
        }, rows)
  }

  /// Least, median and greatest.
  private func range(_ values: [Int64]) -> String {
    let sorted = values.sorted()
    guard let low = sorted.first, let high = sorted.last else { return Format.unknown }
    return [low, sorted[sorted.count / 2], high].map { Format.amount($0) }.joined(separator: " / ")
  }

  private var liquidations: Table {
    let rows = data.liquidationDepth.map { row in
      TableRow(
        [
          .time(row.ts), .number(String(row.liquidation)),
          .text(data.instrumentName(row.instrument)), .text(row.side),
          .number(Format.exact(row.filledE8)), .number(price(row.bestBeforeE8)),
          .number(price(row.bestAfterE8)),
        ]
          + Self.bands.indices.map { index in
            let (before, after) = (row.before[index], row.after[index])
            return .number(
              "\(Format.amount(before)) − \(Format.amount(before - after)) = "
                + Format.amount(after))
          }, ts: row.ts)
    }
    return Table(
      "Depth around the orders of liquidations",
      [
        .text("time, UTC"), .number("liquidation"), .text("market"), .text("side"),
        .number("filled", "In base"), .number("best before", "Of the side that was taken from"),
        .number("best after"),
      ]
        + Self.bands.map {
          .number(
            "\($0) bp: before − consumed = after",
            "Within \($0) basis points of the middle before the order, in base")
        }, rows, empty: "No order of a liquidation met a book.")
  }

  private func price(_ raw: Int64?) -> String {
    raw.map { Format.exact($0) } ?? Format.unknown
  }

  private var impact: Table {
    let rows = data.impactTotals.map { row in
      TableRow(cells: [
        .text(data.instrumentName(row.instrument)), .number("\(Format.points(row.peakE12)) bp"),
        .number(Format.exact(row.takenE8)),
        .number(row.dayDeviationE12.map { Format.percent($0) } ?? Format.unknown),
        .number(row.dayVolumeE8.map { Format.amount($0) } ?? Format.unknown),
        .number(
          row.impliedYE12.map { Rate(raw: $0 / 1_000_000_000 * 1_000_000_000).description }
            ?? Format.unknown),
      ])
    }
    return Table(
      "The largest displacement by own orders",
      [
        .text("market"), .number("displacement", "Of the middle from that of the tape"),
        .number("taken until then", "In base, since the book was last whole"),
        .number("volatility a day", "Of the tape, from its minutes"),
        .number("volume a day", "Of the tape, in base"),
        .number(
          "implied Y",
          "Displacement over volatility times the root of taken over volume; "
            + "about 1.07 was measured for ordinary flow, 4.4 to 6.5 for liquidations"),
      ], rows)
  }
}

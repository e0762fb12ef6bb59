internal import Quantities

/// Of the page of accounts: the panel of source 004, what the further lines of a rulebook did, and
/// the interest that lies ahead.
struct PanelTables {
  let data: RunData

  var tables: [Table] { [panels, lines, ahead] }

  // MARK: - The panel

  private var panels: Table {
    var rows: [TableRow] = []
    for account in data.traders {
      for instrument in data.instruments {
        guard let series = data.panels[[account.id, instrument.id]], series.count > 0 else {
          continue
        }
        rows.append(row(account, instrument, series, at: series.count - 1, "end"))
        if let worst = worst(account, series) {
          rows.append(row(account, instrument, series, at: worst, "worst level"))
        }
      }
    }
    return Table(
      "Panel",
      [
        .text("account"), .text("market"), .text("at"), .text("time, UTC"),
        .number("base assets", "All that is transferred in, borrowed and bought"),
        .number("quote assets"),
        .number("base debt", "Unpaid principal and interest"), .number("quote debt"),
        .number("margin level", "Empty without debt"),
        .number("estimated liquidation price", "All else held still"),
        .number("P&L", "Equity less what was transferred in, in quote"),
        .number("P&L %", "Of what was transferred in"),
      ], rows, empty: "No margin account was used in this run.",
      footnote: "From the samples; docs/margin.md has the definitions.")
  }

  private func row(
    _ account: AccountRow, _ instrument: InstrumentRow, _ series: Series, at place: Int,
    _ when: String
  ) -> TableRow {
    func value(_ name: String) -> Int64? { series[name][place] }
    return TableRow(
      [
        .text(account.label), .text(data.instrumentName(instrument.id)), .text(when),
        .time(series.ts[place]), .number(Format.exact(value("base_assets_e8"))),
        .number(Format.exact(value("quote_assets_e8"))),
        .number(Format.exact(value("base_debt_e8"))),
        .number(Format.exact(value("quote_debt_e8"))),
        .number(value("level_e12").map { Format.ratio($0) } ?? ""),
        .number(value("liquidation_price_e8").map { Format.exact($0) } ?? ""),
        .number(Format.amount(value("pnl_e8"))),
        .number(value("pnl_share_e12").map { Format.percent($0) } ?? ""),
      ], ts: series.ts[place])
  }

  /// The sample at which the margin level was worst, nil without debt.
  private func worst(_ account: AccountRow, _ series: Series) -> Int? {
    let isHigherWorse = data.bands.contains { $0.account == account.id && $0.isBelow == 0 }
    let levels = series["level_e12"].enumerated().compactMap { place, level in
      level.map { (place: place, level: $0) }
    }
    let best =
      isHigherWorse ? levels.max { $0.level < $1.level } : levels.min { $0.level < $1.level }
    return best?.place
  }

  // MARK: - Lines

  /// What an account could not do, from when to when.
  private var lines: Table {
    var rows: [TableRow] = []
    for (place, change) in data.bandChanges.enumerated() where change.state == "entered" {
      let left = data.bandChanges[place...].first { $0.state == "left" && $0.isSameLine(change) }
      let end = left?.ts ?? data.facts.stop
      rows.append(
        TableRow(
          [
            .text(data.accountName(change.account)), .text(change.action),
            .text(change.metric + (change.basis == "haircut" ? ", after haircuts" : "")),
            .number(Format.ratio(change.lineE12)), .number(Format.ratio(change.levelE12)),
            .time(change.ts), .time(left?.ts), .text(Format.duration(end - change.ts)),
            .text(change.cause.map { "event \($0)" } ?? "the market"),
          ], ts: change.ts))
    }
    return Table(
      "Lines crossed",
      [
        .text("account"), .text("action"), .text("metric"), .number("line"),
        .number("level", "As it was crossed"), .text("entered, UTC"), .text("left, UTC"),
        .text("for"), .text("by", "What changed the account's money, else the market"),
      ], rows, empty: "No line of `health.bands` was crossed.")
  }

  // MARK: - Interest

  private static let days: [Int64] = [1, 7, 30]

  /// Interest on what is owed at the end, at the rates of then.
  private var ahead: Table {
    var rows: [TableRow] = []
    for account in data.traders {
      for asset in data.assets {
        guard let series = data.balances[[account.id, asset.id]],
          let principal = series["principal_e8"].last ?? nil,
          let interest = series["interest_e8"].last ?? nil, principal + interest > 0,
          let rate = data.pools[[asset.id]]?["borrow_rate_e12"].last ?? nil
        else { continue }
        let estimates = Self.days.map { days in
          Cell.number(Format.exact(Self.interest(on: principal + interest, rate, days: days)))
        }
        rows.append(
          TableRow(
            cells: [
              .text(account.label), .text(asset.name), .number(Format.exact(principal)),
              .number(Format.exact(interest)), .number(Format.percent(rate)),
            ] + estimates))
      }
    }
    return Table(
      "Interest ahead",
      [
        .text("account"), .text("asset"), .number("principal"), .number("interest owed"),
        .number("a year"),
      ] + Self.days.map { .number($0 == 1 ? "1 day" : "\($0) days") }, rows,
      empty: "Nothing is owed at the end.",
      footnote: "In units of the asset, at the last rate and without compounding.")
  }

  /// `debt x rate x days / 365`, rounded up; nil where it does not fit.
  static func interest(on debt: Int64, _ rate: Int64, days: Int64) -> Int64? {
    let (wide, isOver) = (Int128(debt) * Int128(rate))
      .multipliedReportingOverflow(by: Int128(days))
    if isOver { return nil }
    return Int64(exactly: Rounding.up.divide(wide, by: 365 * 1_000_000_000_000))
  }
}

extension BandChangeRow {
  /// Whether another row is of the same line of the same account.
  fileprivate func isSameLine(_ other: BandChangeRow) -> Bool {
    (account, action, metric, basis, lineE12)
      == (other.account, other.action, other.metric, other.basis, other.lineE12)
  }
}

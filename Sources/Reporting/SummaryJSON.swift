internal import Quantities

/// The tree of `summary.json`. Keys are only ever added; their order is fixed.
extension Summary {
  var root: JSON {
    let facts = data.facts
    return [
      "schema": 1,
      "scenario": ["name": .text(facts.scenario), "hash": .text(facts.scenarioHash)],
      "rulebook": ["name": .text(facts.rulebook), "hash": .text(facts.rulebookHash)],
      "strategy": .text(facts.strategy),
      "seed": Int64(facts.seed).map(JSON.integer) ?? .text(facts.seed),
      "engine": .text(facts.engine),
      "command": .text(facts.command),
      "status": .text(facts.status),
      "error": facts.error.isEmpty ? .null : .text(facts.error),
      "verdict": .text(verdict),
      "journal_hash": .text(facts.journalHash),
      "start": .text(Instant(nanoseconds: facts.start).description),
      "stop": .text(Instant(nanoseconds: facts.stop).description),
      "start_ns": .integer(facts.start),
      "stop_ns": .integer(facts.stop),
      "events": JSON(facts.events),
      "records": JSON(facts.records),
      "quote_asset": .text(facts.quoteAsset),
      "gates": .list(gates.map(\.json)),
      "assumptions": assumptions,
      "whole": figures(whole),
      "accounts": .list(accounts.map(figures)),
      "insurance_fund_change": fundChange,
      "lending": .list(data.pools.keys.sorted { $0[0] < $1[0] }.map(pool)),
      "records_of_script": .object(
        data.records.map { JSON.Member(key: $0.key, value: JSON($0.value?.text)) }),
      "data": .list(data.tapes.map(tape)),
      "index": .list(IndexFigures.all(data).map(leftOut)),
      "series": .list(data.series.map { series(SeriesFigures($0, data)) }),
      "warnings": .list(warnings.map(JSON.text)),
    ]
  }

  private var assumptions: JSON {
    [
      "grid": .text(grid.name),
      "periods_per_year": .double(grid.periodsPerYear),
      "sampling": .text(TimeSpan(nanoseconds: data.facts.sampling).description),
      "risk_free_rate": 0,
      "quantile": "type 7",
      "statistics_library": .text(CurveStatistics.library),
    ]
  }

  /// The members of `whole` and of each of `accounts`.
  func figures(_ item: AccountFigures) -> JSON {
    let first = item.samples.equity.first { $0 != nil } ?? nil
    let head: JSON = [
      "name": .text(item.account?.name ?? item.name),
      "owner": JSON(item.account?.owner),
      "class": JSON(item.account?.class),
      "mode": JSON(item.account?.mode),
      "equity_start": Self.money(first),
      "equity_end": Self.money(item.profit.lastEquity),
      "net_flows": Self.money(item.profit.flows),
      "net_pnl": Self.money(item.profit.net),
      "pnl": [
        "price": Self.money(item.profit.price),
        "interest": Self.money(item.profit.interest),
        "fees": Self.money(item.profit.fees),
        "liquidation_cost": Self.money(item.profit.liquidationCost),
        "residual": Self.money(item.profit.residual),
      ],
    ]
    return head.adding(risk(item)).adding(["statistics": statistics(item)])
  }

  private func risk(_ item: AccountFigures) -> JSON {
    [
      "max_drawdown": JSON(item.maxDrawdown),
      "max_drawdown_peak": Self.time(item.falls.deepest?.peak),
      "max_drawdown_trough": Self.time(item.falls.deepest?.trough),
      "lowest_margin_level": Self.ratio(item.margin.lowestLevel?.valueE12),
      "lowest_margin_level_at": Self.time(item.margin.lowestLevel?.ts),
      "closest_liquidation_distance": Self.ratio(item.margin.closestLiquidation?.valueE12),
      "closest_liquidation_distance_at": Self.time(item.margin.closestLiquidation?.ts),
      "bands": .list(item.margin.bands.map(Self.band)),
      "orders": JSON(item.counts.orders),
      "fills": JSON(item.counts.fills),
      "rejects": JSON(item.counts.rejects),
      "alerts": JSON(item.counts.alerts),
      "margin_calls": JSON(item.counts.marginCalls),
      "liquidations": JSON(item.counts.liquidations),
      "bad_debt": Self.money(item.counts.badDebt),
    ]
  }

  private func statistics(_ item: AccountFigures) -> JSON {
    let results = item.statistics.results
    return [
      "n": JSON(item.statistics.returns.count),
      "n_missing": JSON(item.missing),
      "values": .object(results.map { JSON.Member(key: $0.id, value: $0.value) }),
      "undefined": .object(
        results.compactMap { result in
          result.reason.map { JSON.Member(key: result.id, value: .text($0)) }
        }),
    ]
  }

  private static func band(_ band: MarginFigures.Band) -> JSON {
    [
      "name": .text(band.name), "metric": .text(band.metric), "line": ratio(band.lineE12),
      "side": band.isBelow ? "at or below" : "at or above",
      "seconds": .digits(Decimal.text(band.nanoseconds, decimals: 9)),
    ]
  }
}

extension Summary {
  private var fundChange: JSON {
    .object(
      data.assets.compactMap { asset in
        let rows = data.fund.filter { $0.asset == asset.id }
        guard !rows.isEmpty else { return nil }
        let change = rows.reduce(0) { $0 + $1.changeE8 }
        return JSON.Member(key: asset.name, value: Self.money(change))
      })
  }

  private func pool(_ key: [Int64]) -> JSON {
    let series = data.pools[key]
    let use = series?["utilisation_e12"].compactMap(\.self) ?? []
    let borrow = series?["borrow_rate_e12"].compactMap(\.self) ?? []
    let charged = data.interest.filter { $0.asset == key[0] }.reduce(0) { $0 + $1.amountE8 }
    return [
      "asset": .text(data.assetName(key[0])),
      "utilisation_min": Self.ratio(use.min()),
      "utilisation_max": Self.ratio(use.max()),
      "borrow_rate_min": Self.ratio(borrow.min()),
      "borrow_rate_max": Self.ratio(borrow.max()),
      "interest_charged": Self.money(charged),
      "reserve_end": Self.money(series?["reserve_e8"].last ?? nil),
    ]
  }

  private func tape(_ row: TapeRow) -> JSON {
    [
      "stream": .text(row.stream.text), "venue": JSON(row.venue), "symbol": JSON(row.symbol),
      "kind": JSON(row.kind), "sha256": JSON(row.sha256), "rows": JSON(row.rows),
    ]
  }

  /// A source in a state other than used.
  private func leftOut(_ row: IndexFigures) -> JSON {
    [
      "of": .text(data.instrumentName(row.instrument)), "venue": JSON(row.venue),
      "symbol": JSON(row.symbol), "state": .text(row.state), "times": JSON(row.times),
      "moments": JSON(row.moments),
      "seconds": .digits(Decimal.text(row.nanoseconds, decimals: 9)),
      "mean": Self.ratio(row.meanE12), "mean_size": Self.ratio(row.meanSizeE12),
      "worst": Self.ratio(row.worstE12), "worst_at": Self.time(row.worstTs),
    ]
  }

  private func series(_ item: SeriesFigures) -> JSON {
    [
      "name": .text(item.row.name), "kind": .text(item.row.kind),
      "of": .text(data.instrumentName(item.row.instrument)), "joined": .integer(item.row.joined),
      "unknown": .integer(item.row.unknown), "compared": JSON(item.compared),
      "median": Self.ratio(item.medianE12), "p99": Self.ratio(item.p99E12),
      "worst": Self.ratio(item.worstE12), "worst_at": Self.time(item.worstTs),
    ]
  }

  /// The warnings of the run and those of the computation of this summary.
  var warnings: [String] {
    data.facts.warnings
      + leftOut.map { "account \($0) is kept in another asset: not part of the whole strategy" }
      + ([whole] + accounts).compactMap { item in
        guard let residual = item.profit.residual, residual != 0 else { return nil }
        return "\(item.name): \(Format.exact(residual)) of the last equity is unexplained"
      }
  }

  static func money(_ raw: Int64?) -> JSON {
    raw.map { .digits(Decimal.text($0, decimals: 8)) } ?? .null
  }

  static func ratio(_ raw: Int64?) -> JSON {
    raw.map { .digits(Decimal.text($0, decimals: 12)) } ?? .null
  }

  static func time(_ nanoseconds: Int64?) -> JSON {
    nanoseconds.map { .text(Instant(nanoseconds: $0).description) } ?? .null
  }
}

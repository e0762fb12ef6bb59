internal import Quantities

/// The figures of one account, or of all accounts of the strategy together. Amounts are exact,
/// in 1e-8 units of the quote asset.
struct AccountFigures: Sendable {
  /// Nil for the whole strategy.
  let account: AccountRow?
  let samples: EquitySamples
  let curve: Curve
  let statistics: CurveStatistics
  let missing: Int
  /// Falls over every sample, not only those of the grid.
  let falls: Falls
  let profit: Profit
  let counts: Counts
  let margin: MarginFigures
}

/// What made the profit, by `totals`.
struct Profit: Sendable, Equatable {
  var price: Int64 = 0
  var interest: Int64 = 0
  var fees: Int64 = 0
  var liquidationCost: Int64 = 0
  var flows: Int64 = 0
  /// Equity of the last sample; nil where it is unknown.
  var lastEquity: Int64?

  var net: Int64 { price + interest + fees + liquidationCost }

  /// What the parts do not explain; 0 in a sound run, nil where the last equity is unknown.
  var residual: Int64? { lastEquity.map { $0 - net - flows } }
}

/// How often things happened.
struct Counts: Sendable, Equatable {
  var orders = 0
  var fills = 0
  var rejects = 0
  var alerts = 0
  var marginCalls = 0
  var liquidations = 0
  var badDebt: Int64 = 0
}

extension Profit {
  init(_ rows: some Sequence<TotalRow>, lastEquity: Int64?) {
    self.lastEquity = lastEquity
    for row in rows {
      switch row.kind {
      case "price": price += row.amountE8
      case "interest": interest += row.amountE8
      case "fees": fees += row.amountE8
      case "liquidation_cost": liquidationCost += row.amountE8
      case "flows": flows += row.amountE8
      default: break
      }
    }
  }
}

extension Counts {
  /// Orders and fills of liquidations are the engine's, not the strategy's.
  init(_ data: RunData, accounts: Set<Int64>) {
    let own = data.orders.filter { accounts.contains($0.account) && $0.liquidation == nil }
    orders = own.count
    rejects = own.count(where: \.isRefused)
    fills = data.fills.count { accounts.contains($0.account) && $0.liquidation == nil }
    alerts = data.alerts.count {
      $0.state == "raised" && $0.account.map(accounts.contains) ?? false
    }
    marginCalls = data.calls.count { accounts.contains($0.account) }
    let liquidated = data.liquidations.filter { accounts.contains($0.account) }
    liquidations = liquidated.count
    badDebt = liquidated.reduce(0) { $0 + ($1.badDebtE8 ?? 0) }
  }
}

extension AccountFigures {
  /// The figures of `members`; `account` names the one, nil says it is all of the strategy.
  init(
    _ data: RunData, _ account: AccountRow?, members: [AccountRow], grid: EquityGrid
  ) throws(ReportingError) {
    let ids = Set(members.map(\.id))
    let parts = members.map { EquitySamples(data.equity[[$0.id]]) }
    let samples = account == nil ? EquitySamples(sumOf: parts) : parts.first ?? EquitySamples()
    self.account = account
    self.samples = samples
    curve = samples.curve(on: grid)
    statistics = try CurveStatistics(curve, periodsPerYear: grid.periodsPerYear)
    missing = CurveStatistics.missing(in: curve)
    falls = try CurveStatistics.falls(samples.curve, periodsPerYear: grid.periodsPerYear)
    profit = Profit(
      data.totals.filter { ids.contains($0.account) }, lastEquity: samples.equity.last ?? nil)
    counts = Counts(data, accounts: ids)
    margin = MarginFigures(merging: members.map { MarginFigures(data, $0) })
  }

  /// `whole` or the account's name.
  var name: String { account?.label ?? "whole strategy" }

  /// Largest fall from a peak over every sample, a positive fraction, 0 without one.
  var maxDrawdown: Double? {
    samples.curve.start > 0 ? abs(falls.deepest?.depth ?? 0) : nil
  }
}

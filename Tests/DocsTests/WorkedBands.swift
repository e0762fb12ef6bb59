import Margin
import Quantities
import Testing

private func holding(
  _ balance: String, _ debt: String, at price: String
) throws -> Holding {
  Holding(
    balance: try exact(balance), principal: try exact(debt), interest: .zero,
    price: try exact(price))
}

private func tiers(
  _ rows: [(floor: String, cap: String?, leverage: String)], rate: String = "0.05",
  method: TierTable.Method = .whole
) throws -> TierTable {
  TierTable(
    method: method,
    tiers: try rows.map { row in
      Tier(
        floor: try exact(row.floor), cap: try row.cap.map { try exact($0) },
        maintenanceRate: try exact(rate), maxLeverage: try exact(row.leverage))
    })
}

/// One tier, haircuts on quote and base.
private func rule(
  quote: String = "1", base: String = "1", isGross: Bool = false, rate: String = "0.05"
) throws -> MaintenanceRule {
  let haircuts = try [quote, base].map {
    Haircut(brackets: [Haircut.Bracket(cap: nil, rate: try exact($0))], isGross: isGross)
  }
  return MaintenanceRule(
    table: try tiers([("0", nil, "125")], rate: rate), base: .debt, key: .debt, closeFee: .zero,
    haircuts: haircuts)
}

/// 998 USDT and 2 BTC, 2,000 USDT owed.
private func crossHoldings(_ price: String) throws -> [Holding] {
  [try holding("998", "2000", at: "1"), try holding("2", "0", at: price)]
}

private func crossLevel(_ price: String, _ basis: HealthLine.Basis) throws -> Rate {
  let value = try rule(base: "0.95").value(crossHoldings(price), quoteIndex: 0)
  let line = HealthLine(
    metric: .assetsOverDebt, level: try exact("1.5"), action: .noBorrow, basis: basis)
  return try #require(line.value(of: value))
}

private func line(_ level: String, _ action: HealthAction) throws -> HealthLine {
  HealthLine(metric: .assetsOverDebt, level: try exact(level), action: action, basis: .haircut)
}

/// The most of USDT (0) or BTC (1) that leaves 2 after haircuts at 1,700.
private func paidOut(_ asset: Int) throws -> Money {
  let rows = try crossHoldings("1700")
  let bar = try line("2", .noTransferOut)
  return try rule(base: "0.95").mostPaidOut(
    rows, quoteIndex: 0, asset: asset, upTo: rows[asset].balance
  ) { !bar.isPassed(by: $0) }
}

private func haircutPrice() throws -> Price {
  let rows = [try holding("0", "2003", at: "1"), try holding("3", "0", at: "1000")]
  let health = HealthRule(
    metric: .equityOverMaintenance, alert: try exact("1.5"), call: try exact("1.2"),
    liquidation: .one, transferOut: nil, isStrict: false)
  let line = HealthLine(
    metric: .equityOverMaintenance, level: .one, action: .liquidation, basis: .haircut)
  let price = try rule(base: "0.9").liquidationPrice(
    rows, quoteIndex: 0, asset: 1, health: health, lines: [line])
  return try #require(price)
}

private func brackets() throws -> Haircut {
  Haircut(
    brackets: [
      Haircut.Bracket(cap: try exact("500"), rate: .one),
      Haircut.Bracket(cap: try exact("1000"), rate: try exact("0.5")),
    ])
}

private func bracketLoan() throws -> Money {
  var rule = try rule()
  rule.haircuts[1] = try brackets()
  let rows = [try holding("0", "0", at: "1"), try holding("20000", "0", at: "0.1")]
  let bar = try line("1.5", .noBorrow)
  return try rule.mostBorrowed(rows, quoteIndex: 0, asset: 0, upTo: exact("4000")) {
    !bar.isPassed(by: $0)
  }
}

private func worthless() throws -> Rate {
  let rows = [try holding("499", "500", at: "1"), try holding("10000", "0", at: "0.1")]
  let value = try rule(quote: "0.8", base: "0", isGross: true).value(rows, quoteIndex: 0)
  return try #require(HealthMetric.healthFactor.level(value))
}

/// 1,600 held and 600 owed, in quote.
private func owing(_ rule: MaintenanceRule) throws -> Valuation {
  try rule.value([holding("1600", "600", at: "1"), holding("0", "0", at: "1000")], quoteIndex: 0)
}

private func borrow(
  _ by: BorrowRule, _ given: MaintenanceRule? = nil, leverage: String = "3", ratio: String? = nil,
  table: TierTable? = nil
) throws -> Money {
  let rule = try given ?? rule()
  return try Capacity.maxBorrow(
    owing(rule), by: by, table ?? rule.table, leverageLimit: exact(leverage),
    initialRatio: try ratio.map { try exact($0) })
}

private func lineLoan() throws -> Money {
  let rows = [try holding("1600", "600", at: "1"), try holding("0", "0", at: "1000")]
  let bar = try line("1.6", .noBorrow)
  return try rule(quote: "0.9").mostBorrowed(
    rows, quoteIndex: 0, asset: 0, upTo: borrow(.equity)
  ) { !bar.isPassed(by: $0) }
}

/// 1,000 owed of base beside an equity of 1,000; what of quote may be borrowed.
private func quota(ofItsOwn: Bool) throws -> Money {
  let table = try tiers([("0", "1500", "3"), ("1500", nil, "2")])
  let value = try rule().value(
    [holding("1000", "0", at: "1"), holding("1", "1", at: "1000")], quoteIndex: 0)
  return try Capacity.maxBorrow(
    value, by: .equity, table, leverageLimit: exact("3"), tierDebt: ofItsOwn ? .zero : nil)
}

private func out(_ metric: HealthMetric, _ level: String, rate: String, _ leverage: String) throws
  -> Money
{
  let rule = try rule(rate: rate)
  let health = HealthRule(
    metric: metric, alert: .one, call: .one, liquidation: .one, transferOut: try exact(level),
    isStrict: false)
  return try Capacity.maxTransferOut(
    owing(rule), health, rule.table, leverageLimit: exact(leverage))
}

private func marginOut() throws -> Money {
  let value = try rule().value(
    [holding("98.5", "600", at: "1"), holding("1.5", "0", at: "1000")], quoteIndex: 0)
  let table = try tiers([("0", nil, "10")])
  return try Capacity.transferAbove(
    equity: value.equity, initialMargin: table.initialMargin(of: value.debt),
    notional: value.exposure)
}

extension Computation {
  static let bands: [Computation] = [
    Computation("band.plain") { try crossLevel("800", .plain) },
    Computation("band.haircut") { try crossLevel("1300", .haircut) },
    Computation("band.out") { try paidOut(0) },
    Computation("band.coins") { try paidOut(1) },
    Computation("band.price") { try haircutPrice() },
    Computation("collateral.brackets") { try brackets().discounted(exact("2000")) },
    Computation("collateral.borrow") { try bracketLoan() },
    Computation("collateral.order") { try worthless() },
    Computation("borrow.equity") { try borrow(.equity) },
    Computation("borrow.risk_ratio") { try borrow(.riskRatio, ratio: "2") },
    Computation("borrow.im_rate") {
      try borrow(
        .initialMargin, leverage: "10",
        table: tiers([("0", "2000", "5"), ("2000", nil, "4")]))
    },
    Computation("borrow.ltv") { try borrow(.loanToValue, rule(quote: "0.8", isGross: true)) },
    Computation("borrow.literal") { try borrow(.literal) },
    Computation("borrow.line") { try lineLoan() },
    Computation("quota.one") { try quota(ofItsOwn: false) },
    Computation("quota.own") { try quota(ofItsOwn: true) },
    Computation("out.debt_ratio") { try out(.debtOverAssets, "0.6", rate: "0.05", "5") },
    Computation("out.equity") { try out(.equityOverMaintenance, "2.5", rate: "0.2", "4") },
    Computation("out.margin") { try marginOut() },
  ]
}

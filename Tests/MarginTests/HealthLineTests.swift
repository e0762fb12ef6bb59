import Margin
import Quantities
import Testing

private func line(
  _ level: String, _ action: HealthAction, _ metric: HealthMetric = .assetsOverDebt,
  strict: Bool = false
) throws -> HealthLine {
  HealthLine(metric: metric, level: try Rate(level), action: action, isStrict: strict)
}

@Test func `a line is crossed at its value, a strict one only beyond it`() throws {
  for (level, loose, strict) in [("1.2", false, false), ("1.1", true, false), ("1", true, true)] {
    #expect(try line("1.1", .alert).isCrossed(at: Rate(level)) == loose)
    #expect(try line("1.1", .alert, strict: true).isCrossed(at: Rate(level)) == strict)
  }
  #expect(try line("0.95", .alert, .debtOverAssets).isCrossed(at: Rate("0.96")))
  #expect(try !line("0.95", .alert, .debtOverAssets).isCrossed(at: Rate("0.94")))
}

@Test func `permissions get fewer from band to band`() throws {
  let lines = [
    try line("2", .noTransferOut), try line("1.5", .noBorrow), try line("1.3", .marginCall),
    try line("1.2", .reduceOnly), try line("1.1", .liquidation),
  ]
  let expected: [(String, [Permission])] = [
    ("2.1", [.trade, .borrow, .transferOut]), ("2", [.trade, .borrow]), ("1.5", [.trade]),
    ("1.3", [.trade, .marginCall]), ("1.2", [.warning]), ("1.1", [.liquidate]),
  ]
  for (level, permissions) in expected {
    let level = try Rate(level)
    let crossed = lines.filter { $0.isCrossed(at: level) }.map(\.action)
    let found = Permission.list(lines.map(\.action), crossed: crossed)
    #expect(found == permissions, "\(level)")
  }
}

@Test func `lines of different metrics stand side by side, none is crossed without debt`() throws {
  let lines = [
    try line("0.5", .noBorrow, .netOverDebt), try line("1", .liquidation, .equityOverMaintenance),
  ]
  var account = try valuation(assets: "1400", debt: "1000", maintenance: "100")
  #expect(lines.permissions(of: account) == [.trade])
  account.assets = try Money("1600")
  #expect(lines.permissions(of: account) == [.trade, .borrow])
  account.assets = try Money("1100")
  #expect(lines.permissions(of: account) == [.liquidate])
  #expect(lines.permissions(of: Valuation()) == [.trade, .borrow])
}

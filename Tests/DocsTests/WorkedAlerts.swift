import Margin
import Quantities
import Testing

private func positions() throws -> [PositionShares.Closing] {
  try [("60000", "3", "1"), ("30000", "2", "2"), ("10000", "4", "2")].map {
    value, quantity, depth in
    PositionShares.Closing(
      value: try exact(value), quantity: try exact(quantity), depth: try exact(depth))
  }
}

private func turnover() throws -> Rate {
  var behaviour = Behaviour(.standard)
  let now = Instant(nanoseconds: 0)
  behaviour.trade(try exact("450000"), at: now)
  return try #require(behaviour.turnover(at: now, equity: try exact("20000")))
}

private func account() throws -> Valuation {
  var value = Valuation()
  value.assets = try exact("120000")
  value.debt = try exact("100000")
  value.maintenance = try exact("16666.67")
  return value
}

private func health() throws -> HealthRule {
  HealthRule(
    metric: .equityOverMaintenance, alert: try exact("1.3"), call: try exact("1.2"),
    liquidation: .one, transferOut: nil, isStrict: false)
}

/// To 1e-10: shares are rounded to 1e-12.
private func rounded(_ rate: Rate) -> Rate { rate.rounded(to: Rate(raw: 100), .halfEven) }

extension Computation {
  static let alerts: [Computation] = [
    Computation("alert.concentration") {
      rounded(try #require(try RiskScore.concentration(positions().map(\.value))))
    },
    Computation("alert.liquidity") {
      rounded(try #require(PositionShares.illiquidity(positions())))
    },
    Computation("alert.turnover") { try turnover() },
    Computation("alert.severity") {
      try #require(AlertRule.standard[.turnover].severity(of: turnover())).word
    },
    Computation("alert.channels") {
      let band = try health().band(account())
      #expect(band == .call)
      return AlertRoutes.standard[.danger].map(\.rawValue).joined(separator: ", ")
    },
    Computation("alert.call") { try health().shortfall(to: exact("1.5"), account()) },
  ]
}

import Foundation
import Lending
import Liquidation
import Margin
import Quantities
import Testing

@testable import Simulation

private func preset(_ name: String) throws -> Rulebook {
  try Rulebook.read(CheckoutFile.path("rulebooks/\(name).yaml"))
}

struct PresetTests {
  private struct Lines: Sendable {
    let name: String
    let metric: HealthMetric
    /// Alert, call, liquidation, paying out.
    let lines: [String]
    let clock: InterestRule.Clock
  }

  private static let all = [
    Lines(
      name: "seed-s0", metric: .equityOverMaintenance, lines: ["1.5", "1.3", "1", "2"],
      clock: .perMinuteScan),
    Lines(
      name: "seed-s1", metric: .equityOverMaintenance, lines: ["1.3", "1.3", "1", "1.5"],
      clock: .hourlyFromFill),
    Lines(
      name: "seed-s1-literal", metric: .netOverDebt, lines: ["1.3", "1.1", "1", "none"],
      clock: .hourlyFromFill),
    Lines(
      name: "seed-s2", metric: .assetsNetInterestOverPrincipal,
      lines: ["1.3", "1.3", "1.1", "1.5"], clock: .nightly),
    Lines(
      name: "seed-s2-clamped", metric: .assetsNetInterestOverPrincipal,
      lines: ["1.3", "1.3", "1.1", "1.5"], clock: .nightly),
    Lines(
      name: "seed-s4", metric: .equityOverMaintenanceAndFees, lines: ["3", "2", "1", "4"],
      clock: .hourlyFromFill),
    Lines(
      name: "binance-cross-3x", metric: .assetsOverDebt, lines: ["1.3", "1.3", "1.1", "none"],
      clock: .clockHours),
    Lines(
      name: "binance-cross-5x", metric: .assetsOverDebt, lines: ["1.16", "1.16", "1.1", "none"],
      clock: .clockHours),
    Lines(
      name: "binance-cross-pro", metric: .equityOverMaintenance, lines: ["1.5", "1.2", "1", "2"],
      clock: .clockHours),
    Lines(
      name: "okx-quick", metric: .equityOverMaintenanceAndFees, lines: ["3", "2", "1", "4"],
      clock: .hourlyFromFill),
    Lines(
      name: "kucoin", metric: .debtOverAssets, lines: ["0.95", "0.95", "0.97", "0.6"],
      clock: .hourlyFromFill),
    Lines(
      name: "htx", metric: .equityOverMaintenance, lines: ["1.5", "1.2", "1", "2.5"],
      clock: .hourlyFromFill),
    Lines(
      name: "aave-like", metric: .healthFactor, lines: ["1.1", "1.05", "1", "none"],
      clock: .perSecond),
    Lines(
      name: "compound-like", metric: .healthFactor, lines: ["1.1", "1.05", "1", "none"],
      clock: .perBlock),
  ]

  @Test(arguments: all)
  private func `a preset is read with its metric, lines and clock`(
    _ row: Lines
  ) throws {
    let book = try preset(row.name)
    let health = book.health
    #expect(book.name == row.name && health.metric == row.metric)
    #expect(
      [health.alert, health.call, health.liquidation].map(\.description)
        + [health.transferOut?.description ?? "none"] == row.lines)
    #expect(book.interest.clock == row.clock)
    #expect(book.warnings.isEmpty == (row.name != "seed-s1-literal"))
  }

  @Test func `every file of the folder is in the table`() throws {
    let folder = URL(filePath: CheckoutFile.path("rulebooks/seed-s1.yaml"))
      .deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(files.sorted() == Self.all.map(\.name).sorted())
  }

  @Test func `the literal reading opens in alert, and is read with a warning`() throws {
    let warnings = try preset("seed-s1-literal").warnings
    #expect(warnings.count == 1 && warnings[0].hasPrefix("unsafe_opening: "))
    #expect(warnings[0].contains("net_over_debt is 0.5"))
  }

  @Test func `haircuts, bands and limits of a preset are what its file says`() throws {
    let risk = try preset("binance-cross-3x").risk
    let coin = try #require(risk.haircuts.haircut("AXS"))
    #expect(try coin.discounted(Money("1000000")) == Money("220000"))
    #expect(try risk.haircuts.haircut("DOGE")?.discounted(Money("100")) == Money("80"))
    #expect(
      risk.bands.map(\.action) == [.noTransferOut, .noBorrow]
        && risk.bands.allSatisfy { $0.basis == .haircut && $0.metric == .assetsOverDebt })
    let pool = try preset("aave-like")
    #expect(pool.risk.haircuts.haircut("ETH")?.isGross == true)
    #expect(pool.risk.borrowRule == .loanToValue)
    #expect(
      try pool.risk.partial
        == .fraction(FractionRule(share: Rate("0.5"), base: .debt, allBeyond: Rate("0.95"))))
    let literal = try preset("seed-s1-literal").risk
    #expect(literal.borrowRule == .literal && literal.selection == .moneyScore)
    #expect(try literal.execution == .iceberg && literal.partial == .literalTarget(Rate("1.5")))
    #expect(literal.overdueShare == (try Rate("0.1")))
    #expect(try preset("seed-s2").risk.hasRecourse)
  }
}

struct RiskKeyTests {
  /// seed-s1 with one text in place of another.
  private func read(_ old: String, _ new: String) throws -> Rulebook {
    let scratch = try ConfigurationScratch()
    let text = try String(
      contentsOfFile: CheckoutFile.path("rulebooks/seed-s1.yaml"), encoding: .utf8)
    #expect(text.contains(old))
    return try Rulebook.read(
      scratch.write(text.replacingOccurrences(of: old, with: new), as: "book.yaml"))
  }

  @Test func `each kind of partial close has its own keys`() throws {
    func partial(_ text: String) throws -> PartialRule {
      try read("partial: target\n  target: 1.5 ", text + " ").risk.partial
    }
    #expect(try partial("partial: none") == .none)
    #expect(try partial("partial: tier_step") == .tierStep(tiers: 1))
    #expect(try partial("partial: tier_step\n  tiers: 2") == .tierStep(tiers: 2))
    #expect(
      try partial("partial: fraction\n  share: 0.2\n  above: 100000\n  cooldown: 30s")
        == .fraction(
          FractionRule(share: Rate("0.2"), above: Money("100000"), cooldown: .second * 30)))
    #expect(try partial("partial: target\n  target: 1.5") == .target(Rate("1.5")))
    #expect(throws: ConfigurationError.self) { try partial("partial: target") }
    #expect(throws: ConfigurationError.self) { try partial("partial: none\n  target: 1.5") }
    #expect(throws: ConfigurationError.self) { try partial("partial: tier_step\n  share: 1") }
  }

  @Test func `clocks take the keys that belong to them`() throws {
    let clock = "clock: hourly_from_fill"
    let night = try read(clock, "clock: nightly\n  nightly_at: 8h")
    #expect(night.interest.nightlyAt == .hour * 8)
    #expect(try read(clock, "clock: per_block\n  block: 15s").interest.block == .second * 15)
    for wrong in [
      "clock: nightly\n  nightly_at: 24h", "clock: per_block\n  block: 7s",
      "\(clock)\n  nightly_at: 1h", "\(clock)\n  block: 12s",
    ] {
      #expect(throws: ConfigurationError.self) { try read(clock, wrong) }
    }
  }

  @Test func `segments above the kink must reach the end and all of the climb`() throws {
    let slope = "form: slope, base: 0.02, kink: 0.8, slope: 0.15, jump: 0.60"
    func form(_ segments: String) throws -> Rulebook {
      try read(
        slope,
        "form: multi_kink, base: 0, kink: 0.8, rate_at_kink: 0.1, rate_at_full: 1, "
          + "segments: [\(segments)]")
    }
    let good = try form("{ up_to: 0.9, share: 0.3 }, { up_to: 1, share: 0.7 }")
    #expect(try good.defaultPool?.model.borrowRate(at: Rate("0.9")) == Rate("0.37"))
    for wrong in [
      "{ up_to: 0.9, share: 1 }", "{ up_to: 1, share: 0.5 }",
      "{ up_to: 0.7, share: 0.5 }, { up_to: 1, share: 0.5 }",
    ] {
      #expect(throws: ConfigurationError.self) { try form(wrong) }
    }
  }

  @Test func `a health factor without thresholds is refused`() throws {
    #expect(throws: ConfigurationError.self) {
      try read("metric: equity_over_maintenance", "metric: health_factor")
    }
  }
}

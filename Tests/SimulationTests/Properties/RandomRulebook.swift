import Foundation
import TestSupport

@testable import Simulation

/// A venue drawn from the axes of the rulebook, such that it can be read.
struct RandomRulebook {
  let text: String

  /// Metrics with lines for alert, call, liquidation and top-up, and the leverage that opens on
  /// their safe side with any of the maintenance rules below.
  private static let lines: [(metric: String, lines: [String], leverage: Int)] = [
    ("equity_over_maintenance", ["1.5", "1.2", "1", "1.6"], 5),
    ("net_over_debt", ["0.2", "0.15", "0.1", "0.25"], 5),
    ("assets_over_debt", ["1.3", "1.2", "1.1", "1.4"], 3),
    ("assets_net_interest_over_principal", ["1.3", "1.3", "1.1", "1.5"], 3),
    ("equity_over_maintenance_and_fees", ["1.5", "1.2", "1", "1.6"], 5),
    ("debt_over_assets", ["0.85", "0.9", "0.95", "0.8"], 5),
    ("maintenance_over_equity", ["0.7", "0.8", "1", "0.6"], 5),
  ]

  private static let maintenance = [
    "{ method: flat, on: debt, mmr: 0.05 }", "{ method: flat, on: exposure, mmr: 0.06 }",
    "{ method: flat, on: assets, mmr: 0.04 }",
    "{ method: whole, on: debt, key: debt_higher, tiers: [{ floor: 0, cap: 3000, mmr: 0.02, "
      + "max_leverage: 5 }, { floor: 3000, cap: 9000, mmr: 0.05, max_leverage: 5 }, "
      + "{ floor: 9000, mmr: 0.09, max_leverage: 3 }] }",
    "{ method: deduction, on: exposure, key: base, tiers: [{ floor: 0, cap: 5000, mmr: 0.02, "
      + "max_leverage: 5 }, { floor: 5000, mmr: 0.08, max_leverage: 4 }] }",
  ]

  private static let clocks = [
    "hourly_from_fill", "hourly_snapshot", "clock_hours", "nightly", "per_minute_scan",
  ]

  private static let partials = [
    "partial: none", "partial: target, target: TARGET", "partial: tier_step, tiers: 1",
    "partial: tier_step, tiers: 2", "partial: fraction, share: 0.3, above: 500, cooldown: 10m",
    "partial: fraction, share: 0.5, share_of: debt", "partial: target_literal, target: TARGET",
  ]

  init(_ random: inout Splitmix) {
    func pick<Element>(_ list: [Element]) -> Element { list[random.below(list.count)] }
    let row = pick(Self.lines)
    let (compounding, settles) = (pick(["true", "false"]), pick(["on_repay", "from_balance"]))
    let partial = pick(Self.partials).replacingOccurrences(of: "TARGET", with: row.lines[3])
    let selection = pick(["liquidity_then_pnl", "score", "score_literal", "worst_pnl"])
    let execution = pick(["market", "iceberg", "limit_fillable", "by_book"])
    let interest =
      "{ clock: \(pick(Self.clocks)), compounding: \(compounding), settle: \(settles), "
      + "overdue_after: 6h }"
    text = """
      schema: 1
      name: drawn
      index: { stale_after: 1d }
      mark: { model: last }
      price_for: { liquidation: last, pnl: last }
      fees: { maker: \(pick(["0", "-0.0001", "0.0005"])), taker: 0.001 }
      stale_book: 1d
      margin:
        modes: [isolated, cross]
        max_leverage: \(row.leverage)
        borrow_at: \(pick(["fill", "placement"]))
        auto_cancel: \(pick(["true", "false"]))
        eligibility: { agreement: true }
        maintenance: \(pick(Self.maintenance))
      health:
        metric: \(row.metric)
        op: \(pick(["'<='", "'<'"]))
        alert: \(row.lines[0])
        call: \(row.lines[1])
        liquidation: \(row.lines[2])
      call: { top_up_to: \(row.lines[3]), deadline: 2h, on_expiry: \(pick(["liquidate", "none"])) }
      interest: \(interest)
      lending:
        default:
          { form: slope, base: 0.2, kink: 0.8, slope: 1.5, jump: 6, reserve_factor: 0.1 }
      liquidation:
        { \(partial), selection: \(selection), exec: \(execution), step_budget: 5,
          triggers: { overdue_share: 0.01 }, recourse: \(pick(["true", "false", "false"])),
          cycle: \(pick(["0s", "1s", "1m"])), fee: \(pick(["0", "0.01"])),
          surplus_to: \(pick(["user", "fund"])) }
      """
  }
}

import Accounting
import Lending
import Liquidation
import Margin
import MarketData
import Quantities
@testable import Simulation
import Strategies
import Testing

@Suite("Partial liquidation")
struct PartialFlowTests {
  /// 1000 of collateral, 5 BTC at 1000, then the price falls to `prices`.
  private func fall(
    _ prices: [String], _ keys: String, buying quantity: String = "5",
    change: (TestWorld) -> Void = { _ in }
  ) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("{ cycle: 0s, fee: 0.005,", "{ cycle: 0s, \(keys),")
    change(world)
    try world.trades(["1000", "1000", "1000", "1000"] + prices)
    return try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, quantity, borrow: true)).word },
    ])
  }

  @Test("to a target: sells what brings the level there, repays, and sets the account free")
  func target() throws {
    // Debt 4005, 5 BTC at 815: equity 70 over 81.5. N = (1.5 * 81.5 - 70) / (1.5 * 0.02 - 0.001)
    // = 1801.724..., or 2.210705 BTC.
    let (engine, outcome, script) = try fall(
      ["815", "815", "815"], "fee: 0, partial: target, target: 1.5")
    #expect(outcome.failure == nil)
    let run = try #require(engine.liquidations.first)
    #expect(engine.liquidations.count == 1)
    #expect(run.kind == "partial" && run.rounds == 1 && run.ended != nil)
    let sold = engine.orders.filter { $0.liquidation != nil }.map(\.filled)
    #expect(try sold == [Quantity("2.2108")])
    #expect(!engine.accounts[1].isFrozen)
    let value = try #require(try engine.valuation(1))
    let level = try #require(engine.rulebook.health.metric.level(value))
    #expect(try level >= Rate("1.5") && level < Rate("1.5005"))
    #expect(run.badDebt == .zero && run.toUser == .zero && run.toFund == .zero)
    let phases = script.events.compactMap { event -> String? in
      guard case .liquidation(let event) = event else { return nil }
      return "\(event.phase.rawValue) \(event.kind)"
    }
    #expect(phases == ["started partial", "step partial", "unfrozen partial", "finished partial"])
  }

  @Test("a second fall liquidates again, and what no part can save is closed whole")
  func again() throws {
    let (engine, outcome, _) = try fall(
      ["815", "815", "806", "806", "700", "700"], "fee: 0, partial: target, target: 1.5")
    #expect(outcome.failure == nil)
    #expect(engine.liquidations.map(\.kind) == ["partial", "partial", "full"])
    #expect(engine.liquidations.allSatisfy { $0.ended != nil })
    #expect(!engine.hasDebt(1))
  }

  @Test("by tiers: closes the debt above the greatest of the tier below, then looks again")
  func tiers() throws {
    let (engine, outcome, _) = try fall(["840", "840", "840"], "fee: 0, partial: tier_step") {
      $0.rulebook = $0.rulebook.replacing(
        "maintenance: { method: flat, on: exposure, mmr: 0.02 }",
        """
        maintenance:
              method: whole
              on: debt
              tiers:
                - { floor: 0, cap: 2000, mmr: 0.01, max_leverage: 10 }
                - { floor: 2000, cap: 3500, mmr: 0.02, max_leverage: 10 }
                - { floor: 3500, cap: 9000, mmr: 0.05, max_leverage: 6 }
        """)
    }
    // Debt 4005: maintenance 200.25 against 195 of equity. Down to below 3500: 505.00 and the fee.
    #expect(outcome.failure == nil)
    let run = try #require(engine.liquidations.first)
    #expect(run.kind == "partial" && run.rounds == 1)
    let debt = engine.loans.debt(1, AssetID(1)).total
    #expect(try debt < Money("3500") && debt > Money("3499.9"))
  }

  @Test("a fraction: its share, then all where a second is needed within the cooldown")
  func fraction() throws {
    let keys = "fee: 0, partial: fraction, share: 0.2, above: 1000, cooldown: 30s"
    let (engine, outcome, _) = try fall(["810", "810", "810"], keys)
    #expect(outcome.failure == nil)
    // 45 of equity less fees over 64.8 after the first fifth: not enough, and within the cooldown.
    let sold = engine.orders.filter { $0.liquidation != nil }.map(\.filled)
    #expect(try sold == [Quantity("1"), Quantity("4")])
    #expect(engine.liquidations.map(\.kind) == ["full"])
    #expect(!engine.hasDebt(1))
  }

  @Test("the liquidation's fee is taken before the debt is repaid, and counts in the plan")
  func fee() throws {
    let (engine, outcome, _) = try fall(
      ["815", "815", "815"], "fee: 0.005, partial: target, target: 1.5")
    #expect(outcome.failure == nil)
    let run = try #require(engine.liquidations.first)
    // (1.5 * 81.5 - 70) / (0.03 - 0.006) = 2177.08: 2.6713 BTC, 2177.1095, of it 0.5 %.
    #expect(try run.fees == Money("10.88554750"))
    #expect(run.kind == "partial")
    let value = try #require(try engine.valuation(1))
    #expect(try engine.rulebook.health.metric.level(value) ?? .zero >= Rate("1.5"))
  }

  @Test("in chunks of the depth, with a budget after which the rest goes to the market")
  func iceberg() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "{ cycle: 0s, fee: 0.005,",
      "{ cycle: 1s, fee: 0, exec: iceberg, depth_share: 0.25, step_budget: 3,")
    let calm = Array(repeating: ("1000", "1001", "10"), count: 4)
    try world.books(calm + (0..<8).map { ("806", "806.5", $0 % 2 == 0 ? "4" : "6") })
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    let orders = engine.orders.filter { $0.liquidation != nil }
    #expect(try orders.map(\.filled) == ["1.5", "1", "1.5", "1"].map { try Quantity($0) })
    #expect(orders.map { $0.limit != nil } == [true, true, true, false])
    #expect(engine.liquidations.first?.attempts == 3)
  }

  @Test("at the fillable price: what nobody takes there waits, and the price gives way")
  func fillable() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing(
      "{ cycle: 0s, fee: 0.005,",
      "{ cycle: 1s, fee: 0, exec: limit_fillable, fillable_spread: 0.5,"
    )
    .replacing("price_for: { liquidation: last", "price_for: { liquidation: mid")
    let calm = Array(repeating: ("1000", "1001", "10"), count: 4)
    let wide = Array(repeating: ("800", "820", "10"), count: 2)
    try world.books(calm + wide + Array(repeating: ("806", "807", "10"), count: 4))
    let (engine, outcome, _) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
    ])
    #expect(outcome.failure == nil)
    let orders = engine.orders.filter { $0.liquidation != nil }
    #expect(orders.count > 1 && orders.dropLast().allSatisfy { $0.filled == .zero })
    #expect(try orders.allSatisfy { try $0.limit ?? .zero > Price("800") })
    #expect(try orders.last?.filled == Quantity("5"))
  }

  @Test("with recourse the user goes on owing; what comes in pays it back first")
  func recourse() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("{ cycle: 0s,", "{ cycle: 0s, recourse: true,")
    try world.trades(["1000", "1000", "1000", "1000"] + Array(repeating: "700", count: 12))
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(6) { $0.borrow("USDT", money("1"), account: "main", maxRate: nil).word },
      Step(7) { $0.transfer("USDT", money("500"), from: "spot", to: "main").word },
      Step(9) { $0.transfer("USDT", money("20"), from: "spot", to: "main").word },
    ])
    #expect(outcome.failure == nil)
    // Sold for 3500 less 3.5: 508.5 of 4005 are missing, and nobody else pays them.
    #expect(engine.liquidations.count == 1)
    #expect(engine.liquidations.first?.owed == money("508.5"))
    #expect(engine.liquidations.first?.badDebt == .zero)
    #expect(script.answers[2] != "ok")
    #expect(!engine.hasDebt(1) && !engine.accounts[1].owes)
    #expect(engine.ledger.balance(engine.accounts[1].ledger, AssetID(1)).free == money("11.5"))
  }
}

@Suite("Left owing")
struct RecourseTests {
  @Test("who is left owing borrows nothing, whatever comes in, until it is paid")
  func barred() throws {
    let world = try TestWorld()
    world.rulebook = world.rulebook.replacing("{ cycle: 0s,", "{ cycle: 0s, recourse: true,")
    try world.trades(["1000", "1000", "1000", "1000"] + Array(repeating: "700", count: 12))
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "5", borrow: true)).word },
      Step(6) { $0.transfer("BTC", money("1"), from: "spot", to: "main").word },
      Step(7) { $0.borrow("USDT", money("10"), account: "main", maxRate: nil).word },
      Step(8) { $0.repay("USDT", money("508.5"), account: "main", from: "spot").word },
      Step(9) { $0.borrow("USDT", money("10"), account: "main", maxRate: nil).word },
      Step(10) { $0.transfer("USDT", money("5"), from: "spot", to: "main").word },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers.suffix(5) == ["ok", "borrow_limit", "ok", "ok", "ok"])
    #expect(!engine.accounts[1].owes)
    // The new loan is its own: what comes in later is not taken for it.
    #expect(engine.loans.debt(1, AssetID(1)).principal == money("10"))
  }
}

@Suite("Interest from the balance")
struct InterestSettlementTests {
  /// 1000 of collateral and, an hour of it, 100 borrowed; `spend` of the cash goes into BTC.
  private func hours(
    _ count: Int, spending quantity: String, _ interest: String, triggers: String = ""
  ) throws -> (engine: Engine, outcome: RunOutcome, script: Scripted) {
    let world = try TestWorld()
    world.rulebook = world.rulebook
      .replacing("{ clock: hourly_from_fill, compounding: false }", interest)
      .replacing("{ cycle: 0s,", "{ cycle: 0s, \(triggers)")
      .replacing("base: 0.02", "base: 5")
    try world.bars(Array(repeating: ("1000", "1000", "1000", "1000"), count: count * 60))
    return try world.run([
      Step(70) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(130) { $0.borrow("USDT", money("1000"), account: "main", maxRate: nil).word },
      Step(190) { $0.submit(market(.buy, quantity)).word },
    ])
  }

  private func statuses(_ script: Scripted) -> [InterestEvent] {
    script.events.compactMap { if case .interest(let event) = $0 { event } else { nil } }
  }

  @Test("it is settled while the balance reaches, and put off where it does not")
  func settled() throws {
    let rule = "{ clock: hourly_from_fill, compounding: false, settle: from_balance }"
    let (engine, outcome, script) = try hours(4, spending: "1", rule)
    #expect(outcome.failure == nil)
    let events = statuses(script)
    #expect(events.count == 3 && events.allSatisfy { $0.status == .settled })
    #expect(engine.loans.debt(1, AssetID(1)).interest == .zero)
    let short = try hours(4, spending: "1.998", rule)
    #expect(statuses(short.script).allSatisfy { $0.status == .deferred })
    #expect(
      short.engine.loans.debt(1, AssetID(1)).interest
        == statuses(short.script).map(\.amount).reduce(.zero, +))
  }

  @Test("interest unpaid for too long is overdue, and above its share of the assets liquidates")
  func overdue() throws {
    let rule = "{ clock: hourly_from_fill, compounding: false, overdue_after: 2h }"
    let (engine, outcome, script) = try hours(
      7, spending: "1.9", rule, triggers: "triggers: { overdue_share: 0.0008 },")
    #expect(outcome.failure == nil)
    // Each hour 0.57...; the first is overdue with the fourth charge, the third with the sixth.
    let events = statuses(script)
    #expect(events.prefix(3).allSatisfy { $0.overdue == .zero })
    #expect(events[3].overdue == events[0].amount)
    #expect(events[4].overdue == events[0].amount + events[1].amount)
    #expect(engine.liquidations.first?.trigger == .overdueInterest)
  }
}

import Lending
import MarketData
import Quantities
@testable import Simulation
import Strategies
import Testing

/// Shorthand for orders of v:BTCUSDT.
func market(_ side: Side, _ quantity: String, borrow: Bool = false, repay: Bool = false)
  -> OrderRequest
{
  OrderRequest(
    instrument: InstrumentID(0), side: side,
    size: .base((try? Quantity(quantity)) ?? .zero), autoBorrow: borrow, autoRepay: repay)
}

func money(_ text: String) -> Money { (try? Money(text)) ?? .zero }

@Suite("The venue")
struct VenueTests {
  @Test("refuses in the documented order, with the numbers")
  func refusals() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 30))
    world.strategies = """
      - name: one
        script: none.lua
        spot: { USDT: 10000 }
        margin:
          - { name: main, mode: isolated, market: v:BTCUSDT }
      """
    let (_, outcome, script) = try world.run([
      Step(1) { $0.submit(market(.buy, "0.1")).word },
      Step(2) { context in
        let wrong = MarginApplication(
          agreement: false, answers: [:], residence: "US", isQualified: false)
        return context.openMargin("main", wrong)?.missing.joined(separator: ",") ?? "ok"
      },
      Step(3) { context in
        let right = MarginApplication(
          agreement: true, answers: ["q": "yes"], residence: "DE", isQualified: false)
        let opened = context.openMargin("main", right)?.code.rawValue ?? "ok"
        return opened + " " + context.transfer("USDT", money("1000"), from: "spot", to: "main").word
      },
      Step(4) { $0.submit(market(.buy, "0.00001")).word },
      Step(5) { $0.submit(market(.buy, "0.001")).word },
      Step(6) { $0.submit(market(.buy, "2")).word },
      Step(7) { $0.submit(market(.buy, "50", borrow: true)).word },
      Step(8) { $0.borrow("USDT", money("100"), account: "spot", maxRate: nil).word },
      Step(9) { $0.borrow("USDT", money("100"), account: nil, maxRate: Rate(raw: 1)).word },
      Step(10) { $0.borrow("USDT", money("9001"), account: nil, maxRate: nil).word },
      Step(11) { $0.borrow("USDT", money("9000"), account: nil, maxRate: nil).word },
      Step(12) { $0.transfer("USDT", money("9999"), from: "main", to: "spot").word },
      Step(13) { $0.transfer("USDT", money("1"), from: "nowhere", to: "spot").word },
    ])
    #expect(outcome.failure == nil)
    #expect(
      script.answers == [
        "no_permission", "agreement,questionnaire,eligibility", "ok ok", "min_quantity",
        "min_notional", "balance", "borrow_limit", "no_permission", "borrow_rate",
        "borrow_limit", "ok", "margin", "unknown_account",
      ])
  }

  @Test("a dry pool refuses with the numbers")
  func dryPool() throws {
    let world = try TestWorld()
    world.pools = "{ USDT: 100 }"
    try world.trades(Array(repeating: "1000", count: 10))
    let (engine, _, script) = try world.run([
      Step(1) { _ in "" },
      Step(2) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(3) { context in
        guard
          case .failure(let refusal) = context.borrow(
            "USDT", money("101"), account: nil, maxRate: nil)
        else { return "ok" }
        return "\(refusal.code.rawValue) have \(refusal.have?.description ?? "?") "
          + "need \(refusal.need?.description ?? "?")"
      },
    ])
    #expect(script.answers == ["", "ok", "pool_dry have 100 need 101"])
    #expect(!engine.hasDebt(1))
  }

  @Test("a transfer in is collateral only: no level, no position before the first debt")
  func collateralOnly() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 10))
    let (_, _, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { context in
        let account = context.account(nil)
        return "\(account?.marginLevel?.description ?? "none") \(account?.equity.description ?? "")"
      },
      Step(3) { $0.borrow("USDT", money("500"), account: nil, maxRate: nil).word },
      Step(4) { context in
        let account = context.account(nil)
        return "\(account?.debt.description ?? "") \(account?.equity.description ?? "")"
      },
    ])
    #expect(script.answers == ["ok", "none 1000", "ok", "500 1000"])
  }

  @Test("an auto-borrow order borrows what it lacks at the fill, an auto-repay order pays it back")
  func autoBorrow() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000", "1000", "1100", "1100", "1100", "1100"])
    let (engine, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "3", borrow: true)).word },
      Step(3) { $0.balance("USDT", account: nil)?.borrowed.description ?? "" },
      Step(5) { $0.submit(market(.sell, "3", repay: true)).word },
      Step(6) { context in
        let balance = context.balance("USDT", account: nil)
        return "\(balance?.borrowed.description ?? "") \(balance?.free.description ?? "")"
      },
    ])
    #expect(outcome.failure == nil)
    // Bought for 3000 and a fee of 3 with 1000 of its own; sold for 3300 less 3.3.
    #expect(script.answers == ["ok", "ok", "2003", "ok", "0 1293.7"])
    #expect(engine.accounts[1].flows[1].fee == money("6.3"))
  }

  @Test("interest is charged each hour after the fill, rounded up, and paid before principal")
  func interest() throws {
    let world = try TestWorld()
    let rows = Array(repeating: ("1000", "1000", "1000", "1000"), count: 70)
    try world.bars(rows)
    let (engine, _, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.borrow("USDT", money("1000"), account: nil, maxRate: nil).word },
      Step(3601) { $0.balance("USDT", account: nil)?.interest.description ?? "" },
      Step(3603) { $0.balance("USDT", account: nil)?.interest.description ?? "" },
      Step(3604) { context in
        guard
          case .success(let paid) = context.repay(
            "USDT", money("10"), account: nil, from: nil)
        else { return "refused" }
        return "\(paid.interest) \(paid.principal)"
      },
    ])
    // Utilisation 0.001: 0.02 + 0.001 * 0.15 = 2.015 % a year; 1000 * 0.02015 / 8760 rounded up.
    #expect(script.answers == ["ok", "ok", "0", "0.00230023", "0.00230023 9.99769977"])
    #expect(engine.loans.pool(AssetID(1))?.reserve == money("0.00023002"))
  }

  @Test("positions keep their average entry and profit")
  func positions() throws {
    let world = try TestWorld()
    try world.trades(["1000", "1000", "1000", "1200", "1200", "1200", "1200"])
    let (_, _, script) = try world.run([
      Step(1) {
        $0.submit(
          OrderRequest(
            instrument: InstrumentID(0), side: .buy, size: .base((try? Quantity("2")) ?? .zero),
            account: "spot")
        ).word
      },
      Step(4) { context in
        let position = context.position(InstrumentID(0), account: "spot")
        return "\(position?.quantity.description ?? "") \(position?.entry?.description ?? "") "
          + "\(position?.pnl.description ?? "")"
      },
    ])
    // One BTC was there before and is no position; the two bought have gained 400.
    #expect(script.answers == ["ok", "2 1000 400"])
  }
}

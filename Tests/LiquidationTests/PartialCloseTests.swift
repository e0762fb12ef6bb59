import Liquidation
import Margin
import Quantities
import TestSupport
import Testing

@Test(arguments: [51, 52, 53] + Splitmix.fresh(1))
func `closing the notional reaches the target, one unit less does not`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  for _ in 0..<300 {
    let mmr = Rate(raw: Int64(10 + random.below(90)) * 1_000_000_000)
    let costs = Rate(raw: Int64(random.below(9)) * 1_000_000_000)
    let notional = Money(raw: Int64(1_000_000_000 + random.below(1_000_000_000_000)))
    let maintenance = try notional.scaled(by: mmr, .up)
    let target = Rate(raw: Int64(11 + random.below(20)) * 100_000_000_000)
    let equity = Money(raw: Int64(1 + random.below(Int(maintenance.raw))))
    let close = try PartialClose.notional(
      equity: equity, maintenance: maintenance, mmr: mmr, target: target, costs: costs)
    func reaches(_ size: Money) throws -> Bool {
      let left = try Fraction(equity) - Fraction(size) * Fraction(costs)
      let kept = try Fraction(maintenance) - Fraction(size) * Fraction(mmr)
      return try left >= Fraction(target) * kept
    }
    #expect(try reaches(close), "seed \(seed)")
    #expect(try !reaches(close - Money(raw: 1)), "seed \(seed)")
  }
}

@Test(arguments: [54, 55] + Splitmix.fresh(1))
func `selling brings assets over debts to the target, one unit less does not`(
  seed: UInt64
) throws {
  var random = Splitmix(seed: seed)
  var found = 0
  for _ in 0..<300 {
    let debt = Money(raw: Int64(1_000_000_000 + random.below(1_000_000_000_000)))
    let assets = debt + Money(raw: Int64(random.below(Int(debt.raw))))
    let target = Rate(raw: Rate.one.raw + Int64(100 + random.below(900)) * 1_000_000_000)
    let costs = Rate(raw: Int64(random.below(20)) * 1_000_000_000)
    guard
      let sale = try PartialClose.sale(assets: assets, debt: debt, target: target, costs: costs),
      sale > .zero
    else { continue }
    found += 1
    func reaches(_ size: Money) throws -> Bool {
      let repaid = try Fraction(size) * (Fraction.one - Fraction(costs))
      return try Fraction(assets - size) >= Fraction(target) * (Fraction(debt) - repaid)
    }
    #expect(try reaches(sale), "seed \(seed)")
    #expect(try !reaches(sale - Money(raw: 1)), "seed \(seed)")
  }
  #expect(found > 30)
}

@Test func `what a source's literal amount sells does not reach its own target`() throws {
  let (equity, maintenance) = (try Money("1000"), try Money("800"))
  let (mmr, target) = (try Rate("0.05"), try Rate("1.5"))
  let literal = try PartialClose.literalAmount(
    equity: equity, maintenance: maintenance, target: target)
  #expect(try literal == Money("200"))
  func ratio(_ notional: Money) throws -> Rate? {
    try PartialClose.ratio(
      equity: equity, maintenance: maintenance, mmr: mmr, costs: .zero, afterClosing: notional)
  }
  #expect(try ratio(literal) == Rate("1.265822784810"))
  let meant = try PartialClose.notional(
    equity: equity, maintenance: maintenance, mmr: mmr, target: target, costs: .zero)
  #expect(try meant == Money("2666.66666667"))
  #expect(try ratio(meant) == Rate("1.5"))
  #expect(try ratio(Money("16000")) == nil)
}

@Test func `a tier step is what exceeds the tier below, and nothing in the first`() throws {
  let tiers = try [("0", "0.02"), ("1000", "0.1")].map { floor, rate in
    Tier(floor: try Money(floor), cap: nil, maintenanceRate: try Rate(rate), maxLeverage: .one)
  }
  let table = TierTable(method: .whole, tiers: tiers)
  #expect(try PartialClose.tierStep(Money("2000"), table, steps: 1) == Money("1000"))
  #expect(try PartialClose.tierStep(Money("900"), table, steps: 1) == nil)
}

private func candidate(
  _ liquidity: String, _ profit: String, _ notional: String, _ volatility: String
) throws -> CloseCandidate {
  CloseCandidate(
    liquidity: try Rate(liquidity), profit: try Money(profit), notional: try Money(notional),
    volatility: try Rate(volatility))
}

@Test func `each policy orders the same positions its own way`() throws {
  let positions = [
    try candidate("0.9", "100", "20000", "0.2"), try candidate("0.9", "-50", "1000", "0.2"),
    try candidate("0.2", "-900", "5000", "0.9"), try candidate("0.9", "-50", "1000", "0.2"),
  ]
  let equity = try Money("1000")
  func order(_ selection: CloseSelection) throws -> [Int] {
    try selection.order(positions, equity: equity)
  }
  #expect(try order(.liquidityThenProfit) == [1, 3, 0, 2])
  #expect(try order(.worstProfit) == [2, 1, 3, 0])
  #expect(try order(.score) == [0, 2, 1, 3])
  #expect(try order(.moneyScore) == [0, 2, 1, 3])
}

@Test func `a score is a share whatever the size of the account, the literal one is not`() throws {
  let weights = ScoreWeights.ofSource
  for scale in [Int64(1), 1000, 1_000_000] {
    let position = CloseCandidate(
      liquidity: try Rate("0.5"), profit: Money(raw: -100_000_000 * scale),
      notional: Money(raw: 1_000_000_000 * scale), volatility: try Rate("0.5"))
    let score = try weights.score(
      position, equity: Money(raw: 1_000_000_000 * scale),
      gross: Money(raw: 2_000_000_000 * scale))
    #expect(try score == Rate("0.38"), "\(scale)")
  }
  let literal = try weights.moneyScore(candidate("0.9", "-500", "20000", "0.6"))
  #expect(try literal == Money("4150.42"))
  let ruined = try weights.score(
    candidate("0", "-1", "1", "0"), equity: .zero, gross: Money("1"))
  #expect(try ruined == Rate("0.5"))
}

@Test func `the book decides between market, chunks and a limit`() throws {
  let rule = ExecutionRule(depthShare: try Rate("0.1"), stepBudget: 3)
  func choose(_ amount: String, depth: String, steps: Int = 0) throws -> CloseExecution {
    try rule.choose(
      Quantity(amount), depth: Quantity(depth), lot: Quantity("0.01"), stepsTaken: steps,
      fillable: Price("99"))
  }
  #expect(try choose("1", depth: "10") == .market)
  #expect(try choose("1.01", depth: "10") == .iceberg(chunk: Quantity("1")))
  #expect(try choose("5", depth: "0.05") == .iceberg(chunk: Quantity("0.01")))
  #expect(try choose("5", depth: "10", steps: 3) == .market)
  #expect(try choose("5", depth: "0") == .limit(Price("99")))
}

@Test func `chunks add up to the amount`() throws {
  let chunks = try ExecutionRule.chunks(of: Quantity("10"), each: Quantity("3"))
  #expect(chunks.map(\.description) == ["3", "3", "3", "1"])
  #expect(try ExecutionRule.chunks(of: .zero, each: Quantity("3")) == [])
  #expect(try ExecutionRule.chunks(of: Quantity("3"), each: .zero) == [])
  #expect(throws: QuantityError.self) {
    try ExecutionRule.chunks(of: Quantity.greatest, each: Quantity(raw: 1))
  }
}

@Test func `the fillable price gives a liquidator more the less equity is left`() throws {
  func price(_ equity: String, size: String = "1") throws -> Price {
    try FillablePrice.price(
      size: Quantity(size), price: Price("100"), equity: Money(equity), maintenance: Money("10"),
      ofPosition: Money("10"), adjustment: .one, spread: Rate("0.1"))
  }
  #expect(try price("10") == Price("100"))
  #expect(try price("5") == Price("99.5"))
  #expect(try price("0") == Price("99"))
  #expect(try price("-50") == Price("99"))
  #expect(try price("0", size: "-1") == Price("101"))
}

@Test func `shortages beyond what closing frees have no size`() throws {
  let fees = CloseFees(liquidator: try Rate("0.05"), fund: try Rate("0.06"))
  func base(_ mmr: String) throws -> Quantity? {
    try ShortageForms.base(
      shortage: Money("10"), mmr: Rate(mmr), price: Price("100"), quotePrice: Price("1"),
      fees: fees)
  }
  #expect(try base("0.11") == nil)
  #expect(try base("0.1") == Quantity("-10"), "closing costs more than it frees")
  let share = try Rate("0.1")
  #expect(try Trigger.isOverdue(Money("1000.01"), assets: Money("10000"), share: share))
  #expect(try !Trigger.isOverdue(Money("1000"), assets: Money("10000"), share: share))
}

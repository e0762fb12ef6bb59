import Liquidation
import Margin
import Quantities
import TestSupport
import Testing

private func holding(_ balance: String, _ principal: String, _ interest: String = "0") throws
  -> Holding
{
  Holding(
    balance: try Money(balance), principal: try Money(principal), interest: try Money(interest),
    price: try Price("1"))
}

@Test func `the plan sells what is over and buys what is owed, sales first, by lots`() throws {
  let holdings = [
    try holding("5", "1000"), try holding("0.1", "0.5", "0.0123"), try holding("2.0567", "0.05"),
    try holding("3", "3"), try holding("0.0004", "0"), try holding("7", "0"),
  ]
  let lots = [Quantity](repeating: try Quantity("0.001"), count: 6)
  let plan = ClosePlan.actions(holdings, quoteIndex: 0, lots: lots)
  #expect(
    try plan == [
      .sell(holding: 2, Money("2.006")), .sell(holding: 5, Money("7")),
      .buy(holding: 1, Money("0.413")),
    ])
}

@Test(arguments: [91, 92] + Splitmix.fresh(1))
func `after the plan nothing is owed and less than a lot is left`(seed: UInt64) {
  var random = Splitmix(seed: seed)
  for _ in 0..<5000 {
    let count = 1 + random.below(6)
    let quote = random.below(count)
    let lots = (0..<count).map { _ in Quantity(raw: Int64(1 + random.below(1_000_000))) }
    var holdings = (0..<count).map { _ in
      Holding(
        balance: Money(raw: random.amount(upTo: 1 << 50)),
        principal: Money(raw: random.amount(upTo: 1 << 50)),
        interest: Money(raw: random.amount(upTo: 1 << 30)), price: Price(raw: 1))
    }
    let before = holdings[quote]
    var hasBought = false
    for action in ClosePlan.actions(holdings, quoteIndex: quote, lots: lots) {
      switch action {
      case .sell(let index, let amount):
        #expect(!hasBought && amount > .zero)
        #expect(Quantity(amount).isMultiple(of: lots[index]))
        holdings[index].balance -= amount
      case .buy(let index, let amount):
        hasBought = true
        #expect(amount > .zero && Quantity(amount).isMultiple(of: lots[index]))
        holdings[index].balance += amount
      }
    }
    #expect(holdings[quote] == before)
    for (index, left) in holdings.enumerated() where index != quote {
      #expect(left.net >= .zero && Quantity(left.net) < lots[index], "seed \(seed)")
    }
    #expect(ClosePlan.actions(holdings, quoteIndex: quote, lots: lots).isEmpty)
  }
}

@Test func `the trigger is equity where nothing is left, else the level, else none`() throws {
  let line = try Rate("1.1")
  let health = HealthRule(
    metric: .assetsOverDebt, alert: try Rate("1.5"), call: try Rate("1.3"), liquidation: line,
    transferOut: nil, isStrict: false)
  let cases: [(String, String, Trigger?)] = [
    ("1110", "1000", nil), ("1100", "1000", .marginLevel), ("1000.00000001", "1000", .marginLevel),
    ("1000", "1000", .equity), ("0", "1", .equity), ("0", "0", nil), ("10", "0", nil),
  ]
  for (assets, debt, expected) in cases {
    var valuation = Valuation()
    valuation.assets = try Money(assets)
    valuation.debt = try Money(debt)
    #expect(Trigger.of(valuation, health) == expected, "\(assets) against \(debt)")
  }
}

@Test func `the machine goes from frozen through closing and settling to finished`() throws {
  var machine = LiquidationMachine()
  let work = [CloseAction.sell(holding: 1, try Money("2"))]
  #expect(machine.cycle(work) == .wait)
  #expect(machine.state == .frozen)
  machine.ordersCancelled()
  #expect(machine.cycle(work) == .trade(work))
  #expect(machine.cycle(work) == .trade(work))
  #expect(machine.state == .closing)
  #expect(machine.cycle([]) == .settle)
  #expect(machine.state == .settling)
  #expect(machine.cycle(work) == .settle)
  machine.settled()
  #expect(machine.state == .finished)
  #expect(machine.cycle(work) == .nothing)
}

@Test func `an account with nothing to trade is settled at once`() {
  var machine = LiquidationMachine()
  machine.ordersCancelled()
  #expect(machine.cycle([]) == .settle)
}

@Test func `attempts that fill nothing are counted in a row`() {
  var machine = LiquidationMachine()
  for (filled, expected) in [(false, 1), (false, 2), (true, 0), (false, 1), (true, 0)] {
    machine.attempted(filled: filled)
    #expect(machine.idleAttempts == expected)
  }
}

@Test func `the fund pays first, then the reserve, then the lenders`() throws {
  let cases: [(String, String, String, [String])] = [
    ("0", "100", "100", ["0", "0", "0"]), ("60", "100", "100", ["60", "0", "0"]),
    ("100", "100", "100", ["100", "0", "0"]), ("150", "100", "100", ["100", "50", "0"]),
    ("250", "100", "100", ["100", "100", "50"]), ("50", "0", "0", ["0", "0", "50"]),
    ("50", "-10", "-20", ["0", "0", "50"]),
  ]
  for (shortfall, fund, reserve, parts) in cases {
    let split = Waterfall(
      shortfall: try Money(shortfall), fund: try Money(fund), reserve: try Money(reserve))
    #expect(try [split.fund, split.reserve, split.lenders] == parts.map { try Money($0) })
  }
}

@Test(arguments: [93, 94] + Splitmix.fresh(1))
func `the parts of a shortfall add up exactly and nobody pays before the one before`(
  seed: UInt64
) {
  var random = Splitmix(seed: seed)
  for _ in 0..<100_000 {
    let shortfall = Money(raw: random.amount(upTo: .max))
    let fund = Money(raw: random.amount(upTo: .max))
    let reserve = Money(raw: random.amount(upTo: .max))
    let split = Waterfall(shortfall: shortfall, fund: fund, reserve: reserve)
    let isOrdered =
      (split.reserve == .zero || split.fund == fund)
      && (split.lenders == .zero || split.reserve == reserve)
    let isWithin = split.fund <= fund && split.reserve <= reserve && split.lenders >= .zero
    guard split.fund + split.reserve + split.lenders == shortfall, isOrdered, isWithin else {
      Issue.record("seed \(seed): \(shortfall) of \(fund) and \(reserve): \(split)")
      return
    }
  }
}

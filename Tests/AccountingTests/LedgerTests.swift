import Accounting
import Quantities
import Testing

private let usd = AssetID(0)
private let btc = AssetID(1)

/// A user's spot and margin account, the outside world, and 100 USD in the spot account.
private struct Scene {
  var ledger = Ledger(assetCount: 2)
  let spot: LedgerAccountID
  let margin: LedgerAccountID
  let outside: LedgerAccountID

  init() throws {
    spot = ledger.open(.spot)
    margin = ledger.open(.margin)
    outside = ledger.open(.outside)
    try ledger.move(Transfer(try Money("100"), of: usd, from: outside, to: spot))
  }

  func free(_ account: LedgerAccountID, _ asset: AssetID = usd) -> String {
    ledger.balance(account, asset).free.description
  }

  func held(_ account: LedgerAccountID) -> String {
    ledger.balance(account, usd).held.description
  }
}

@Test func `only the outside world and the venue may stand below zero`() {
  #expect(AccountClass.allCases.filter(\.mayOwe) == [.venue, .outside])
}

@Test func `a deposit leaves the outside world below zero and the sum at zero`() throws {
  let scene = try Scene()
  #expect(scene.free(scene.spot) == "100")
  #expect(scene.free(scene.outside) == "-100")
  #expect(scene.ledger.imbalance(usd) == 0)
  #expect(scene.ledger.firstOverdrawn() == nil)
}

@Test func `a posting whose last leg fails changes nothing and says what is lacking`() throws {
  var scene = try Scene()
  let before = scene.ledger.balance(scene.spot, usd)
  let legs = [
    Transfer(try Money("60"), of: usd, from: scene.spot, to: scene.margin),
    Transfer(try Money("1"), of: btc, from: scene.outside, to: scene.margin),
    Transfer(try Money("50"), of: usd, from: scene.spot, to: scene.margin),
  ]
  let (have, need) = (try Money("40"), try Money("50"))
  #expect(
    throws: LedgerError.insufficient(account: scene.spot, asset: usd, have: have, need: need)
  ) { try scene.ledger.post(legs) }
  #expect(scene.ledger.balance(scene.spot, usd) == before)
  #expect(scene.free(scene.margin) == "0")
  #expect(scene.free(scene.outside, btc) == "0")
}

@Test func `a later leg may spend what an earlier one brought`() throws {
  var scene = try Scene()
  try scene.ledger.post([
    Transfer(try Money("100"), of: usd, from: scene.spot, to: scene.margin),
    Transfer(try Money("100"), of: usd, from: scene.margin, to: scene.outside),
  ])
  #expect(scene.free(scene.outside) == "0")
}

@Test func `held money cannot be spent as free, only as held`() throws {
  var scene = try Scene()
  try scene.ledger.hold(try Money("70"), of: usd, in: scene.spot)
  #expect(scene.free(scene.spot) == "30")
  #expect(scene.held(scene.spot) == "70")
  #expect(throws: LedgerError.self) {
    try scene.ledger.move(Transfer(try Money("31"), of: usd, from: scene.spot, to: scene.margin))
  }
  try scene.ledger.move(
    Transfer(try Money("50"), of: usd, from: scene.spot, to: scene.margin, fromHeld: true))
  try scene.ledger.release(try Money("20"), of: usd, in: scene.spot)
  #expect(scene.free(scene.spot) == "50")
  #expect(scene.held(scene.spot) == "0")
  #expect(scene.free(scene.margin) == "50")
}

@Test func `holding and releasing more than there is fails and changes nothing`() throws {
  var scene = try Scene()
  try scene.ledger.hold(try Money("10"), of: usd, in: scene.spot)
  #expect(throws: LedgerError.self) {
    try scene.ledger.hold(try Money("90.00000001"), of: usd, in: scene.spot)
  }
  #expect(throws: LedgerError.self) {
    try scene.ledger.release(try Money("10.00000001"), of: usd, in: scene.spot)
  }
  #expect(scene.free(scene.spot) == "90")
  #expect(scene.held(scene.spot) == "10")
}

@Test func `the world cannot hold what it owes`() throws {
  var scene = try Scene()
  #expect(throws: LedgerError.self) {
    try scene.ledger.hold(Money(raw: 1), of: usd, in: scene.outside)
  }
}

@Test func `amounts below zero are refused everywhere`() throws {
  var scene = try Scene()
  let amount = Money(raw: -1)
  #expect(throws: LedgerError.negativeAmount(amount)) {
    try scene.ledger.move(Transfer(amount, of: usd, from: scene.spot, to: scene.margin))
  }
  #expect(throws: LedgerError.negativeAmount(amount)) {
    try scene.ledger.hold(amount, of: usd, in: scene.spot)
  }
  #expect(throws: LedgerError.negativeAmount(amount)) {
    try scene.ledger.release(amount, of: usd, in: scene.spot)
  }
}

@Test func `a balance that does not fit is refused and names its account`() throws {
  var scene = try Scene()
  let most = Money.greatest - (try Money("100"))
  try scene.ledger.move(Transfer(most, of: usd, from: scene.outside, to: scene.spot))
  #expect(throws: LedgerError.overflow(account: scene.spot, asset: usd)) {
    try scene.ledger.move(
      Transfer(Money(raw: 1), of: usd, from: scene.outside, to: scene.spot))
  }
  try scene.ledger.move(Transfer(Money(raw: 1), of: usd, from: scene.outside, to: scene.margin))
  #expect(throws: LedgerError.overflow(account: scene.outside, asset: usd)) {
    try scene.ledger.move(
      Transfer(Money(raw: 1), of: usd, from: scene.outside, to: scene.margin))
  }
  #expect(scene.ledger.imbalance(usd) == 0)
}

@Test func `paying oneself changes nothing, from held it frees`() throws {
  var scene = try Scene()
  let amount = try Money("40")
  try scene.ledger.move(Transfer(amount, of: usd, from: scene.spot, to: scene.spot))
  #expect(scene.free(scene.spot) == "100")
  try scene.ledger.hold(amount, of: usd, in: scene.spot)
  try scene.ledger.move(
    Transfer(amount, of: usd, from: scene.spot, to: scene.spot, fromHeld: true))
  #expect(scene.free(scene.spot) == "100")
  #expect(scene.held(scene.spot) == "0")
}

import Accounting
import Quantities
import TestSupport
import Testing

/// One random command.
private enum Command {
  case post([Transfer])
  case hold(Money, AssetID, LedgerAccountID)
  case release(Money, AssetID, LedgerAccountID)
}

/// The ledger and its twin, driven by the same commands.
private struct Pair {
  static let assets = 3
  static let classes: [AccountClass] =
    AccountClass.allCases + [.spot, .spot, .margin, .margin, .venue]

  var ledger = Ledger(assetCount: assets)
  var twin = TwinLedger(classes: classes)
  var refused = 0
  var accepted = 0

  init() { for accountClass in Self.classes { _ = ledger.open(accountClass) } }

  func command(_ random: inout Splitmix) -> Command {
    let kind = random.below(10)
    if kind < 7 {
      return .post((0..<1 + random.below(4)).map { _ in leg(&random) })
    }
    let amount = Money(raw: random.amount(upTo: 1 << 40))
    let asset = AssetID(random.below(Self.assets))
    let account = LedgerAccountID(random.below(Self.classes.count))
    return kind < 9 ? .hold(amount, asset, account) : .release(amount, asset, account)
  }

  private func leg(_ random: inout Splitmix) -> Transfer {
    let huge = random.below(50) == 0
    var raw = random.amount(upTo: huge ? Int64.max : 1 << 40)
    if random.below(200) == 0 { raw = -raw }
    return Transfer(
      Money(raw: raw), of: AssetID(random.below(Self.assets)),
      from: LedgerAccountID(random.below(Self.classes.count)),
      to: LedgerAccountID(random.below(Self.classes.count)), fromHeld: random.below(6) == 0)
  }

  /// Whether both did the same.
  mutating func run(_ command: Command) -> Bool {
    let done: (Bool, Bool)
    switch command {
    case .post(let legs): done = ((try? ledger.post(legs)) != nil, twin.post(legs))
    case .hold(let amount, let asset, let account):
      done = (
        (try? ledger.hold(amount, of: asset, in: account)) != nil,
        twin.reserve(amount, of: asset, in: account)
      )
    case .release(let amount, let asset, let account):
      done = (
        (try? ledger.release(amount, of: asset, in: account)) != nil,
        twin.release(amount, of: asset, in: account)
      )
    }
    if done.0 { accepted += 1 } else { refused += 1 }
    return done.0 == done.1
  }

  /// Whether all balances agree, each sum is zero and nobody is overdrawn.
  var agrees: Bool {
    let equal = (0..<Self.classes.count).allSatisfy { account in
      (0..<Self.assets).allSatisfy { asset in
        let id = (LedgerAccountID(account), AssetID(asset))
        let balance = ledger.balance(id.0, id.1)
        return Int128(balance.free.raw) == twin.free(id.0, id.1)
          && Int128(balance.held.raw) == twin.held(id.0, id.1)
      }
    }
    let balanced = (0..<Self.assets).allSatisfy { ledger.imbalance(AssetID($0)) == 0 }
    return equal && balanced && ledger.firstOverdrawn() == nil
  }
}

@Test(arguments: [1, 2, 3] + Splitmix.fresh(1))
func `after 100,000 random commands the ledger equals its twin and sums to zero`(
  seed: UInt64
) {
  var random = Splitmix(seed: seed)
  var pair = Pair()
  for step in 0..<100_000 {
    let command = pair.command(&random)
    let same = pair.run(command)
    guard same, step % 16 != 0 || pair.agrees else {
      Issue.record("seed \(seed), step \(step): \(command)")
      return
    }
  }
  #expect(pair.agrees)
  #expect(pair.refused > 10_000 && pair.accepted > 10_000, "the mix tests one side only")
}

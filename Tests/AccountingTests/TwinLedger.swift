import Accounting
import Quantities

/// The obvious ledger: dictionaries of wide numbers, copied before each posting.
struct TwinLedger {
  struct Key: Hashable {
    let account: LedgerAccountID
    let asset: AssetID
  }

  let classes: [AccountClass]
  private var free: [Key: Int128] = [:]
  private var held: [Key: Int128] = [:]

  init(classes: [AccountClass]) { self.classes = classes }

  func free(_ account: LedgerAccountID, _ asset: AssetID) -> Int128 {
    free[Key(account: account, asset: asset), default: 0]
  }

  func held(_ account: LedgerAccountID, _ asset: AssetID) -> Int128 {
    held[Key(account: account, asset: asset), default: 0]
  }

  /// Whether all legs could be made; else nothing has changed.
  mutating func post(_ legs: [Transfer]) -> Bool {
    let before = self
    for leg in legs {
      if !move(leg) {
        self = before
        return false
      }
    }
    return true
  }

  private mutating func move(_ leg: Transfer) -> Bool {
    let source = Key(account: leg.from, asset: leg.asset)
    let target = Key(account: leg.to, asset: leg.asset)
    let amount = Int128(leg.amount.raw)
    let available = leg.fromHeld ? held[source, default: 0] : free[source, default: 0]
    let mayOwe = !leg.fromHeld && [.venue, .outside].contains(classes[leg.from.index])
    if amount < 0 || (available < amount && !mayOwe) { return false }
    if leg.fromHeld {
      held[source] = available - amount
    } else {
      free[source] = available - amount
    }
    free[target, default: 0] += amount
    let fits = [source, target].allSatisfy { key in
      Int64(exactly: free[key, default: 0]) != nil
        && Int64(exactly: free[key, default: 0] + held[key, default: 0]) != nil
    }
    return fits
  }

  mutating func reserve(
    _ amount: Money, of asset: AssetID, in account: LedgerAccountID
  ) -> Bool {
    let key = Key(account: account, asset: asset)
    let raw = Int128(amount.raw)
    guard raw >= 0, free[key, default: 0] >= raw else { return false }
    free[key, default: 0] -= raw
    held[key, default: 0] += raw
    return true
  }

  mutating func release(
    _ amount: Money, of asset: AssetID, in account: LedgerAccountID
  ) -> Bool {
    let key = Key(account: account, asset: asset)
    let raw = Int128(amount.raw)
    guard raw >= 0, held[key, default: 0] >= raw else { return false }
    held[key, default: 0] -= raw
    free[key, default: 0] += raw
    return true
  }
}

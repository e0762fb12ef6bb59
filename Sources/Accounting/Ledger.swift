public import Quantities

/// What an account holds of an asset.
@frozen public struct Balance: Hashable, Sendable {
  /// May be spent.
  public var free = Money.zero
  /// Reserved for open orders.
  public var held = Money.zero

  @inlinable public init() {}

  /// Free and held.
  @inlinable public var total: Money { free + held }
}

/// One leg: an amount that goes from one account to another.
@frozen public struct Transfer: Hashable, Sendable {
  public var asset: AssetID
  public var from: LedgerAccountID
  public var to: LedgerAccountID
  public var amount: Money
  /// Whether the amount leaves what `from` holds for orders, instead of what is free.
  public var fromHeld: Bool

  @inlinable public init(
    _ amount: Money, of asset: AssetID, from: LedgerAccountID, to: LedgerAccountID,
    fromHeld: Bool = false
  ) {
    self.amount = amount
    self.asset = asset
    self.from = from
    self.to = to
    self.fromHeld = fromHeld
  }
}

/// Why a movement was not made; nothing was changed.
public enum LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
  case insufficient(account: LedgerAccountID, asset: AssetID, have: Money, need: Money)
  case negativeAmount(Money)
  case overflow(account: LedgerAccountID, asset: AssetID)

  public var description: String {
    switch self {
    case .insufficient(let account, let asset, let have, let need):
      "account \(account.index) has \(have) of asset \(asset.index), needs \(need)"
    case .negativeAmount(let amount): "\(amount) is below zero and cannot be moved"
    case .overflow(let account, let asset):
      "the balance of asset \(asset.index) of account \(account.index) does not fit"
    }
  }
}

/// Double-entry accounts: every movement takes from one account what it gives to another, so that
/// per asset the sum over all accounts is always zero (the outside world stands below zero).
///
/// Balances are rows of one array, addressed by account and asset.
public struct Ledger: Sendable {
  public let assetCount: Int
  private var classes: [AccountClass] = []
  private var balances: [Balance] = []

  public init(assetCount: Int) { self.assetCount = assetCount }

  /// Number of accounts.
  public var accountCount: Int { classes.count }

  /// Opens an empty account.
  public mutating func open(_ accountClass: AccountClass) -> LedgerAccountID {
    classes.append(accountClass)
    balances.append(contentsOf: repeatElement(Balance(), count: assetCount))
    return LedgerAccountID(classes.count - 1)
  }

  /// The class of an account.
  public func accountClass(_ account: LedgerAccountID) -> AccountClass { classes[account.index] }

  /// What an account holds. O(1).
  public func balance(_ account: LedgerAccountID, _ asset: AssetID) -> Balance {
    balances[place(account, asset)]
  }

  private func place(_ account: LedgerAccountID, _ asset: AssetID) -> Int {
    precondition(
      asset.index >= 0 && asset.index < assetCount,
      "asset \(asset.index) is none of the ledger's \(assetCount)")
    return account.index * assetCount + asset.index
  }

  /// Makes all legs or, where one cannot be made, none. Legs are made in order, so that a later
  /// leg may spend what an earlier one brought. O(legs).
  public mutating func post(_ legs: [Transfer]) throws(LedgerError) {
    for index in legs.indices {
      do {
        try move(legs[index])
      } catch {
        for made in legs[..<index].reversed() { undo(made) }
        throw error
      }
    }
  }

  /// Makes one movement.
  public mutating func move(_ leg: Transfer) throws(LedgerError) {
    guard leg.amount >= .zero else { throw .negativeAmount(leg.amount) }
    let source = place(leg.from, leg.asset)
    let target = place(leg.to, leg.asset)
    let available = leg.fromHeld ? balances[source].held : balances[source].free
    if available < leg.amount, leg.fromHeld || !classes[leg.from.index].mayOwe {
      throw .insufficient(
        account: leg.from, asset: leg.asset, have: available, need: leg.amount)
    }
    if source == target {
      if leg.fromHeld { reserve(-leg.amount, at: source) }
      return
    }
    guard let left = try? available.adding(-leg.amount) else {
      throw .overflow(account: leg.from, asset: leg.asset)
    }
    guard let after = try? balances[target].free.adding(leg.amount),
      (try? after.adding(balances[target].held)) != nil
    else { throw .overflow(account: leg.to, asset: leg.asset) }
    if leg.fromHeld { balances[source].held = left } else { balances[source].free = left }
    balances[target].free = after
  }

  private mutating func undo(_ leg: Transfer) {
    let source = place(leg.from, leg.asset)
    let target = place(leg.to, leg.asset)
    if source == target {
      if leg.fromHeld { reserve(leg.amount, at: source) }
      return
    }
    balances[target].free -= leg.amount
    if leg.fromHeld {
      balances[source].held += leg.amount
    } else {
      balances[source].free += leg.amount
    }
  }

  /// Reserves a free amount for an order.
  public mutating func hold(
    _ amount: Money, of asset: AssetID, in account: LedgerAccountID
  ) throws(LedgerError) {
    let row = place(account, asset)
    guard amount >= .zero else { throw .negativeAmount(amount) }
    guard balances[row].free >= amount else {
      throw .insufficient(account: account, asset: asset, have: balances[row].free, need: amount)
    }
    reserve(amount, at: row)
  }

  /// Frees a reserved amount.
  public mutating func release(
    _ amount: Money, of asset: AssetID, in account: LedgerAccountID
  ) throws(LedgerError) {
    let row = place(account, asset)
    guard amount >= .zero else { throw .negativeAmount(amount) }
    guard balances[row].held >= amount else {
      throw .insufficient(account: account, asset: asset, have: balances[row].held, need: amount)
    }
    reserve(-amount, at: row)
  }

  /// Moves from free to held, back where the amount is below zero; the total stays.
  private mutating func reserve(_ amount: Money, at row: Int) {
    balances[row].free -= amount
    balances[row].held += amount
  }

  /// The sum over all accounts, zero unless the ledger is broken. O(accounts).
  public func imbalance(_ asset: AssetID) -> Int128 {
    var sum: Int128 = 0
    for account in classes.indices {
      let balance = balances[account * assetCount + asset.index]
      sum += Int128(balance.free.raw) + Int128(balance.held.raw)
    }
    return sum
  }

  /// The first account that is below zero without being allowed to, nil where none is.
  public func firstOverdrawn() -> (account: LedgerAccountID, asset: AssetID)? {
    for row in balances.indices {
      let account = row / assetCount
      if balances[row].held < .zero || (balances[row].free < .zero && !classes[account].mayOwe) {
        return (LedgerAccountID(account), AssetID(row % assetCount))
      }
    }
    return nil
  }
}

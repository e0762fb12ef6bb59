import Accounting
import Lending
import Margin
import MarketData
import Quantities
import Strategies

/// How much more of an asset an account may borrow, by each limit that there is.
struct BorrowRoom: Hashable, Sendable {
  enum Limit: Hashable, Sendable {
    /// The rulebook's borrow rule, with the leverage of the tier.
    case rule
    /// The cap of the last tier.
    case tier
    /// What one user may owe, and what all may owe of the asset.
    case user, asset
    /// Lines, which the loan may not pass.
    case lines
  }

  /// The least of all, in units of the asset, rounded down.
  private(set) var most = Money.zero
  /// The first limit, in the order above, that is as low as that.
  private(set) var limit: Limit?

  /// Never below zero; a limit that is no lower than those before it changes nothing.
  mutating func hold(_ next: Limit, to amount: Money) {
    guard limit == nil || amount < most else { return }
    (most, limit) = (max(.zero, amount), next)
  }
}

/// How much accounts may borrow and pay out (rulebook section 7.3).
extension Engine {
  /// What bars loans, and what bars paying out.
  static let barringLoans: Set<HealthAction> = [.noBorrow, .cancelAutoBorrow, .reduceOnly]
  static let barringPayments: Set<HealthAction> = [.noTransferOut, .reduceOnly]

  /// How much more of `asset` the account may borrow now: by the rulebook's limits, less what open
  /// orders have reserved, and never more than the pool can lend. Rounded down.
  func maxBorrow(_ number: Int, _ asset: AssetID) throws(RunFailure) -> Money {
    guard let pool = loans.pool(asset), isEligible(asset) else { return .zero }
    if try checkBands(number, Self.barringLoans, "a loan") != nil { return .zero }
    let most = try borrowRoom(number, asset).most
    return max(.zero, min(most, pool.cash - promised[asset.index]))
  }

  /// As `maxBorrow`, limit by limit, whatever the pool can lend and the account's bands bar.
  func borrowRoom(_ number: Int, _ asset: AssetID) throws(RunFailure) -> BorrowRoom {
    guard accounts[number].mode != nil, accounts[number].isOpen, !accounts[number].isFrozen,
      !accounts[number].owes, let rows = try promisedRows(number)
    else { return BorrowRoom() }
    return try borrowRoom(number, asset, rows.rows, rows.quote)
  }

  /// The same for an account with other holdings.
  func borrowRoom(
    _ number: Int, _ asset: AssetID, _ rows: [Holding], _ quote: Int
  ) throws(RunFailure) -> BorrowRoom {
    var room = BorrowRoom()
    guard let place = accounts[number].assets.firstIndex(of: asset), rows[place].price > .zero
    else {
      return room
    }
    let price = rows[place].price
    let own = try exact { () throws(QuantityError) in try price.value(of: rows[place].debt, .up) }
    let value = try self.value(number, rows, quote)
    let keyed = rulebook.maintenance.key == .debtHigher ? own : value.debt
    func units(_ money: Money) throws(RunFailure) -> Money {
      try exact { () throws(QuantityError) in
        Money(try price.quantity(for: max(.zero, money), .down))
      }
    }
    room.hold(.rule, to: try units(ruleLimit(value, keyed)))
    if let cap = rulebook.maintenance.table.cap { room.hold(.tier, to: try units(cap - keyed)) }
    if let limit = rulebook.risk.userLimit {
      room.hold(.user, to: try units(limit - userDebt(number, value.debt)))
    }
    if let limit = rulebook.risk.assetLimits[world.assets[asset.index]] {
      let lent = loans.pool(asset)?.borrowed ?? .zero
      room.hold(.asset, to: limit - lent - promised[asset.index])
    }
    if rulebook.isLimited(by: .noBorrow), room.most > .zero {
      let most = try exact { () throws(QuantityError) in
        try rules[number].mostBorrowed(
          rows, quoteIndex: quote, asset: place, upTo: room.most
        ) { rulebook.bears($0, .noBorrow) }
      }
      room.hold(.lines, to: most)
    }
    return room
  }

  /// By the borrow rule alone, in quote. The last tier's cap is a limit of its own.
  private func ruleLimit(_ value: Valuation, _ keyed: Money) throws(RunFailure) -> Money {
    try exact { () throws(QuantityError) in
      try Capacity.maxBorrow(
        value, by: rulebook.risk.borrowRule, endlessTiers, leverageLimit: rulebook.maxLeverage,
        initialRatio: rulebook.risk.initialRatio, tierDebt: keyed)
    }
  }

  /// What the owner of an account owes in all of its accounts, in that account's currency; the
  /// account's own debt is given. More than can be where a price is unknown.
  private func userDebt(_ number: Int, _ own: Money) throws(RunFailure) -> Money {
    let owner = accounts[number].owner
    var sum = own
    for other in owners[owner].margin where other != number {
      for asset in accounts[other].assets {
        let owed = loans.debt(other, asset).total + accounts[other].reserved[asset.index]
        if owed == .zero { continue }
        guard
          let price = price(
            of: asset, in: accounts[number].quote, rulebook.priceForLiquidation)
        else { return .greatest }
        sum = try exact { () throws(QuantityError) in
          try sum.adding(price.value(of: owed, .up))
        }
      }
    }
    return sum
  }

  /// Why a loan is more than there is room for.
  func refusal(_ amount: Money, _ name: String, _ room: BorrowRoom) -> Refusal {
    let most = room.most
    let allowed = "\(amount) \(name) to borrow, at most \(most) is allowed now"
    return switch room.limit {
    case .tier: Refusal(.tierCap, "\(allowed) by the last tier", need: amount, allowed: most)
    case .user:
      Refusal(.borrowLimit, "\(allowed) by the user's limit", need: amount, allowed: most)
    case .asset:
      Refusal(.borrowLimit, "\(allowed) by the asset's limit", need: amount, allowed: most)
    case .lines:
      Refusal(.borrowLimit, "\(allowed) by the lines of health", need: amount, allowed: most)
    case .rule, nil: Refusal(.borrowLimit, allowed, need: amount, allowed: most)
    }
  }

  /// Why an amount that is free may not be paid out, nil where it may.
  func checkPayment(
    _ number: Int, _ asset: AssetID, _ amount: Money
  ) throws(RunFailure) -> Refusal? {
    if let refusal = try checkBands(number, Self.barringPayments, "paying out") {
      return refusal
    }
    let most = try maxTransferOut(number, asset)
    if most >= amount { return nil }
    return Refusal(
      .margin,
      "\(amount) \(world.assets[asset.index]) to pay out, \(most) is allowed by the margin level",
      need: amount, allowed: most)
  }

  /// How much of `asset` may be transferred out now: what is free of it, and not more than the
  /// rulebook's lines let go. Rounded down.
  func maxTransferOut(_ number: Int, _ asset: AssetID) throws(RunFailure) -> Money {
    let free = ledger.balance(accounts[number].ledger, asset).free
    let promise = accounts[number].reserved.contains { $0 > .zero }
    guard accounts[number].mode != nil, promise || hasDebt(number) else { return free }
    if try checkBands(number, Self.barringPayments, "paying out") != nil { return .zero }
    guard !accounts[number].isFrozen, let rows = try promisedRows(number) else { return .zero }
    return min(free, try transferRoom(number, asset, rows.rows, rows.quote, free))
  }

  /// What of `free` the lines and the leverage let go of an account with such holdings.
  func transferRoom(
    _ number: Int, _ asset: AssetID, _ rows: [Holding], _ quote: Int, _ free: Money
  ) throws(RunFailure) -> Money {
    guard let place = accounts[number].assets.firstIndex(of: asset), rows[place].price > .zero
    else {
      return .zero
    }
    let value = try self.value(number, rows, quote)
    guard value.hasDebt else { return free }
    let limit = try exact { () throws(QuantityError) in
      let limit = try rulebook.transferLimit(value)
      return min(free, Money(try rows[place].price.quantity(for: limit, .down)))
    }
    guard rulebook.isLimited(by: .noTransferOut) else { return limit }
    return try exact { () throws(QuantityError) in
      try rules[number].mostPaidOut(rows, quoteIndex: quote, asset: place, upTo: limit) {
        rulebook.bears($0, .noTransferOut)
      }
    }
  }

  /// An account's holdings with what open orders may still borrow counted as borrowed already;
  /// nil where a price is unknown.
  func promisedRows(_ number: Int) throws(RunFailure) -> (rows: [Holding], quote: Int)? {
    guard var found = holdings(number) else { return nil }
    for (place, asset) in accounts[number].assets.enumerated() {
      let promise = accounts[number].reserved[asset.index]
      if promise == .zero { continue }
      guard let unit = price(of: asset, in: accounts[number].quote, rulebook.priceForLiquidation)
      else { return nil }
      let row = found.rows[place]
      found.rows[place].price = unit
      try exact { () throws(QuantityError) in
        found.rows[place].balance = try row.balance.adding(promise)
        found.rows[place].principal = try row.principal.adding(promise)
      }
    }
    return found
  }

  func value(
    _ number: Int, _ rows: [Holding], _ quote: Int
  ) throws(RunFailure) -> Valuation {
    try exact { () throws(QuantityError) in try rules[number].value(rows, quoteIndex: quote) }
  }
}

public import Quantities

/// One charge of interest.
public struct Charge: Hashable, Sendable {
  public var borrower: Int
  public var asset: AssetID
  public var amount: Money
  public var rate: Rate
  public var instant: Instant
  /// Why it could not be computed; nothing was charged then, and the next one is tried again.
  public var failure: QuantityError?
}

/// What one borrower owes of one asset.
public struct Debt: Hashable, Sendable {
  public var principal = Money.zero
  public var interest = Money.zero
  public init() {}
  /// Principal and interest.
  public var total: Money { principal + interest }
}

/// A loan with its own clock of interest.
struct Lot: Hashable, Sendable {
  var principal: Money
  var interest: Money
  var nextCharge: Instant
  /// What rounding took too much, see `InterestRule.charge`.
  var overcharge: Int128 = 0
}

/// All loans of a venue and its pools. Borrowers are dense indices given by the caller.
///
/// Each loan keeps its own clock; interest is charged at the pool's rate in force at the instant
/// of the charge. Repayments pay interest first, then principal, oldest loan first.
public struct LoanBook: Sendable {
  public private(set) var pools: [Pool?]
  public let rule: InterestRule
  private let assetCount: Int
  private var lots: [[Lot]] = []
  private var debts: [Debt] = []
  private var unpaid: [UnpaidInterest] = []
  /// The next charge of any loan; `distantFuture` where there is none.
  public private(set) var nextCharge = Instant.distantFuture

  /// `pools` by asset; nil where an asset is not lent.
  public init(pools: [Pool?], rule: InterestRule) {
    self.pools = pools
    self.rule = rule
    assetCount = pools.count
  }

  /// The pool of an asset, nil where it is not lent.
  public func pool(_ asset: AssetID) -> Pool? { pools[asset.index] }

  /// What a borrower owes. O(1).
  public func debt(_ borrower: Int, _ asset: AssetID) -> Debt {
    let row = borrower * assetCount + asset.index
    return row < debts.count ? debts[row] : Debt()
  }

  /// Adds a lender's deposit and returns the shares it bought; zero where the asset is not lent.
  /// The caller moves the cash.
  public mutating func supply(
    _ amount: Money, of asset: AssetID, lender: Int
  ) throws(QuantityError) -> Money {
    guard pools[asset.index] != nil else { return .zero }
    return try pools[asset.index]?.supply(amount, lender: lender) ?? .zero
  }

  /// Takes a lender's deposit out; the caller moves the cash.
  public mutating func withdraw(
    _ amount: Money, of asset: AssetID, lender: Int
  ) throws(PoolRefusal) {
    guard pools[asset.index] != nil else { throw .dry(cash: .zero, asked: amount) }
    try pools[asset.index]?.withdraw(amount, lender: lender)
  }

  /// Makes a loan at `instant`; the caller moves the cash and has checked the limits. With the
  /// clock `clock_hours` the first charge is due at once: call `charge` after it.
  public mutating func borrow(
    _ amount: Money, of asset: AssetID, by borrower: Int, at instant: Instant
  ) throws(PoolRefusal) {
    guard pools[asset.index] != nil else { throw .dry(cash: .zero, asked: amount) }
    try pools[asset.index]?.lend(amount)
    if amount == .zero { return }
    let row = makeRow(borrower, asset)
    let due = rule.firstCharge(of: instant)
    if let last = lots[row].indices.last, lots[row][last].nextCharge == due {
      lots[row][last].principal += amount
    } else {
      lots[row].append(Lot(principal: amount, interest: .zero, nextCharge: due))
    }
    debts[row].principal += amount
    nextCharge = min(nextCharge, due)
  }

  private mutating func makeRow(_ borrower: Int, _ asset: AssetID) -> Int {
    let needed = (borrower + 1) * assetCount
    while lots.count < needed {
      lots.append([])
      debts.append(Debt())
      unpaid.append(UnpaidInterest())
    }
    return borrower * assetCount + asset.index
  }

  /// Takes at most `amount` off a debt and returns what went where; the caller moves the cash.
  /// O(loans of the borrower).
  public mutating func repay(
    _ amount: Money, of asset: AssetID, by borrower: Int
  ) -> (principal: Money, interest: Money) {
    precondition(amount >= .zero, "\(amount) is below zero and cannot be repaid")
    let row = makeRow(borrower, asset)
    var left = min(amount, debts[row].total)
    var paid = (principal: Money.zero, interest: Money.zero)
    for index in lots[row].indices {
      let part = min(left, lots[row][index].interest)
      lots[row][index].interest -= part
      paid.interest += part
      left -= part
    }
    for index in lots[row].indices {
      let part = min(left, lots[row][index].principal)
      lots[row][index].principal -= part
      paid.principal += part
      left -= part
    }
    settle(row, asset, paid)
    return paid
  }

  private mutating func settle(
    _ row: Int, _ asset: AssetID, _ paid: (principal: Money, interest: Money)
  ) {
    lots[row].removeAll { $0.principal == .zero && $0.interest == .zero }
    debts[row].principal -= paid.principal
    debts[row].interest -= paid.interest
    unpaid[row].pay(paid.interest)
    pools[asset.index]?.repay(paid.principal + paid.interest)
  }

  /// Forgives all that a borrower still owes of an asset, at the cost of reserve and lenders.
  public mutating func writeOff(
    _ asset: AssetID, by borrower: Int
  ) -> (reserve: Money, lenders: Money) {
    let row = makeRow(borrower, asset)
    let loss = debts[row].total
    lots[row] = []
    debts[row] = Debt()
    unpaid[row] = UnpaidInterest()
    return pools[asset.index]?.writeOff(loss) ?? (.zero, .zero)
  }

  /// Makes the charges that are due at `instant` or before, in order of time, then of borrower,
  /// then of asset. All charges of one instant are at the rate in force before the first of
  /// them. A loan whose charge cannot be computed is passed over, with the failure among the
  /// charges, and stops no other. O(all loans) when something is due, O(1) else.
  public mutating func charge(through instant: Instant) throws(QuantityError) -> [Charge] {
    var charges: [Charge] = []
    while nextCharge <= instant {
      let due = nextCharge
      let rates = try borrowRates()
      var next = Instant.distantFuture
      for row in lots.indices where !lots[row].isEmpty {
        chargeRow(row, at: due, rate: rates[row % assetCount], into: &charges)
        for lot in lots[row] { next = min(next, lot.nextCharge) }
      }
      nextCharge = next
    }
    return charges
  }

  private func borrowRates() throws(QuantityError) -> [Rate] {
    var rates = [Rate](repeating: .zero, count: assetCount)
    for asset in rates.indices {
      if let pool = pools[asset] { rates[asset] = try pool.borrowRate() }
    }
    return rates
  }

  private mutating func chargeRow(
    _ row: Int, at due: Instant, rate: Rate, into charges: inout [Charge]
  ) {
    var charge = Charge(
      borrower: row / assetCount, asset: AssetID(row % assetCount), amount: .zero, rate: rate,
      instant: due)
    for index in lots[row].indices where lots[row][index].nextCharge == due {
      (charge.amount, charge.failure) = (.zero, nil)
      do {
        charge.amount = try chargeLot(row, index, rate, at: due)
      } catch {
        charge.failure = error
      }
      lots[row][index].nextCharge = rule.nextCharge(after: due)
      charges.append(charge)
    }
    mergeLots(row)
  }

  /// Charges one loan, or changes nothing.
  private mutating func chargeLot(
    _ row: Int, _ index: Int, _ rate: Rate, at due: Instant
  ) throws(QuantityError) -> Money {
    var (lot, debt, pool) = (lots[row][index], debts[row], pools[row % assetCount])
    let amount = try rule.charge(
      principal: lot.principal, interest: lot.interest, rate: rate, overcharge: &lot.overcharge)
    lot.interest = try lot.interest.adding(amount)
    debt.interest = try debt.interest.adding(amount)
    try pool?.charge(amount)
    (lots[row][index], debts[row], pools[row % assetCount]) = (lot, debt, pool)
    unpaid[row].charge(amount, at: due)
    return amount
  }

  /// Makes neighbours that are due together from now on into one, so that a borrower's list
  /// does not grow with each loan.
  private mutating func mergeLots(_ row: Int) {
    var kept = 0
    for index in lots[row].indices.dropFirst() {
      let lot = lots[row][index]
      if lot.nextCharge == lots[row][kept].nextCharge {
        lots[row][kept].principal += lot.principal
        lots[row][kept].interest += lot.interest
        lots[row][kept].overcharge += lot.overcharge
      } else {
        kept += 1
        lots[row][kept] = lot
      }
    }
    lots[row].removeLast(lots[row].count - kept - 1)
  }

  /// The interest that a borrower owes of an asset for longer than a span. Amortised O(1).
  public mutating func overdue(
    _ borrower: Int, _ asset: AssetID, after span: TimeSpan, at instant: Instant
  ) -> Money {
    let row = borrower * assetCount + asset.index
    return row < unpaid.count ? unpaid[row].overdue(after: span, at: instant) : .zero
  }

  /// The sum of all debts in an asset; equals the pool's `borrowed`. O(borrowers).
  public func owed(_ asset: AssetID) -> Money {
    var sum = Money.zero
    for row in stride(from: asset.index, to: debts.count, by: assetCount) {
      sum += debts[row].total
    }
    return sum
  }
}

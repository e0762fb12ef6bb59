import Lending
import Quantities

/// The obvious lender: a flat list of loans, everything else recomputed from it each time.
struct SlowBook {
  struct Loan {
    let borrower: Int
    let asset: Int
    var principal: Int128
    /// Charged less repaid, and all that was ever charged, in units of money.
    var interest: Int128 = 0
    var charged: Int128 = 0
    /// All interest ever due, in `1 / denominator` of a unit.
    var exact: Int128 = 0
    var due: Instant
  }

  let rule: InterestRule
  let models: [RateModel]
  let reserveFactor: Rate
  var loans: [Loan] = []
  var cash: [Int128]
  var reserve: [Int128]

  private var denominator: Int128 {
    Int128(Rate.one.raw) * periodsOfYear
  }

  private var periodsOfYear: Int128 {
    switch rule.clock {
    case .hourlyFromFill, .hourlySnapshot, .clockHours, .perMinuteScan: 8760
    case .nightly: 365
    case .perSecond: 31_536_000
    case .perBlock: 2_628_000
    }
  }

  func owed(_ asset: Int, by borrower: Int? = nil) -> Int128 {
    loans.filter { $0.asset == asset && (borrower == nil || $0.borrower == borrower) }
      .reduce(0) { $0 + $1.principal + $1.interest }
  }

  func interest(_ asset: Int, by borrower: Int) -> Int128 {
    loans.filter { $0.asset == asset && $0.borrower == borrower }.reduce(0) { $0 + $1.interest }
  }

  func deposits(_ asset: Int) -> Int128 { cash[asset] + owed(asset) - reserve[asset] }

  mutating func borrow(_ amount: Int128, _ asset: Int, by borrower: Int, at now: Instant) -> Bool {
    guard amount <= cash[asset] else { return false }
    cash[asset] -= amount
    let due = rule.firstCharge(of: now)
    let mine = loans.lastIndex { $0.borrower == borrower && $0.asset == asset }
    if amount == 0 { return true }
    if let mine, loans[mine].due == due {
      loans[mine].principal += amount
    } else {
      loans.append(Loan(borrower: borrower, asset: asset, principal: amount, due: due))
    }
    return true
  }

  /// Interest of all loans first, then principal, oldest loan first.
  mutating func repay(_ amount: Int128, _ asset: Int, by borrower: Int) {
    var left = amount
    let mine = loans.indices.filter { loans[$0].borrower == borrower && loans[$0].asset == asset }
    for part in [\Loan.interest, \Loan.principal] {
      for index in mine {
        let paid = min(left, loans[index][keyPath: part])
        loans[index][keyPath: part] -= paid
        left -= paid
      }
    }
    cash[asset] += amount - left
    loans.removeAll { $0.principal + $0.interest == 0 }
  }

  mutating func writeOff(_ asset: Int, by borrower: Int) {
    reserve[asset] = max(0, reserve[asset] - owed(asset, by: borrower))
    loans.removeAll { $0.asset == asset && $0.borrower == borrower }
  }

  mutating func charge(through now: Instant) throws {
    while let due = loans.map(\.due).min(), due <= now {
      let rates = try models.indices.map { asset in
        let share = Rounding.up.divide(
          owed(asset) * Int128(Rate.one.raw), by: max(1, deposits(asset)))
        let rate = Rate(raw: Int64(min(share, Int128(Rate.one.raw))))
        return try models[asset].borrowRate(at: rate)
      }
      for index in loans.indices where loans[index].due == due {
        charge(index, Int128(rates[loans[index].asset].raw))
      }
      join()
    }
  }

  private mutating func charge(_ index: Int, _ rate: Int128) {
    var loan = loans[index]
    loan.exact += (loan.principal + (rule.isCompounding ? loan.interest : 0)) * rate
    let amount = max(0, Rounding.up.divide(loan.exact, by: denominator) - loan.charged)
    loan.charged += amount
    loan.interest += amount
    loan.due = rule.nextCharge(after: loan.due)
    reserve[loan.asset] += Rounding.down.divide(
      amount * Int128(reserveFactor.raw), by: Int128(Rate.one.raw))
    loans[index] = loan
  }

  /// Loans of one debt that are due together from now on are one loan, where no other loan of
  /// that debt stands between them.
  private mutating func join() {
    var kept: [Loan] = []
    for loan in loans {
      let mine = kept.lastIndex { $0.borrower == loan.borrower && $0.asset == loan.asset }
      guard let mine, kept[mine].due == loan.due else {
        kept.append(loan)
        continue
      }
      kept[mine].principal += loan.principal
      kept[mine].interest += loan.interest
      kept[mine].charged += loan.charged
      kept[mine].exact += loan.exact
    }
    loans = kept
  }
}

@testable import Lending
import Quantities
import TestSupport
import Testing

private let start = Instant(nanoseconds: 1_700_000_000_000_000_000)

@Test(arguments: [3, 4] + Splitmix.fresh(1))
func `what is overdue is what a plain list of charges says`(seed: UInt64) {
  var random = Splitmix(seed: seed)
  var fast = UnpaidInterest()
  var slow: [(charged: Instant, amount: Money)] = []
  var now = start
  for _ in 0..<20_000 {
    now = now + .minute * Int64(random.below(90))
    switch random.below(3) {
    case 0:
      let amount = Money(raw: Int64(1 + random.below(1_000_000)))
      fast.charge(amount, at: now)
      slow.append((now, amount))
    case 1:
      var left = Money(raw: Int64(random.below(1_500_000)))
      fast.pay(left)
      while left > .zero, !slow.isEmpty {
        let part = min(left, slow[0].amount)
        slow[0].amount -= part
        left -= part
        if slow[0].amount == .zero { slow.removeFirst() }
      }
    default:
      let span = TimeSpan.hour * 30
      let expected = slow.filter { now - $0.charged > span }.map(\.amount).reduce(.zero, +)
      #expect(fast.overdue(after: span, at: now) == expected, "seed \(seed)")
    }
  }
}

@Test func `charges of one minute are one, as of the first`() {
  var unpaid = UnpaidInterest()
  for second in 0..<120 {
    unpaid.charge(Money(raw: 1), at: start + .second * Int64(second))
  }
  #expect(unpaid.overdue(after: .hour, at: start + .hour + .second) == Money(raw: 60))
  #expect(unpaid.overdue(after: .hour, at: start + .hour + .second * 61) == Money(raw: 120))
}

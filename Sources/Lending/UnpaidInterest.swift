import Quantities

/// Interest of one debt that was charged and not paid yet, by when it was charged; the oldest is
/// paid first.
struct UnpaidInterest: Hashable, Sendable {
  private struct Part: Hashable, Sendable {
    var charged: Instant
    var amount: Money
  }

  /// The oldest first.
  private var parts: [Part] = []
  private var first = 0

  /// Charges of one minute are one, as of the first of them. Amortised O(1).
  mutating func charge(_ amount: Money, at instant: Instant) {
    if let last = parts.last, first < parts.count, instant - last.charged < .minute {
      parts[parts.count - 1].amount += amount
    } else {
      parts.append(Part(charged: instant, amount: amount))
    }
  }

  /// Amortised O(1).
  mutating func pay(_ amount: Money) {
    var left = amount
    while left > .zero, first < parts.count {
      let part = min(left, parts[first].amount)
      parts[first].amount -= part
      left -= part
      if parts[first].amount == .zero { first += 1 }
    }
    if first > 32, first * 2 > parts.count {
      parts.removeFirst(first)
      first = 0
    }
  }

  /// What was charged longer ago than a span. Makes the parts that are one: once overdue, always.
  /// Amortised O(1) as time goes on.
  mutating func overdue(after span: TimeSpan, at instant: Instant) -> Money {
    while first + 1 < parts.count, instant - parts[first + 1].charged > span {
      parts[first + 1].amount += parts[first].amount
      first += 1
    }
    guard first < parts.count, instant - parts[first].charged > span else { return .zero }
    return parts[first].amount
  }
}

public import MarketData
public import Quantities

/// A limit order of ours that waits in a market.
@frozen public struct RestingOrder: Hashable, Sendable {
  public let id: Int
  public let side: Side
  public let limit: Price
  public let owner: Int
  /// Whether it must not take, should it arrive anew.
  public let isPostOnly: Bool
  /// What is shown at a time; nil: all.
  public let display: Quantity?
  /// All that is left, shown or not.
  public private(set) var remaining: Quantity
  /// What is shown of it now.
  public private(set) var shown: Quantity
  public var place: QueuePlace

  /// `quantity` of the terms, or what is left of it, at their limit.
  init(_ terms: OrderTerms, limit: Price, remaining: Quantity, place: QueuePlace) {
    id = terms.id
    side = terms.side
    self.limit = limit
    owner = terms.owner
    isPostOnly = terms.isPostOnly
    display = terms.display
    self.remaining = remaining
    shown = min(remaining, terms.display ?? remaining)
    self.place = place
  }

  /// What the order asks for when it arrives anew.
  func terms(limit: Price, remaining: Quantity) -> OrderTerms {
    OrderTerms(
      id: id, side: side, limit: limit, quantity: remaining, isPostOnly: isPostOnly,
      display: display, owner: owner)
  }

  /// Fills a part. True where what was shown is used up, so that the next slice goes to the end
  /// of the queue. A part beyond what is shown uses up slice after slice.
  mutating func fill(_ part: Quantity) -> Bool {
    remaining -= part
    if part < shown {
      shown -= part
      return false
    }
    let display = display ?? remaining
    guard display > .zero else {
      shown = .zero
      return true
    }
    let over = Quantity(raw: (part - shown).raw % display.raw)
    shown = min(remaining, display - over)
    return true
  }

  /// Asks for less.
  mutating func reduce(to quantity: Quantity) {
    remaining = quantity
    shown = min(shown, quantity)
  }
}

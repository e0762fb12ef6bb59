public import Quantities

/// What an asset counts for as collateral: nothing where it is not on the venue's list, else each
/// part of its value at the rate of its bracket (rulebook section 7.3).
public struct Haircut: Hashable, Sendable {
  /// A part of an asset's value and what it counts for.
  public struct Bracket: Hashable, Sendable {
    /// Where the part ends, in quote; nil for no end.
    public var cap: Money?
    public var rate: Rate

    public init(cap: Money?, rate: Rate) {
      self.cap = cap
      self.rate = rate
    }
  }

  /// Whether the asset may be collateral at all; one at rate zero may, and counts for nothing.
  public var isEligible: Bool
  /// In ascending order; what lies above the last cap counts for nothing.
  public var brackets: [Bracket]
  /// Whether all that is held is weighed, whatever is owed of the same asset (Aave); else only
  /// what is held beyond it (Binance).
  public var isGross: Bool

  public init(isEligible: Bool = true, brackets: [Bracket], isGross: Bool = false) {
    self.isGross = isGross
    self.isEligible = isEligible
    self.brackets = brackets
  }

  /// One rate for any amount.
  public init(rate: Rate) { self.init(brackets: [Bracket(cap: nil, rate: rate)]) }

  /// An asset that is not on the list.
  public static let refused = Haircut(isEligible: false, brackets: [])

  /// What `value` counts for, rounded down; a value below zero counts in full, so that what is
  /// owed is never made smaller. O(brackets).
  public func discounted(_ value: Money) throws(QuantityError) -> Money {
    guard value > .zero else { return value }
    guard isEligible else { return .zero }
    var wide: Int128 = 0
    var floor = Money.zero
    for bracket in brackets where value > floor {
      let end = bracket.cap.map { min($0, value) } ?? value
      guard end > floor else { continue }
      wide += Int128((end - floor).raw) * Int128(bracket.rate.raw)
      floor = end
      if bracket.cap == nil { break }
    }
    guard let raw = Int64(exactly: Rounding.down.divide(wide, by: Int128(Rate.one.raw))) else {
      throw .overflow("\(value) after haircuts")
    }
    return Money(raw: raw)
  }

  /// What an asset adds to the collateral against which debts are held: its net value after the
  /// haircut, and as much again as is owed of it, which it pays back at par. Where more is owed
  /// than held, what is held. O(brackets).
  public func collateral(assets: Money, debt: Money) throws(QuantityError) -> Money {
    if isGross { return try discounted(assets) }
    guard assets > debt else { return assets }
    return try discounted(assets - debt).adding(debt)
  }
}

/// The same with numbers of any length, for brackets from outside.
public struct ExactHaircut: Hashable, Sendable {
  /// A part of an asset's value: where it ends, nil for no end, and what it counts for.
  public struct Bracket: Hashable, Sendable {
    public var cap: Fraction?
    public var rate: Fraction

    public init(cap: Fraction?, rate: Fraction) {
      self.cap = cap
      self.rate = rate
    }
  }

  private let brackets: [Bracket]

  /// Brackets in any order; none: the asset counts for nothing.
  public init(_ brackets: [Bracket]) {
    self.brackets = brackets.sorted { a, b in
      guard let cap = a.cap else { return false }
      return b.cap.map { cap < $0 } ?? true
    }
  }

  /// What `value` counts for; one below zero counts in full. O(brackets).
  public func discounted(_ value: Fraction) throws(QuantityError) -> Fraction {
    guard value.sign > 0 else { return value }
    var sum = Fraction.zero
    var floor = Fraction.zero
    for bracket in brackets {
      let end = min(bracket.cap ?? value, value)
      guard end > floor else { continue }
      sum = try sum + (end - floor) * bracket.rate
      floor = end
    }
    return sum
  }

  /// The net value after the haircut, and as much again as is owed; where more is owed than held,
  /// what is held. O(brackets).
  public func collateral(assets: Fraction, debt: Fraction) throws(QuantityError) -> Fraction {
    assets > debt ? try discounted(assets - debt) + debt : assets
  }
}

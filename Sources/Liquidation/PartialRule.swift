public import Quantities

/// How much a liquidation closes at a time (rulebook section 8).
public enum PartialRule: Hashable, Sendable {
  /// All of it.
  case none
  /// Down to the greatest size of a tier below; all where no tier below helps.
  case tierStep(tiers: Int)
  case fraction(FractionRule)
  /// As much as brings the level to a target.
  case target(Rate)
  /// `target * MM - E` of value, as source 001 writes it (C14): what lacks of the target is taken
  /// for what must be sold, though selling creates no equity.
  case literalTarget(Rate)
}

/// A share at a time.
public struct FractionRule: Hashable, Sendable {
  public enum Base: String, Hashable, Sendable, CaseIterable {
    /// That share of each position.
    case position
    /// As much as repays that share of the debt.
    case debt
  }

  /// Above zero, at most one.
  public var share: Rate
  public var base: Base
  /// A position (or debt) up to this value, in quote, is closed whole.
  public var above: Money
  /// A further close within this time after one closes everything.
  public var cooldown: TimeSpan
  /// At or beyond this level, of the venue's metric, everything is closed; nil: at none.
  public var allBeyond: Rate?

  public init(
    share: Rate, base: Base = .position, above: Money = .zero, cooldown: TimeSpan = .zero,
    allBeyond: Rate? = nil
  ) {
    self.share = share
    self.base = base
    self.above = above
    self.cooldown = cooldown
    self.allBeyond = allBeyond
  }
}

/// What one round of a liquidation closes.
public enum ClosePart: Hashable, Sendable {
  /// Everything, and why.
  case all(String)
  /// These, and why; empty where nothing needs closing.
  case some([CloseAction], String)
}

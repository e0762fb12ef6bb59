import Accounting
public import Quantities
public import Strategies

/// Why a run ended before its time.
public enum RunFailure: Error, Sendable, CustomStringConvertible {
  /// A strategy's own code failed: exit 1.
  case strategy(name: String, StrategyFailure)
  /// An amount left the range of exact numbers: exit 1.
  case quantity(QuantityError, at: Instant)
  /// Strategies keep each other busy within one instant: exit 1.
  case endlessInstant(Instant, passes: Int)
  /// Money was lost or made: exit 70.
  case invariant(String, at: Instant)
  /// A signal asked the run to stop: exit 130.
  case interrupted(at: Instant)

  public var description: String {
    switch self {
    case .strategy(let name, let failure): "strategy '\(name)' failed\n\(failure)"
    case .quantity(let error, let instant): "at \(instant): \(error)"
    case .endlessInstant(let instant, let passes):
      "at \(instant): orders still arrive after \(passes) passes within one instant; "
        + "give `latency` a value, or let the strategy wait for a timer"
    case .invariant(let text, let instant): "broken invariant at \(instant): \(text)"
    case .interrupted(let instant): "interrupted at \(instant)"
    }
  }
}

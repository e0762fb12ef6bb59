/// Where a liquidation stands.
public enum LiquidationState: String, Hashable, Sendable {
  /// The trigger held; the account is frozen and its orders are cancelled.
  case frozen
  /// Market orders are closing the positions.
  case closing
  /// Debts are repaid and the rest is paid out or covered.
  case settling
  case finished
}

/// The progress of one liquidation. Inputs return what to do next; nothing else changes.
public struct LiquidationMachine: Hashable, Sendable {
  public private(set) var state = LiquidationState.frozen
  /// Attempts to trade that filled nothing, in a row.
  public private(set) var idleAttempts = 0

  public init() {}

  /// What to do next.
  public enum Next: Hashable, Sendable {
    case trade([CloseAction])
    case settle
    case wait
    case nothing
  }

  /// The account's orders are cancelled: begin closing.
  public mutating func ordersCancelled() {
    precondition(state == .frozen, "orders are cancelled once, when the account is frozen")
    state = .closing
  }

  /// What to do in this engine cycle, given what is still open.
  public mutating func cycle(_ remaining: [CloseAction]) -> Next {
    switch state {
    case .frozen: return .wait
    case .closing:
      if remaining.isEmpty {
        state = .settling
        return .settle
      }
      return .trade(remaining)
    case .settling: return .settle
    case .finished: return .nothing
    }
  }

  /// An attempt filled something or nothing.
  public mutating func attempted(filled: Bool) { idleAttempts = filled ? 0 : idleAttempts + 1 }

  /// A part was enough: the account is free again.
  public mutating func sufficed() {
    precondition(state == .closing, "an account comes free while it is being closed")
    state = .finished
  }

  /// Everything is paid.
  public mutating func settled() {
    precondition(state == .settling, "an account is settled after it was closed")
    state = .finished
  }
}

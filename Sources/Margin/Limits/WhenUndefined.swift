/// What a rule does where a number that it needs is unknown.
public enum WhenUndefined: String, Hashable, Sendable, CaseIterable {
  /// What needs the number is refused, or not said.
  case refuse
  /// As if it were the worst that it can be.
  case strictest
  /// The default of `docs/undefined.md`, which is neutral where the number is a factor.
  case ignore
}

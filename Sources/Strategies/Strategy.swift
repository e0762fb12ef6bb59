public import Quantities

/// What a strategy is told. Market callbacks come only for what was subscribed in `start`, those
/// of orders and loans for what it `hears`, all others always. Every callback may act through the
/// context it is given.
///
/// A thrown `StrategyFailure` ends the run with exit 1; what was written up to there is kept.
public protocol Strategy: ~Copyable {
  /// What the run prints about itself: the name of the script or type.
  var name: String { get }
  /// Of what happens to its orders and loans it is told this; all, unless it says otherwise. All
  /// other events always come. Asked once, before `start`.
  var hears: AccountEventKinds { get }

  mutating func start<Context: StrategyContext>(_ context: Context) throws(StrategyFailure)
  mutating func stop<Context: StrategyContext>(_ context: Context) throws(StrategyFailure)
  mutating func receive<Context: StrategyContext>(
    _ event: MarketEvent, _ context: Context
  ) throws(StrategyFailure)
  mutating func receive<Context: StrategyContext>(
    _ event: AccountEvent, _ context: Context
  ) throws(StrategyFailure)
}

extension Strategy where Self: ~Copyable {
  public var hears: AccountEventKinds { .all }
}

/// An error of a strategy's own code.
public struct StrategyFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// `file:line`, where known.
  public var place: String?
  public var message: String
  /// The callback in which it happened.
  public var callback: String
  /// Simulated time.
  public var instant: Instant?
  /// The script's stack, one line a frame.
  public var stack: [String]

  public init(
    place: String?, message: String, callback: String, instant: Instant?, stack: [String]
  ) {
    self.place = place
    self.message = message
    self.callback = callback
    self.instant = instant
    self.stack = stack
  }

  public var description: String {
    let head = place.map { "\($0): \(message)" } ?? message
    let time = instant.map { " at \($0)" } ?? ""
    return ([head, "  in \(callback)\(time)"] + stack.map { "  \($0)" })
      .joined(separator: "\n")
  }
}

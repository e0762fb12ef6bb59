public import Quantities

/// What a venue watches of its users beside their margin level.
///
/// The lines for concentration and liquidity at `warning` are those at which source 001 advises
/// less leverage (0.5 and 0.3); it names the other kinds and gives no numbers, so all other lines
/// are ours.
public struct AlertRule: Hashable, Sendable {
  /// How often accounts are looked at for what changes without them: prices, depth, the end of a
  /// window.
  public var every: TimeSpan
  /// By measure, in order of `AlertMeasure`; an empty one is not watched.
  private var lines: [AlertLines]
  /// By measure: over how long it counts; of no meaning for the first two and the last.
  private var windows: [TimeSpan]
  /// The depth that counts for liquidity lies within this fraction of the middle.
  public var reach: Rate
  /// Fewer orders than this within the window have no cancel rate.
  public var leastOrders: Int

  public static let standard = AlertRule()

  public init() {
    every = .minute
    reach = .basisPoints(50)
    leastOrders = 10
    windows = [.minute, .minute, .minute, .minute * 10, .day, .minute]
    func whole(_ count: Int64) -> Rate { Rate(raw: count * Rate.one.raw) }
    lines = [
      AlertLines(warning: .basisPoints(5000)),
      AlertLines(
        warning: .basisPoints(3000), danger: .basisPoints(6000), critical: .basisPoints(9000)),
      AlertLines(info: whole(30), warning: whole(60), danger: whole(120), critical: whole(300)),
      AlertLines(
        info: .basisPoints(7000), warning: .basisPoints(9000), danger: .basisPoints(9800)),
      AlertLines(info: whole(10), warning: whole(30), danger: whole(100)),
      AlertLines(info: whole(3), warning: whole(5), danger: whole(8), critical: whole(12)),
    ]
  }

  public subscript(measure: AlertMeasure) -> AlertLines {
    get { lines[measure.index] }
    set { lines[measure.index] = newValue }
  }

  public func window(_ measure: AlertMeasure) -> TimeSpan { windows[measure.index] }

  public mutating func setWindow(_ measure: AlertMeasure, _ span: TimeSpan) {
    windows[measure.index] = span
  }
}

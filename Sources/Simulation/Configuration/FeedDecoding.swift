import Quantities
import Yams

extension FeedLatency {
  /// The longest that is taken.
  static let longest = TimeSpan.hour

  /// The key `feed` under `latency`; nil where there is none.
  static func decode(_ latency: ConfigurationNode?) throws(ConfigurationError) -> FeedLatency? {
    guard let latency else { return nil }
    var map = try ConfigurationMap(latency)
    guard let node = map.optional("feed") else { return nil }
    if case .scalar(let scalar) = node.node, scalar.string == "recorded" { return .recorded }
    let span = try node.span(zeroAllowed: true)
    if span > longest {
      throw node.error("it is longer than an hour", "write a shorter one, such as 5ms")
    }
    return .fixed(span)
  }
}

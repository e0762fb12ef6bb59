import Quantities
import Yams

extension ScenarioDecoder {
  /// The key `feed` under `latency`: `recorded`, a span or a law; nil where there is none.
  func feed(_ latency: ConfigurationNode?) throws(ConfigurationError) -> FeedLatency? {
    guard let latency else { return nil }
    var map = try ConfigurationMap(latency)
    guard let node = map.optional("feed") else { return nil }
    if case .scalar(let scalar) = node.node, scalar.string == "recorded" { return .recorded }
    switch try model(node) {
    case .fixed(let span): return .fixed(span)
    case let law: return .drawn(law)
    }
  }
}

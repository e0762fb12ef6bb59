/// Keys that a rulebook may have and that no run acts on yet: `tidemark calc` reads them, a run
/// refuses them rather than ignore them.
enum UnactedKeys {
  /// The path of a key, and the values of it that a run does act on.
  private static let keys: [(path: [String], acted: [String])] = [
    (["scores", "volatility_addon"], []), (["scores", "liquidity_addon"], []),
  ]

  /// An error for each that stands in a file, in the order above. O(keys).
  static func errors(_ root: ConfigurationNode) -> [ConfigurationError] {
    keys.compactMap { path, acted in
      guard let node = find(path[...], root) else { return nil }
      if let text = try? node.string(), acted.contains(text) { return nil }
      return node.error(
        "no run acts on this yet; `tidemark calc` reads it",
        acted.first.map { "write `\($0)`, or leave it out" } ?? "leave it out to run")
    }
  }

  private static func find(
    _ path: ArraySlice<String>, _ node: ConfigurationNode
  ) -> ConfigurationNode? {
    guard let key = path.first else { return node }
    guard var map = try? ConfigurationMap(node), let next = map.optional(key) else { return nil }
    return find(path.dropFirst(), next)
  }
}

import Yams

/// The keys of a YAML mapping, each to be taken at most once; what was not taken is an error.
struct ConfigurationMap {
  let owner: ConfigurationNode
  private var entries: [(key: String, keyNode: Node, value: ConfigurationNode)] = []
  private var known: [String] = []

  init(_ owner: ConfigurationNode) throws(ConfigurationError) {
    self.owner = owner
    guard case .mapping(let mapping) = owner.node else {
      throw owner.error("keys with values are expected here", "write `key: value` lines")
    }
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw owner.error("a key must be a name", "write `key: value` lines")
      }
      entries.append((scalar.string, key, owner.child(scalar.string, value)))
    }
  }

  /// The value of a key, nil where it is absent.
  mutating func optional(_ key: String) -> ConfigurationNode? {
    known.append(key)
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index).value
  }

  /// The value of a key that must be there.
  mutating func required(_ key: String) throws(ConfigurationError) -> ConfigurationNode {
    let present = entries.map(\.key)
    if let value = optional(key) { return value }
    guard let near = NearestName.of(key, among: present.filter { !known.contains($0) }),
      let entry = entries.first(where: { $0.key == near })
    else { throw owner.error("the key '\(key)' is missing", "add `\(key): …`") }
    throw misspelt(entry.keyNode, near, "did you mean '\(key)', which is missing?")
  }

  /// Keys that the design knows and that are not built yet: an error that says so.
  mutating func later(_ keys: [String]) throws(ConfigurationError) {
    for key in keys {
      if let value = optional(key) {
        throw value.error("'\(key)' arrives with a later version", "leave it out for now")
      }
    }
  }

  /// What is left, as names with values; for mappings whose keys are free (assets, symbols).
  mutating func rest() -> [(key: String, value: ConfigurationNode)] {
    defer { entries = [] }
    return entries.map { ($0.key, $0.value) }
  }

  /// Refuses keys that nobody asked for.
  func finish() throws(ConfigurationError) {
    guard let first = entries.first else { return }
    throw misspelt(first.keyNode, first.key, NearestName.advice(first.key, among: known))
  }

  private func misspelt(_ node: Node, _ key: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError(
      file: node.mark == nil ? "--set" : owner.file, line: node.mark?.line ?? 0,
      column: node.mark?.column ?? 0, text: key,
      reason: "there is no such key\(owner.path.isEmpty ? "" : " in \(owner.path)")",
      remedy: remedy)
  }
}

extension ConfigurationNode {
  /// Decodes a mapping: `body` takes the keys, and what it leaves over is refused.
  func map<T>(
    _ body: (inout ConfigurationMap) throws(ConfigurationError) -> T
  ) throws(ConfigurationError) -> T {
    var map = try ConfigurationMap(self)
    let result = try body(&map)
    try map.finish()
    return result
  }
}

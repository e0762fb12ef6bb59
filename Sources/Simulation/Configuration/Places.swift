import Yams

/// Where the values and keys of a file stand, by their path (`data.[0].symbol`), for errors that
/// show only after the file was read. What a command line replaced has no place.
struct Places: Hashable, Sendable {
  struct Place: Hashable, Sendable {
    var line: Int
    var column: Int
  }

  private var values: [String: Place] = [:]
  private var keys: [String: Place] = [:]

  init() {}

  /// All places of a tree. O(nodes).
  init(_ root: ConfigurationNode) { collect(root) }

  /// The place of a value.
  func value(_ path: String) -> Place? { values[path] }
  /// The place of a key.
  func key(_ path: String) -> Place? { keys[path] }

  private static func place(_ node: Node) -> Place? {
    node.mark.map { Place(line: $0.line, column: $0.column) }
  }

  private mutating func collect(_ node: ConfigurationNode) {
    values[node.path] = Self.place(node.node)
    switch node.node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        let child = node.child(key.scalar?.string ?? "", value)
        keys[child.path] = Self.place(key)
        collect(child)
      }
    case .sequence(let sequence):
      for (index, value) in sequence.enumerated() { collect(node.child("[\(index)]", value)) }
    default: break
    }
  }
}

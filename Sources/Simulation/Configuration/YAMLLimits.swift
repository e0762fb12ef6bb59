import Yams

/// Bounds of what a YAML file may ask of the memory and the stack.
enum YAMLLimits {
  /// Levels of lists and maps within each other.
  static let deepest = 64
  /// Aliases (`*name`) in one file; 32 that double each other make 65,536 nodes.
  static let mostAliases = 32

  /// Counts what looks like aliases before a tree is built of them. O(bytes).
  static func hasFewAliases(_ text: String) -> Bool {
    var count = 0
    var before = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*"), " \t\r\n,[{:?-".utf8.contains(before) { count += 1 }
      before = byte
    }
    return count <= mostAliases
  }

  /// The first node that lies too deep, nil where none does.
  static func tooDeep(_ node: Node, level: Int = 1) -> Node? {
    if level > deepest { return node }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        if let found = tooDeep(key, level: level + 1) { return found }
        if let found = tooDeep(value, level: level + 1) { return found }
      }
    case .sequence(let sequence):
      for value in sequence {
        if let found = tooDeep(value, level: level + 1) { return found }
      }
    default: break
    }
    return nil
  }
}

extension Node {
  /// The node without its places, which belong to another text than the file's.
  var withoutMarks: Node {
    switch self {
    case .scalar(let scalar):
      return Node(scalar.string, scalar.tag, scalar.style)
    case .mapping(let mapping):
      return Node(
        mapping.map { ($0.key.withoutMarks, $0.value.withoutMarks) }, mapping.tag, mapping.style)
    case .sequence(let sequence):
      return Node(sequence.map(\.withoutMarks), sequence.tag, sequence.style)
    default: return self
    }
  }
}

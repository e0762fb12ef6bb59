import Yams

/// Bounds of what a YAML file may ask of the memory and the stack.
enum YAMLLimits {
  /// Levels of lists and maps within each other.
  static let deepest = 64
  /// Aliases (`*name`) in one file.
  static let mostAliases = 32
  /// Bytes that a file could have with its aliases written out.
  static let largestTree = 16 << 20

  /// What speaks against building the tree of a text, judged by its size and by what looks like
  /// aliases; nil where nothing does. O(bytes).
  ///
  /// With `n` aliases on levels that name each other, a text grows at most `3^(n/3)` times.
  static func objection(_ text: String) -> String? {
    let count = aliases(in: text)
    if count > mostAliases { return "it has more than \(mostAliases) aliases (`*name`)" }
    var size = text.utf8.count
    for _ in 0..<((count + 2) / 3) { size *= 3 }
    return count == 0 || size <= largestTree
      ? nil : "its \(count) aliases (`*name`) could make it larger than 16 MiB"
  }

  /// An alias begins a word. Bytes that are not ASCII count as the end of one: the line breaks of
  /// Unicode are breaks in YAML, too.
  private static func aliases(in text: String) -> Int {
    var count = 0
    var before = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*"), before >= 0x80 || " \t\r\n,[{:?-".utf8.contains(before) {
        count += 1
      }
      before = byte
    }
    return count
  }

  /// The first value with a tag (`!name`, `!!binary`) that would make another value of it. Keys are
  /// names whatever their tag: comparing them resolves it.
  static func tagged(_ node: Node) -> Node? {
    let tag: Tag
    let values: [Node]
    switch node {
    case .mapping(let mapping): (tag, values) = (mapping.tag, mapping.map(\.value))
    case .sequence(let sequence): (tag, values) = (sequence.tag, Array(sequence))
    case .scalar(let scalar): (tag, values) = (scalar.tag, [])
    default: return nil
    }
    if !plainTags.contains(tag.description) { return node }
    for value in values {
      if let found = tagged(value) { return found }
    }
    return nil
  }

  /// The tags that every list, map and quoted text has.
  private static let plainTags: Set<String> = Set(
    [Tag.Name.implicit, .str, .seq, .map].map(\.rawValue))

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

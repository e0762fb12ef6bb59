/// A value of a document that was read.
struct JSONValue {
  let storage: JSONStorage
  let index: Int

  private var token: JSONToken { storage.tokens[index] }

  var kind: JSONKind { token.kind }

  /// The bytes of a scalar as they stand in the text: the digits of a number, what stands between
  /// the quotes of a string (escapes and all).
  @inline(__always)
  func withBytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let token = token
    return storage.bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[Int(token.start)..<Int(token.end)]))
    }
  }

  /// The text of a string without its escapes; anything else as it stands in the file.
  var text: String {
    let token = token
    let bytes = storage.bytes.withUnsafeBufferPointer { JSONEscape.decoded($0, token) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of a member, nil where there is none, or the value is no object. O(members).
  subscript(key: String) -> JSONValue? {
    members.first { $0.key.isText(key) }?.value
  }

  /// Whether the text of a string is this.
  func isText(_ text: String) -> Bool {
    let token = token
    if token.hasEscapes { return self.text.utf8.elementsEqual(text.utf8) }
    guard Int(token.end - token.start) == text.utf8.count else { return false }
    return withBytes { $0.elementsEqual(text.utf8) }
  }

  /// The members of an object, in the order of the file; none of anything else.
  var members: JSONMembers { JSONMembers(values: children(of: .object)) }

  /// The elements of an array; none of anything else.
  var elements: JSONElements { children(of: .array) }

  private func children(of kind: JSONKind) -> JSONElements {
    let (token, first) = (token, index + 1)
    return JSONElements(
      storage: storage, cursor: first, end: token.kind == kind ? Int(token.next) : first)
  }

  /// Something wrong with this value.
  func fault(_ reason: String) -> JSONFault {
    let token = token
    var fault = storage.fault(
      at: Int(token.start) - (token.kind == .string ? 1 : 0), reason)
    switch token.kind {
    case .object: fault.text = "{"
    case .array: fault.text = "["
    default: fault.text = withBytes(Quoted.text)
    }
    return fault
  }
}

/// Values that follow each other.
struct JSONElements: Sequence, IteratorProtocol {
  fileprivate let storage: JSONStorage
  fileprivate var cursor: Int
  fileprivate let end: Int

  @inline(__always)
  mutating func next() -> JSONValue? {
    if cursor >= end { return nil }
    defer { cursor = Int(storage.tokens[cursor].next) }
    return JSONValue(storage: storage, index: cursor)
  }
}

/// Keys with their values.
struct JSONMembers: Sequence, IteratorProtocol {
  fileprivate var values: JSONElements

  @inline(__always)
  mutating func next() -> (key: JSONValue, value: JSONValue)? {
    guard let key = values.next(), let value = values.next() else { return nil }
    return (key, value)
  }
}

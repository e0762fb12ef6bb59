/// What a value of JSON is.
enum JSONKind: UInt8, Hashable {
  case object, array, string, number, yes, no, null
}

/// One value, or the key of a member, in the order of the text.
struct JSONToken {
  var kind: JSONKind
  /// Whether a string has escapes, so that its bytes are not yet its text.
  var hasEscapes = false
  /// Bytes of the value; of a string what stands between the quotes.
  var start: UInt32
  var end: UInt32 = 0
  /// The token after this one and all within it.
  var next: UInt32 = 0
}

/// The bytes of a document and its tokens.
final class JSONStorage {
  static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  var bytes: [UInt8] = []
  var tokens: [JSONToken] = []
  /// Offsets at which lines begin; found when a place is asked for.
  var lineStarts: [Int] = []
  var firstLine = 1
}

/// A reader of JSON (RFC 8259) that keeps numbers as they are written.
///
/// The text is copied and checked as a whole: grammar, UTF-8, keys that stand twice, depth, size.
/// What is kept is a flat list of tokens. One document reads many texts one after the other
/// without new memory; values of an earlier text stay valid. O(bytes).
struct JSONDocument {
  /// Levels of objects and arrays within each other.
  static let deepest = 64
  /// Bytes of a file that is read whole.
  static let largest = 16 << 20

  private var storage = JSONStorage()

  /// Reads a text whose first line is line `firstLine` of its file.
  ///
  /// At most `limit` bytes, so that the tokens (16 bytes each) are bounded too.
  mutating func read(
    _ text: UnsafeBufferPointer<UInt8>, firstLine: Int = 1, limit: Int = largest
  ) throws(JSONFault) -> JSONValue {
    if !isKnownUniquelyReferenced(&storage) { storage = JSONStorage() }
    storage.firstLine = firstLine
    storage.bytes.removeAll(keepingCapacity: true)
    storage.tokens.removeAll(keepingCapacity: true)
    storage.lineStarts.removeAll(keepingCapacity: true)
    if text.count > limit {
      throw JSONFault(
        line: firstLine, column: 1, text: "",
        reason: "the text has \(text.count) bytes, at most \(limit) are read")
    }
    storage.bytes.append(contentsOf: text)
    var parser = JSONParser(bytes: text, tokens: storage.tokens)
    storage.tokens = []
    let defect = parser.run()
    storage.tokens = parser.tokens
    if let defect { throw storage.fault(at: defect.offset, defect.reason) }
    return JSONValue(storage: storage, index: 0)
  }

  /// Reads the bytes of an array.
  mutating func read(
    _ text: [UInt8], firstLine: Int = 1, limit: Int = largest
  ) throws(JSONFault) -> JSONValue {
    let result = text.withUnsafeBufferPointer { bytes -> Result<JSONValue, JSONFault> in
      do throws(JSONFault) {
        return .success(try read(bytes, firstLine: firstLine, limit: limit))
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}

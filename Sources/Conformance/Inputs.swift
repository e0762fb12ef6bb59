import Quantities

/// The named inputs of a formula: texts until a formula says which kind of number each is.
///
/// A value is a plain decimal or word, a list `a|b|c` (`v*n` stands for n times v), or records
/// `name:k=v,k=v` joined by `|`.
struct Inputs {
  let values: [String: String]
  /// The tables of tiers beside the file, by name.
  let tables: TierTables

  init(_ values: [String: String], tables: TierTables = TierTables()) {
    self.values = values
    self.tables = tables
  }

  /// `key=value` joined by `;`, split at the first `=`.
  static func pairs(_ text: String) -> [(key: String, value: String)] {
    text.split(separator: ";").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// A word, nil where it is absent or empty.
  func optionalWord(_ key: String) -> String? {
    guard let text = values[key], !text.isEmpty else { return nil }
    return text
  }

  func word(_ key: String) throws(FormulaError) -> String {
    guard let text = optionalWord(key) else { throw .missing(key: key) }
    return text
  }

  /// A decimal of the kind asked for, nil where it is absent or empty.
  func optional<T: FixedPoint>(
    _ key: String, as type: T.Type = T.self
  ) throws(FormulaError) -> T? {
    guard let text = optionalWord(key) else { return nil }
    return try Self.decimal(text, key)
  }

  func decimal<T: FixedPoint>(
    _ key: String, as type: T.Type = T.self
  ) throws(FormulaError) -> T {
    try Self.decimal(word(key), key)
  }

  func money(_ key: String) throws(FormulaError) -> Money { try decimal(key) }
  func rate(_ key: String) throws(FormulaError) -> Rate { try decimal(key) }
  func price(_ key: String) throws(FormulaError) -> Price { try decimal(key) }
  func quantity(_ key: String) throws(FormulaError) -> Quantity { try decimal(key) }

  /// A whole number; `1500.0` is one.
  func whole(_ key: String) throws(FormulaError) -> Int64 { try Self.whole(word(key), key) }

  /// An empty list where the value is empty.
  func list<T: FixedPoint>(
    _ key: String, as type: T.Type = T.self
  ) throws(FormulaError) -> [T] {
    var result: [T] = []
    for part in try words(key) { result.append(try Self.decimal(part, key)) }
    return result
  }

  func words(_ key: String) throws(FormulaError) -> [String] {
    guard let text = values[key] else { throw .missing(key: key) }
    var result: [String] = []
    for part in text.split(separator: "|") {
      let factors = part.split(separator: "*")
      guard factors.count == 2, let count = Int(factors[1]), (0...100_000).contains(count) else {
        result.append(String(part))
        continue
      }
      result += [String](repeating: String(factors[0]), count: count)
    }
    return result
  }

  /// Records in their order; a name may occur twice.
  func records(_ key: String) throws(FormulaError) -> [(name: String, fields: Inputs)] {
    guard let text = values[key] else { throw .missing(key: key) }
    return text.split(separator: "|").map { record in
      let parts = record.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let fields = parts.count > 1 ? parts[1].replacing(",", with: ";") : ""
      let pairs = Self.pairs(String(fields)).map { ($0.key, $0.value) }
      return (String(parts[0]), Inputs(Dictionary(pairs) { first, _ in first }))
    }
  }

  private static func decimal<T: FixedPoint>(
    _ text: String, _ key: String
  ) throws(FormulaError) -> T {
    do { return try T(text) } catch { throw .unreadable(key: key, text: text, error) }
  }

  private static func whole(_ text: String, _ key: String) throws(FormulaError) -> Int64 {
    let parts = text.split(separator: ".", maxSplits: 1)
    let isWhole = parts.count < 2 || parts[1].allSatisfy { $0 == "0" }
    guard isWhole, let value = parts.first.flatMap({ Int64($0) }) else {
      throw .notAllowed(key: key, text: text, instead: "a whole number")
    }
    return value
  }
}

import Quantities

/// The named inputs of a formula: texts until a formula says which kind of number each is.
///
/// A value is a plain decimal or word, a list `a|b|c` (`v*n` stands for n times v), or records
/// `name:k=v,k=v` joined by `|`. Numbers are read exactly, whatever their length.
struct Inputs {
  let values: [String: String]
  /// The tables of tiers beside the file, by name.
  let tables: TierTables

  init(_ values: [String: String], tables: TierTables = TierTables()) {
    self.values = values
    self.tables = tables
  }

  /// What a number must be, in words.
  enum Bound: String {
    case any = "a number"
    case fromZero = "from zero on"
    case aboveZero = "above zero"
    case whole = "a whole number"
    case count = "a whole number from zero on"

    func holds(_ number: Fraction) -> Bool {
      switch self {
      case .any: true
      case .fromZero: number >= .zero
      case .aboveZero: number > .zero
      case .whole: number == number.rounded(decimals: 0, .down)
      case .count: number >= .zero && Bound.whole.holds(number)
      }
    }
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

  /// Nil where it is absent or empty.
  func optional(_ key: String, _ bound: Bound = .any) throws(FormulaError) -> Fraction? {
    guard let text = optionalWord(key) else { return nil }
    return try Self.number(text, key, bound)
  }

  func number(_ key: String, _ bound: Bound = .any) throws(FormulaError) -> Fraction {
    try Self.number(word(key), key, bound)
  }

  /// A whole number from `least` on, of 64 bits.
  func count(_ key: String, atLeast least: Int64 = 0) throws(FormulaError) -> Int64 {
    let number = try number(key, .whole)
    guard let count = try? number.whole(.down), count >= least else {
      throw .notAllowed(
        key: key, text: try word(key), instead: "a whole number from \(least) to \(Int64.max)")
    }
    return count
  }

  /// A decimal of a run, rounded half to even to its digits.
  func decimal<T: FixedPoint>(
    _ key: String, in range: ClosedRange<T>
  ) throws(FormulaError) -> T {
    let number = try number(key)
    guard let value = try? number.rounded(.halfEven, as: T.self), range.contains(value) else {
      throw .notAllowed(
        key: key, text: try word(key),
        instead: "from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// An empty list where the value is empty, and `count` numbers where that is given.
  func list(_ key: String, count: Int? = nil) throws(FormulaError) -> [Fraction] {
    var result: [Fraction] = []
    for part in try words(key) { result.append(try Self.number(part, key, .any)) }
    if let count, result.count != count {
      throw .notAllowed(key: key, text: values[key] ?? "", instead: "a list of \(count)")
    }
    return result
  }

  private static let mostParts = 100_000

  func words(_ key: String) throws(FormulaError) -> [String] {
    guard let text = values[key] else { throw .missing(key: key) }
    var result: [String] = []
    for part in text.split(separator: "|") {
      let factors = part.split(separator: "*", omittingEmptySubsequences: false)
      let count = factors.count == 2 ? Int(factors[1]) : 1
      guard let count, count >= 0, count <= Self.mostParts - result.count else {
        throw .notAllowed(
          key: key, text: String(part), instead: "a part of a list of at most \(Self.mostParts)")
      }
      let value = factors.count == 2 ? factors[0] : part
      result += [String](repeating: String(value), count: count)
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

  private static func number(
    _ text: String, _ key: String, _ bound: Bound
  ) throws(FormulaError) -> Fraction {
    let number: Fraction
    do { number = try Fraction(text) } catch { throw .unreadable(key: key, text: text, error) }
    guard bound.holds(number) else {
      throw .notAllowed(key: key, text: text, instead: bound.rawValue)
    }
    return number
  }
}

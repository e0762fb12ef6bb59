import Quantities

/// One value of an answer, as text.
struct Value: Equatable, CustomStringConvertible {
  let description: String

  /// At least 12 digits behind the point and 16 significant ones, without trailing zeros.
  init(_ number: Fraction) { description = number.text(digits: 16, decimals: 12) }
  init(_ number: Fraction?) { self = number.map { Value($0) } ?? Value(word: "none") }
  init(_ number: some FixedPoint) { description = number.description }
  init(_ number: (some FixedPoint)?) { description = number?.description ?? "none" }
  init(_ isTrue: Bool) { description = isTrue ? "true" : "false" }
  init(word: String) { description = word }
  /// A list; `empty` where nothing is in it.
  init(list: [String]) {
    description = list.isEmpty ? "empty" : list.joined(separator: "|")
  }
}

/// What a formula gives: one value, or several by name, always in the same order.
enum Answer: Equatable, CustomStringConvertible {
  case one(Value)
  case fields([Field])
  /// Values of several columns.
  case columns([Field])

  struct Field: Equatable {
    let name: String
    let value: Value
  }

  /// The text that stands for it in a file.
  var description: String {
    switch self {
    case .one(let value): value.description
    case .fields(let fields), .columns(let fields):
      fields.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    }
  }

  static func number(_ value: Fraction?) -> Answer { .one(Value(value)) }
  static func decimal(_ value: (some FixedPoint)?) -> Answer { .one(Value(value)) }
  static func word(_ text: String) -> Answer { .one(Value(word: text)) }
  static func numbers(_ values: [Fraction]) -> Answer {
    .one(Value(list: values.map { Value($0).description }))
  }

  /// Fields in order.
  static func of(_ pairs: KeyValuePairs<String, Value>) -> Answer { .fields(fields(pairs)) }

  /// Columns in order.
  static func columns(_ pairs: KeyValuePairs<String, Value>) -> Answer { .columns(fields(pairs)) }

  private static func fields(_ pairs: KeyValuePairs<String, Value>) -> [Field] {
    pairs.map { Field(name: $0.key, value: $0.value) }
  }
}

import Quantities

/// One value of an answer, as text.
struct Value: Equatable, CustomStringConvertible {
  let description: String

  init(_ number: some FixedPoint) { description = number.description }
  init(_ number: (some FixedPoint)?) { description = number?.description ?? "none" }
  init(_ count: Int128) { description = "\(count)" }
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

  static func money(_ value: Money) -> Answer { .one(Value(value)) }
  static func rate(_ value: Rate) -> Answer { .one(Value(value)) }
  static func rate(_ value: Rate?) -> Answer { .one(Value(value)) }
  static func price(_ value: Price?) -> Answer { .one(Value(value)) }
  static func quantity(_ value: Quantity?) -> Answer { .one(Value(value)) }
  static func word(_ text: String) -> Answer { .one(Value(word: text)) }

  /// Fields in order.
  static func of(_ pairs: KeyValuePairs<String, Value>) -> Answer {
    .fields(pairs.map { Field(name: $0.key, value: $0.value) })
  }
}

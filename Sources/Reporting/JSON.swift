/// A JSON value whose members keep their order, so that the same run gives the same bytes.
indirect enum JSON: Sendable, Equatable {
  case null
  case flag(Bool)
  case integer(Int64)
  /// A finite number; anything else is written as null.
  case double(Double)
  /// A number given by its digits, written as they are: exact decimals.
  case digits(String)
  case text(String)
  case list([JSON])
  case object([Member])

  /// A key and its value.
  struct Member: Sendable, Equatable {
    let key: String
    let value: JSON
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral
{
  init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }
  init(arrayLiteral elements: JSON...) { self = .list(elements) }
  init(stringLiteral value: String) { self = .text(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(integerLiteral value: Int64) { self = .integer(value) }
  init(floatLiteral value: Double) { self = .double(value) }

  /// The value, or null.
  init(_ text: String?) { self = text.map(JSON.text) ?? .null }
  init(_ count: Int) { self = .integer(Int64(count)) }
  init(_ count: Int64?) { self = count.map(JSON.integer) ?? .null }
  init(_ number: Double?) { self = number.map(JSON.double) ?? .null }

  /// The member called `key`, nil where there is none.
  subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The members of an object, else none.
  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// This object with the members of `other` behind its own.
  func adding(_ other: JSON) -> JSON { .object(members + other.members) }
}

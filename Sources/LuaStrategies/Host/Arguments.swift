internal import LuaBridge
internal import MarketData
internal import Quantities

extension FixedPoint {
  /// The value nearest to a double, half to even; nil outside the range of the type. The one
  /// number whose negative does not fit counts as outside.
  init?(nearest number: Double) {
    let scaled = number * Double(powerOfTen(Self.decimals))
    let nearest = Int64(exactly: scaled.rounded(.toNearestOrEven))
    guard let raw = nearest, raw != .min else { return nil }
    self.init(raw: raw)
  }
}

/// What a script gave to a call: typed readers that say what is wrong.
struct Arguments {
  let call: String
  private let values: UnsafePointer<lb_value>
  private let first: Int
  let count: Int

  init(_ call: String, _ values: UnsafePointer<lb_value>, first: Int = 0, count: Int) {
    self.call = call
    self.values = values
    self.first = first
    self.count = count
  }

  /// The arguments after the first, which is the object of a method.
  var afterObject: Arguments { Arguments(call, values, first: first + 1, count: count - 1) }

  /// The handle of the object that comes first.
  var handle: Int { Int(values[first].integer) }

  func value(_ index: Int, _ name: String) -> Argument {
    let empty = lb_value()
    let found = index < count ? values[first + index] : empty
    return Argument(name: "\(call): \(name)", value: found, values: values)
  }

  func text(_ index: Int, _ name: String) throws(Mistake) -> String {
    try value(index, name).text()
  }

  func number(_ index: Int, _ name: String) throws(Mistake) -> Double {
    try value(index, name).number()
  }

  func fixed<Value: FixedPoint>(_ index: Int, _ name: String) throws(Mistake) -> Value {
    try value(index, name).fixed()
  }

  /// A number of days, at most a hundred years, as a length of time.
  func span(ofDays index: Int) throws(Mistake) -> TimeSpan {
    let days = try number(index, "the number of days")
    guard days >= 0, days <= 36_500 else {
      throw Mistake("\(call): the number of days must be from 0 to 36500, not \(days)")
    }
    return TimeSpan(nanoseconds: Int64((days * Double(TimeSpan.day.nanoseconds)).rounded()))
  }

  /// The fields of an optional table, whose names must be known.
  func fields(_ index: Int, _ known: NameTable) throws(Mistake) -> Fields {
    let table = value(index, "its options")
    if table.isNil { return Fields(call: call, pairs: [:]) }
    return try table.fields(known)
  }
}

/// One value given by a script.
struct Argument {
  let name: String
  let value: lb_value
  let values: UnsafePointer<lb_value>

  private func kind(_ code: Int) -> Bool { Int(value.kind) == code }
  var isNil: Bool { kind(LB_NIL) }
  var isTable: Bool { kind(LB_TABLE) }
  var isText: Bool { kind(LB_TEXT) }

  /// The kind in Lua's words.
  var kindName: String {
    let names = ["nil", "boolean", "integer", "number", "string", "table", "object"]
    return names[Int(value.kind)]
  }

  func expected(_ what: String) -> Mistake { Mistake("\(name) must be \(what), not \(kindName)") }

  func text() throws(Mistake) -> String {
    guard isText, let bytes = value.text else { throw expected("a string") }
    let raw = UnsafeRawBufferPointer(start: bytes, count: Int(value.count))
    return String(decoding: raw, as: UTF8.self)
  }

  /// Bytes of a text that the run keeps many of: tags and names.
  static let longestName = 128

  /// A text of at most `longestName` bytes.
  func shortText() throws(Mistake) -> String {
    let text = try text()
    guard text.utf8.count <= Self.longestName else {
      throw Mistake("\(name) is longer than \(Self.longestName) bytes")
    }
    return text
  }

  func number() throws(Mistake) -> Double {
    if kind(LB_INTEGER) { return Double(value.integer) }
    guard kind(LB_NUMBER) else { throw expected("a number") }
    return value.number
  }

  /// A whole number; a float with a whole value is one.
  func integer() throws(Mistake) -> Int64 {
    if kind(LB_INTEGER) { return value.integer }
    guard kind(LB_NUMBER) else { throw expected("a whole number") }
    guard let whole = Int64(exactly: value.number) else {
      throw Mistake("\(name) must be a whole number, not \(value.number)")
    }
    return whole
  }

  /// A whole number within a range.
  func integer(in range: ClosedRange<Int>) throws(Mistake) -> Int {
    let number = try integer()
    guard let small = Int(exactly: number), range.contains(small) else {
      throw Mistake(
        "\(name) must be from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return small
  }

  func boolean() throws(Mistake) -> Bool {
    guard kind(LB_BOOLEAN) else { throw expected("true or false") }
    return value.integer != 0
  }

  /// The exact value nearest to a number.
  func fixed<Value: FixedPoint>() throws(Mistake) -> Value {
    let number = try number()
    guard let exact = Value(nearest: number) else {
      throw Mistake("\(name) is out of range: \(number)")
    }
    return exact
  }

  /// A length of time such as "5s" or "1h".
  func span() throws(Mistake) -> TimeSpan {
    let text = try text()
    guard let span = try? TimeSpan(text), span > .zero else {
      throw Mistake("\(name) must be a length such as \"100ms\", \"5s\", \"1h\", not \"\(text)\"")
    }
    return span
  }

  func side() throws(Mistake) -> Side {
    let word = try text()
    if let objection = Names.sides.objection(to: word) { throw Mistake("\(name): \(objection)") }
    return word == "buy" ? .buy : .sell
  }

  /// The pairs of a table, in the order numbers, then text.
  func pairs() throws(Mistake) -> [(key: Argument, value: Argument)] {
    guard isTable else { throw expected("a table") }
    return (0..<Int(value.count)).map { at in
      let place = Int(value.integer) + 2 * at
      let key = Argument(name: "\(name): a key", value: values[place], values: values)
      let label = (try? key.text()).map { "\(name): \($0)" } ?? name
      return (key, Argument(name: label, value: values[place + 1], values: values))
    }
  }

  /// The fields of a table, whose names must be known.
  func fields(_ known: NameTable) throws(Mistake) -> Fields {
    var found: [String: Argument] = [:]
    for pair in try pairs() {
      let key = try pair.key.text()
      if let objection = known.objection(to: key) { throw Mistake("\(name): \(objection)") }
      found[key] = pair.value
    }
    return Fields(call: name, pairs: found)
  }
}

/// The fields of an options table.
struct Fields {
  let call: String
  let pairs: [String: Argument]

  func has(_ name: String) -> Bool { pairs[name] != nil }

  func text(_ name: String) throws(Mistake) -> String? {
    guard let field = pairs[name] else { return nil }
    return try field.text()
  }

  /// A text of at most `Argument.longestName` bytes.
  func shortText(_ name: String) throws(Mistake) -> String? {
    guard let field = pairs[name] else { return nil }
    return try field.shortText()
  }

  func boolean(_ name: String) throws(Mistake) -> Bool {
    guard let field = pairs[name] else { return false }
    return try field.boolean()
  }

  func fixed<Value: FixedPoint>(_ name: String) throws(Mistake) -> Value? {
    guard let field = pairs[name] else { return nil }
    return try field.fixed()
  }

  func number(_ name: String) throws(Mistake) -> Double? {
    guard let field = pairs[name] else { return nil }
    return try field.number()
  }
}

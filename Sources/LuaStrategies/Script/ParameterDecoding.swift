internal import LuaBridge

/// Reads `S.params` and checks each declaration.
struct ParameterDecoder {
  let file: String
  let lines: [String: Int]

  /// The parameters in alphabetical order. Throws the first that is declared wrongly.
  func decode(_ values: UnsafePointer<lb_value>) throws(ScriptError) -> [Parameter] {
    let table = Argument(name: "S.params", value: values[0], values: values)
    if table.isNil { return [] }
    var found: [Parameter] = []
    for pair in try reading(nil, { () throws(Mistake) in try table.pairs() }) {
      let name = try reading(nil, { () throws(Mistake) in try pair.key.text() })
      found.append(try decode(name, pair.value))
    }
    return found
  }

  private func reading<Value>(
    _ name: String?, _ read: () throws(Mistake) -> Value
  ) throws(ScriptError) -> Value {
    do { return try read() } catch { throw failure(name, error.message) }
  }

  private func failure(_ name: String?, _ message: String) -> ScriptError {
    let line = name.flatMap { lines[$0] } ?? lines["params"]
    return ScriptError(.parameter, file: file, line: line, message)
  }

  private func decode(_ name: String, _ value: Argument) throws(ScriptError) -> Parameter {
    let parameter = try reading(name, { () throws(Mistake) in try read(name, value) })
    if let objection = objection(to: parameter) {
      throw failure(name, "S.params: \(name): \(objection)")
    }
    return parameter
  }

  private func read(_ name: String, _ value: Argument) throws(Mistake) -> Parameter {
    let fields = try value.fields(Names.parameter)
    guard let word = try fields.text("type") else { throw Mistake("\(value.name): no type") }
    guard let kind = Parameter.Kind(rawValue: word) else {
      throw Mistake("\(value.name): " + (Names.parameterTypes.objection(to: word) ?? word))
    }
    guard let given = fields.pairs["default"] else { throw Mistake("\(value.name): no default") }
    var parameter = Parameter(name: name, kind: kind, initial: try scalar(given, kind))
    parameter.minimum = try fields.pairs["min"].map { bound throws(Mistake) in
      try scalar(bound, kind)
    }
    parameter.maximum = try fields.pairs["max"].map { bound throws(Mistake) in
      try scalar(bound, kind)
    }
    parameter.step = try fields.pairs["step"].map { bound throws(Mistake) in
      try scalar(bound, kind)
    }
    parameter.isLogarithmic = try fields.boolean("log")
    parameter.isTunable = try fields.boolean("tune")
    parameter.unit = try fields.text("unit")
    parameter.doc = try fields.text("doc")
    parameter.line = lines[name]
    if let list = fields.pairs["values"] {
      for pair in try list.pairs() { parameter.values.append(try pair.value.text()) }
    }
    return parameter
  }

  private func scalar(_ value: Argument, _ kind: Parameter.Kind) throws(Mistake) -> ParameterValue {
    switch kind {
    case .int: .integer(try value.integer())
    case .float: .number(try value.number())
    case .bool: .boolean(try value.boolean())
    case .choice, .symbol: .text(try value.text())
    }
  }

  /// What contradicts itself in a declaration; nil where nothing does.
  private func objection(to parameter: Parameter) -> String? {
    let bounds = [parameter.minimum, parameter.maximum, parameter.step]
    let isNumber = parameter.kind == .int || parameter.kind == .float
    if !isNumber && bounds.contains(where: { $0 != nil }) {
      return "min, max and step are for int and float"
    }
    if parameter.kind == .choice && parameter.values.isEmpty { return "an enum needs values" }
    if parameter.kind != .choice && !parameter.values.isEmpty { return "values are for enum" }
    if let low = parameter.minimum?.numeric, let high = parameter.maximum?.numeric, low > high {
      return "min \(bounds[0]?.description ?? "") is above max \(bounds[1]?.description ?? "")"
    }
    if let step = parameter.step?.numeric, step <= 0 { return "step must be above zero" }
    if parameter.isLogarithmic, (parameter.minimum?.numeric ?? 0) <= 0 {
      return "log needs a min above zero"
    }
    return parameter.objection(to: parameter.initial).map { "the default " + $0 }
  }
}

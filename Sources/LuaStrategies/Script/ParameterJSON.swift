extension ParameterValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    }
  }
}

/// The keys are those of the script: `name, type, default, min, max, ...`.
extension Parameter: Encodable {
  private enum Key: String, CodingKey {
    case name, type, step, log, values, tune, unit, doc
    case initial = "default"
    case minimum = "min"
    case maximum = "max"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(kind.rawValue, forKey: .type)
    try container.encode(initial, forKey: .initial)
    try container.encodeIfPresent(minimum, forKey: .minimum)
    try container.encodeIfPresent(maximum, forKey: .maximum)
    try container.encodeIfPresent(step, forKey: .step)
    try container.encode(isLogarithmic, forKey: .log)
    if kind == .choice { try container.encode(values, forKey: .values) }
    try container.encode(isTunable, forKey: .tune)
    try container.encodeIfPresent(unit, forKey: .unit)
    try container.encodeIfPresent(doc, forKey: .doc)
  }
}

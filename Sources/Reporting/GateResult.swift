/// What a gate came to.
public struct GateResult: Sendable, Equatable {
  /// The gate.
  public let gate: Gate
  /// The number it looked at; nil where that is undefined.
  public let value: Double?
  /// Whether the run passes. An undefined number never does.
  public let passed: Bool
  /// One line for a person: the number, or why there is none.
  public let message: String

  var json: JSON {
    [
      "gate": .text(gate.text), "name": .text(gate.name), "value": JSON(value),
      "passed": .flag(passed), "message": .text(message),
    ]
  }
}

extension Gate {
  /// The gate's result for a summary. O(statistics).
  public func evaluate(_ summary: Summary) -> GateResult { summary.evaluate(self) }
}

extension Summary {
  /// The results of several gates, in their order.
  public func evaluate(_ gates: [Gate]) -> [GateResult] { gates.map(evaluate) }

  func evaluate(_ gate: Gate) -> GateResult {
    let (value, reason) = number(gate.name)
    guard let value else {
      return GateResult(
        gate: gate, value: nil, passed: false, message: "\(gate.name) is undefined: \(reason)")
    }
    let passed = gate.holds(for: value)
    return GateResult(
      gate: gate, value: value, passed: passed,
      message: "\(gate.name) is \(JSON.double(value).compact)"
        + (passed ? "" : ", the scenario asks for \(gate.text)"))
  }

  /// The number behind a name, or the reason why there is none.
  private func number(_ name: String) -> (Double?, String) {
    if let figure = GateNames.figures.first(where: { $0.name == name }) {
      return (figure.value(whole), "nothing of the kind was seen in this run")
    }
    let id = GateNames.aliases.first { $0.name == name }?.id ?? name
    let result = whole.statistics[id]
    return (result?.number, result?.reason ?? "not a single number")
  }
}

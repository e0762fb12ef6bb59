import Quantities
public import Simulation

/// One formula with its inputs and what came out.
public struct Calculation: Sendable {
  public let formula: String
  /// In words, where the formula is a venue's.
  public let text: String
  public let inputs: [(key: String, value: String)]
  /// A number, a word, or `k=v;k=v`.
  public let result: String

  /// A line each: the result, the formula, the inputs.
  public var description: String {
    let given = inputs.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    let lines = [result, "  formula: \(formula)\(text.isEmpty ? "" : " (\(text))")"]
    return (lines + ["  inputs: \(given)"]).joined(separator: "\n")
  }

  /// `{formula, inputs, result}`; inputs and results as texts, so that no digit is lost.
  public var json: String {
    func object(_ pairs: [(key: String, value: String)]) -> String {
      let parts = pairs.map {
        "\(ConformanceReport.quoted($0.key)):\(ConformanceReport.quoted($0.value))"
      }
      return "{" + parts.joined(separator: ",") + "}"
    }
    let results = result.contains("=") ? object(Inputs.pairs(result)) : ""
    return "{\"formula\":\(ConformanceReport.quoted(formula)),\"inputs\":\(object(inputs)),"
      + "\"result\":\(results.isEmpty ? ConformanceReport.quoted(result) : results)}"
  }
}

/// Formulas by name: those of a venue with its rulebook, and the named ones of the vectors.
public enum Calculator {
  /// What can be computed: the name, the rule sets that it distinguishes, the keys.
  public static var catalogue: [(name: String, presets: [String], keys: String)] {
    RulebookFormula.all.map { ($0.name, ["--rulebook"], $0.keys) }
      + Formulas.all.map { ("\($0.family).\($0.metric)", $0.presets, $0.keys) }
  }

  /// Computes a formula. `name` is one of a venue where a rulebook is given, else `metric` or
  /// `family.metric`; `preset` chooses where a metric has several rules. `arguments` are
  /// `key=value`; keys that the formula does not read are refused. `tables` is a file of tiers.
  public static func compute(
    _ name: String, rulebook: Rulebook?, preset: String, tables: String?, arguments: [String]
  ) throws -> Calculation {
    let pairs = try arguments.map(pair)
    let values = Dictionary(pairs) { _, last in last }
    let inputs = Inputs(values, tables: tables.map(TierTables.init(path:)) ?? TierTables())
    if let rulebook, let formula = RulebookFormula.all.first(where: { $0.name == name }) {
      try check(pairs, formula.keys)
      return Calculation(
        formula: name, text: formula.text, inputs: pairs,
        result: try formula.compute(rulebook, inputs).description)
    }
    let formula = try named(name, preset)
    try check(pairs, formula.keys)
    return Calculation(
      formula: name, text: "", inputs: pairs, result: try formula.compute(inputs).description)
  }

  private static func pair(_ argument: String) throws(FormulaError) -> (key: String, value: String)
  {
    guard let found = Inputs.pairs(argument).first, argument.contains("="),
      !argument.contains(";")
    else { throw .notAllowed(key: "argument", text: argument, instead: "key=value") }
    return found
  }

  private static func check(
    _ pairs: [(key: String, value: String)], _ keys: String
  ) throws(FormulaError) {
    let known = keys.split(separator: " ").map { String($0.replacing("?", with: "")) }
    guard let odd = pairs.first(where: { !known.contains($0.key) }) else { return }
    throw .notAllowed(
      key: "argument", text: odd.key,
      instead: "read by this formula; its keys are \(known.joined(separator: ", "))")
  }

  private static func named(_ name: String, _ preset: String) throws(FormulaError) -> Formula {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let (family, metric) = parts.count == 2 ? (parts[0], parts[1]) : (nil, name)
    if let formula = Formulas.find(family: family, metric: metric, preset: preset) {
      return formula
    }
    let known = Formulas.all.filter {
      $0.metric == metric && (family == nil || $0.family == family)
    }
    if known.count == 1 { return known[0] }
    let presets = known.flatMap(\.presets)
    if !presets.isEmpty {
      throw .notAllowed(
        key: "--preset", text: preset, instead: "one of \(presets.joined(separator: ", "))")
    }
    throw .unknownFormula(name)
  }
}

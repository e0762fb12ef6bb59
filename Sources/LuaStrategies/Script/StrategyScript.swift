internal import LuaBridge
internal import Strategies

/// A script that was read and declares itself rightly: what `strategy check` and `params` show.
public struct StrategyScript: Sendable {
  /// The path as given.
  public let file: String
  /// What `strategy { name = ... }` says.
  public let name: String
  public let parameters: [Parameter]
  /// The callbacks it has, as scripts spell them.
  public let callbacks: [String]
  let source: String

  /// Reads and declares a script. Throws the first error with its line.
  public init(file: String, sandbox: Sandbox = .standard) throws(ScriptError) {
    try self.init(file: file, source: try ScriptFile.read(file), sandbox: sandbox)
  }

  /// As above, for a text; `file` names it in errors.
  public init(
    file: String, source: String, sandbox: Sandbox = .standard
  ) throws(ScriptError) {
    let machine = try ScriptMachine(file: file, sandbox: sandbox)
    try machine.load(source)
    let scan = SourceScan(source)
    var count: Int32 = 0
    guard let values = lb_params(machine.state, &count) else { throw machine.scriptError() }
    parameters = try ParameterDecoder(file: file, lines: scan.parameterLines()).decode(values)
    if let objection = scan.objections(file: file, parameters: parameters.map(\.name)).first {
      throw objection
    }
    callbacks = Word.callbacks.map(\.text).filter { lb_has_callback(machine.state, $0) }
    name = machine.host.declaredName ?? ScriptFile.name(file)
    self.file = file
    self.source = source
  }

  /// Everything that is wrong with a file; empty where it may run.
  public static func check(_ file: String) -> [ScriptError] {
    do throws(ScriptError) {
      let source = try ScriptFile.read(file)
      do throws(ScriptError) {
        _ = try StrategyScript(file: file, source: source)
        return []
      } catch {
        // Of a text that is no Lua nothing more can be said.
        if error.kind == .syntax { return [error] }
        let objections = SourceScan(source).objections(file: file)
        return objections.contains(error) ? objections : [error] + objections
      }
    } catch {
      return [error]
    }
  }

  /// The declared parameters of a file.
  public static func params(_ file: String) throws(ScriptError) -> [Parameter] {
    try StrategyScript(file: file).parameters
  }

  /// The values of all parameters: those of `settings`, the defaults for the rest. Throws for a
  /// name that the script does not declare, a wrong type and a value out of range.
  public func values(
    _ settings: [String: String]
  ) throws(ParameterError) -> [(name: String, value: ParameterValue)] {
    let known = NameTable("parameter", parameters.map(\.name))
    for name in settings.keys.sorted() {
      if let objection = known.objection(to: name) {
        throw ParameterError(name: name, message: objection)
      }
    }
    var values: [(name: String, value: ParameterValue)] = []
    for parameter in parameters {
      var value = parameter.initial
      if let text = settings[parameter.name] { value = try parameter.value(from: text) }
      values.append((parameter.name, value))
    }
    return values
  }
}

extension Word {
  /// The callbacks of the contract.
  static var callbacks: [Word] {
    allCases.filter { $0.rawValue <= Word.onTimer.rawValue }
  }
}

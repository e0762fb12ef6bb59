internal import LuaBridge
internal import Quantities
internal import Strategies

/// A Lua state with the script in it and the host that answers it.
final class ScriptMachine {
  let state: OpaquePointer
  let host: ScriptHost
  private let file: String

  /// A state that knows the names of the contract. Throws where no state can be made.
  init(file: String, sandbox: Sandbox) throws(ScriptError) {
    guard let state = lb_create(sandbox.limits, answerScript) else {
      throw ScriptError(.unreadable, file: file, line: nil, "no Lua 5.4 state can be made")
    }
    self.state = state
    self.file = file
    host = ScriptHost(state: state)
    lb_set_host(state, Unmanaged.passUnretained(host).toOpaque())
    for word in Word.allCases {
      let text = word.text
      _ = lb_intern(state, text, text.utf8.count)
    }
    defineClasses()
  }

  deinit { lb_destroy(state) }

  private func defineClasses() {
    for owner in ObjectClass.allCases {
      _ = lb_define_class(state, owner.rawValue, owner.name, owner.indexed)
    }
    for method in Method.allCases {
      guard let name = method.name else { continue }
      let kind = Int32(method.isField ? LB_MEMBER_FIELD : LB_MEMBER_METHOD)
      _ = lb_define_member(state, method.owner.rawValue, name, kind, method.rawValue)
    }
    define("p", .object(.parameters))
    define("run", .object(.run))
    define("stats", .object(.stats))
  }

  /// What a constant member holds.
  enum Constant {
    case object(ObjectClass)
    case value(ParameterValue)
  }

  /// Adds a constant to ctx (an object) or to ctx.p (a value).
  func define(_ name: String, _ constant: Constant) {
    lb_begin(state)
    var owner = ObjectClass.context
    switch constant {
    case .object(let target): host.writer.object(target, 0)
    case .value(let value):
      owner = .parameters
      put(value)
    }
    _ = lb_define_constant(state, owner.rawValue, name, name.utf8.count)
  }

  private func put(_ value: ParameterValue) {
    switch value {
    case .integer(let whole): host.writer.put(whole)
    case .number(let number): host.writer.put(number)
    case .boolean(let truth): host.writer.put(truth)
    case .text(let text): host.writer.put(text)
    }
  }

  /// Parses and runs the file. Throws `syntax` or `declaration` with the line.
  func load(_ source: String) throws(ScriptError) {
    let name = ScriptFile.name(file)
    guard !lb_load(state, name, source, source.utf8.count) else { return }
    throw scriptError()
  }

  func scriptError() -> ScriptError {
    let error = lb_last_error(state)
    let kind: ScriptError.Kind = Int(error.kind) == LB_ERROR_SYNTAX ? .syntax : .declaration
    let line = error.line > 0 ? Int(error.line) : nil
    return ScriptError(kind, file: file, line: line, String(cString: error.message))
  }

  /// Calls a callback with what the writer holds. Throws the script's error.
  func call(_ word: Word) throws(StrategyFailure) {
    guard !lb_call(state, word.rawValue) else { return }
    let error = lb_last_error(state)
    let place = String(cString: error.file) + (error.line > 0 ? ":\(error.line)" : "")
    let stack = String(cString: error.stack).split(separator: "\n").map(String.init)
    throw StrategyFailure(
      place: place, message: String(cString: error.message),
      callback: String(cString: error.callback), instant: host.context?.now, stack: stack)
  }
}

/// The one function that the bridge calls.
private func answerScript(
  _ host: UnsafeMutableRawPointer?, _ method: Int32, _ values: UnsafePointer<lb_value>,
  _ count: Int32, _ state: OpaquePointer
) -> Int32 {
  guard let host else { return lb_fail(state, "no host", 7) }
  let answering = Unmanaged<ScriptHost>.fromOpaque(host).takeUnretainedValue()
  do {
    try answering.answer(method, values, Int(count))
    return 0
  } catch {
    return lb_fail(state, error.message, error.message.utf8.count)
  }
}

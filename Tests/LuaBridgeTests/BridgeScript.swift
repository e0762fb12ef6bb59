import LuaBridge

/// What a script of the tests printed and how it ended.
struct Outcome {
  var printed: [String] = []
  var kind = 0
  var line = 0
  var message = ""
  var callback = ""
  var stack = ""
  var memory = 0
}

/// A state with a small host: `ctx:echo(...)`, `ctx:fail()`, `ctx.now`, and print.
final class BridgeScript {
  static let echo: Int32 = 16
  static let fail: Int32 = 17
  static let now: Int32 = 18

  let state: OpaquePointer
  var outcome = Outcome()

  init?(_ limits: lb_limits = BridgeScript.standard) {
    guard let state = lb_create(limits, answerTest) else { return nil }
    self.state = state
    lb_set_host(state, Unmanaged.passUnretained(self).toOpaque())
    for word in ["on_start", "on_bar", "price", "tag"] {
      _ = lb_intern(state, word, word.utf8.count)
    }
    _ = lb_define_class(state, 0, "ctx", 0)
    _ = lb_define_member(state, 0, "echo", Int32(LB_MEMBER_METHOD), Self.echo)
    _ = lb_define_member(state, 0, "fail", Int32(LB_MEMBER_METHOD), Self.fail)
    _ = lb_define_member(state, 0, "now", Int32(LB_MEMBER_FIELD), Self.now)
  }

  deinit { lb_destroy(state) }

  static var standard: lb_limits {
    lb_limits(memory: 256 << 20, milliseconds: 300, instructions: 0, patterns: true)
  }

  /// Runs the body of an `on_start`, which begins in line 2.
  static func run(_ body: String, _ limits: lb_limits = standard) -> Outcome {
    runFile(
      "local S = strategy { name = 'x', api = 1 } function S.on_start(ctx)\n\(body)\nend return S",
      limits)
  }

  /// Loads a whole file and calls its `on_start`.
  static func runFile(_ source: String, _ limits: lb_limits = standard) -> Outcome {
    guard let script = BridgeScript(limits) else { return Outcome(message: "no state") }
    if script.load(source), lb_has_callback(script.state, "on_start") {
      lb_begin(script.state)
      script.note(lb_call(script.state, 0))
    }
    script.outcome.memory = lb_memory_used(script.state)
    return script.outcome
  }

  func load(_ source: String) -> Bool {
    note(lb_load(state, "test.lua", source, source.utf8.count))
  }

  @discardableResult func note(_ succeeded: Bool) -> Bool {
    guard !succeeded else { return true }
    let error = lb_last_error(state)
    outcome.kind = Int(error.kind)
    outcome.line = Int(error.line)
    outcome.message = String(cString: error.message)
    outcome.callback = String(cString: error.callback)
    outcome.stack = String(cString: error.stack)
    return false
  }

  func answer(_ method: Int32, _ values: UnsafePointer<lb_value>, _ count: Int) -> Int32 {
    switch method {
    case Int32(LB_METHOD_STRATEGY), Int32(LB_METHOD_DECLARE): return 0
    case Int32(LB_METHOD_PRINT):
      outcome.printed.append(Self.text(values[0], values))
      return 0
    case Int32(LB_METHOD_RANDOM):
      lb_put_number(state, 0.25)
      return 0
    case Self.echo:
      let words = (0..<count).map { Self.text(values[$0], values) }
      outcome.printed.append(words.joined(separator: " "))
      lb_put_integer(state, Int64(count))
      return 0
    case Self.now:
      lb_put_integer(state, 42)
      return 0
    case Self.fail: return lb_fail(state, "failed on purpose", 17)
    default:
      let name = "no such name: " + Self.text(values[count - 1], values)
      return lb_fail(state, name, name.utf8.count)
    }
  }

  /// A value as text; tables with their pairs.
  static func text(_ value: lb_value, _ all: UnsafePointer<lb_value>) -> String {
    switch Int(value.kind) {
    case LB_NIL: return "nil"
    case LB_BOOLEAN: return value.integer == 0 ? "false" : "true"
    case LB_INTEGER: return "\(value.integer)"
    case LB_NUMBER: return "\(value.number)"
    case LB_TEXT:
      let bytes = UnsafeRawBufferPointer(start: value.text, count: Int(value.count))
      return String(decoding: bytes, as: UTF8.self)
    case LB_TABLE:
      let pairs = (0..<Int(value.count)).map { pair in
        let at = Int(value.integer) + 2 * pair
        return "\(text(all[at], all))=\(text(all[at + 1], all))"
      }
      return "{\(pairs.joined(separator: ","))}"
    default: return "object \(value.count)"
    }
  }
}

private func answerTest(
  _ host: UnsafeMutableRawPointer?, _ method: Int32, _ values: UnsafePointer<lb_value>,
  _ count: Int32, _ state: OpaquePointer
) -> Int32 {
  guard let host else { return lb_fail(state, "no host", 7) }
  return Unmanaged<BridgeScript>.fromOpaque(host).takeUnretainedValue()
    .answer(method, values, Int(count))
}

internal import LuaBridge
internal import Strategies

extension ScriptHost {
  /// Answers what the bridge asks for itself: names it does not know, declarations, print, chance.
  func answerBridge(
    _ method: Int32, _ values: UnsafePointer<lb_value>, _ count: Int
  ) throws(Mistake) {
    switch Int(method) {
    case LB_METHOD_UNKNOWN:
      throw unknownMember(Arguments("a name", values, count: count))
    case LB_METHOD_GLOBAL:
      throw undefinedGlobal(try Arguments("a global", values, count: count).text(0, "its name"))
    case LB_METHOD_STRATEGY:
      try declare(Arguments("strategy", values, count: count))
    case LB_METHOD_DECLARE:
      let name = try Arguments("S", values, count: count).text(0, "a name")
      if let objection = Names.callbacks.objection(to: name) { throw Mistake(objection) }
    case LB_METHOD_PRINT:
      let text = try Arguments("print", values, count: count).text(0, "the text")
      let context = try current("print")
      try budget.write("print", text)
      context.log(text)
    case LB_METHOD_RANDOM:
      try putRandom(Arguments("math.random", values, count: count))
    default:
      throw Mistake("method \(method) is not known")
    }
  }

  private func unknownMember(_ arguments: Arguments) -> Mistake {
    let name = (try? arguments.text(1, "its name")) ?? "?"
    let place = Int32(truncatingIfNeeded: arguments.handle)
    let table: NameTable
    switch ObjectClass(rawValue: place) {
    case .context, nil: table = Names.context
    case .account: table = Names.account
    case .indicator: table = Names.indicator
    case .parameters: table = NameTable("parameter", parameterNames)
    case .run: table = Names.run
    case .stats: table = Names.stats
    }
    return Mistake(table.objection(to: name) ?? "unknown name '\(name)'")
  }

  private func undefinedGlobal(_ name: String) -> Mistake {
    if Names.removed.contains(name) {
      return Mistake("'\(name)' is not available to strategies")
    }
    let hint = nearest(to: name, among: Names.globals).map { "; the nearest name is '\($0)'" }
    return Mistake("undefined global '\(name)'" + (hint ?? ""))
  }

  private func declare(_ arguments: Arguments) throws(Mistake) {
    let fields = try arguments.value(0, "its table").fields(Names.strategy)
    guard let name = try fields.shortText("name"), !name.isEmpty else {
      throw Mistake("strategy: name is missing; write strategy { name = \"...\", api = 1 }")
    }
    guard let version = fields.pairs["api"] else {
      throw Mistake("strategy: api is missing; this version knows api = 1")
    }
    guard try version.integer() == 1 else {
      throw Mistake("strategy: this version knows api = 1 only")
    }
    declaredName = name
  }
}

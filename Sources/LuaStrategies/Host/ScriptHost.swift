internal import LuaBridge
internal import MarketData
internal import Quantities
internal import Strategies

/// What answers a script: the context of the callback that runs, and what the script set up.
///
/// A class, because the bridge holds its address. It is used by the one thread of the run.
final class ScriptHost {
  /// Where in the life of a strategy the script is; decides what it may do.
  enum Stage { case declaring, starting, running, stopping }

  let writer: Writer
  var stage = Stage.declaring
  var budget = Budget()
  /// Set while a callback runs.
  var context: (any StrategyContext)?
  /// What `strategy { name = ... }` said.
  var declaredName: String?
  /// The names of accounts that the script asked for; nil is the first margin account.
  var accounts: [String?] = [nil]
  var symbols: [String: InstrumentID] = [:]
  /// By index of the instrument; made when first needed.
  var labels: [SymbolLabel?] = []
  var feeds: [BarFeed] = []
  /// Handle of an indicator: its feed and place there, and which of its lines.
  var indicators: [IndicatorReference] = []
  /// The lengths of all indicators together.
  var indicatorBars = 0
  var spareNormal: Double?
  /// The names of S.params, for suggestions.
  var parameterNames: [String] = []

  init(state: OpaquePointer) { writer = Writer(state: state) }

  /// The context, in which alone a script can ask for anything.
  func current(_ call: String) throws(Mistake) -> any StrategyContext {
    guard let context else {
      throw Mistake("\(call) can be used from on_start on, not while the file is read")
    }
    return context
  }

  /// The instrument of a symbol; unknown ones are refused by the context, which knows the names.
  func instrument(
    _ name: String, _ context: any StrategyContext
  ) -> Result<InstrumentID, Refusal> {
    if let known = symbols[name] { return .success(known) }
    let found = context.instrument(named: name)
    if case .success(let id) = found { symbols[name] = id }
    return found
  }

  /// Answers the bridge's own questions and every method.
  func answer(_ method: Int32, _ values: UnsafePointer<lb_value>, _ count: Int) throws(Mistake) {
    guard let asked = Method(rawValue: method) else {
      return try answerBridge(method, values, count)
    }
    let call = asked.name ?? "an indicator"
    let arguments = Arguments(call, values, count: count)
    let context = try current(call)
    if stage == .stopping && asked.isTrading {
      throw Mistake("on_stop may read, log and record, not trade: \(call)")
    }
    switch asked.owner {
    case .context: try answerContext(asked, arguments, context)
    case .account: try answerAccount(asked, arguments, context)
    case .indicator: try answerIndicator(asked, arguments)
    case .run, .stats, .parameters: answerRun(asked, context)
    }
  }

  private func answerContext(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    if method.isTrading {
      try budget.act(arguments.call)
      try act(method, arguments, context)
    } else if method.rawValue < Method.openMargin.rawValue {
      try read(method, arguments, context)
    } else {
      try help(method, arguments, context)
    }
  }

  /// Puts nil and the refusal as a table.
  func put(_ refusal: Refusal) {
    writer.empty()
    writer.table(keys: 6)
    putFields(refusal)
    writer.end()
  }

  /// The fields of a refusal, into the table that is open.
  func putFields(_ refusal: Refusal) {
    writer.key(.code)
    writer.put(refusal.code.rawValue)
    writer.key(.message)
    writer.put(refusal.message)
    writer.key(.have)
    writer.put(refusal.have)
    writer.key(.need)
    writer.put(refusal.need)
    writer.key(.allowed)
    writer.put(refusal.allowed)
    guard !refusal.missing.isEmpty else { return }
    writer.key(.missing)
    writer.table(list: refusal.missing.count)
    for missing in refusal.missing { writer.put(missing) }
    writer.end()
  }
}

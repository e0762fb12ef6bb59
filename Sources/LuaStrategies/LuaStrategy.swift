internal import LuaBridge
internal import MarketData
internal import Quantities
public import Strategies

/// A Lua script as a strategy.
///
/// A script's error is thrown as a `StrategyFailure` with file, line, message, callback, simulated
/// time and stack; after it the strategy must not be called again.
public struct LuaStrategy: Strategy {
  public let name: String
  private let machine: ScriptMachine
  /// A bit for each callback that the script has, by its word.
  private let callbacks: UInt64

  /// A script with the values of its parameters. Throws what `StrategyScript` or the parameters
  /// object to.
  public init(
    _ script: StrategyScript, settings: [String: String] = [:], sandbox: Sandbox = .standard
  ) throws {
    machine = try ScriptMachine(file: script.file, sandbox: sandbox)
    for parameter in try script.values(settings) {
      machine.define(parameter.name, .value(parameter.value))
    }
    machine.host.parameterNames = script.parameters.map(\.name)
    try machine.load(script.source)
    name = script.name
    callbacks = Word.callbacks.reduce(0) { bits, word in
      script.callbacks.contains(word.text) ? bits | 1 << UInt64(word.rawValue) : bits
    }
  }

  /// What it has callbacks for.
  public var hears: AccountEventKinds {
    AccountEventKinds.words.reduce(into: []) { kinds, entry in
      if callbacks & 1 << UInt64(entry.word.rawValue) != 0 { kinds.insert(entry.kind) }
    }
  }

  /// Runs `on_start`.
  public mutating func start<Context: StrategyContext>(
    _ context: Context
  ) throws(StrategyFailure) {
    machine.host.stage = .starting
    defer { machine.host.stage = .running }
    try call(.onStart, context)
  }

  /// Runs `on_stop`, in which the script may not trade.
  public mutating func stop<Context: StrategyContext>(
    _ context: Context
  ) throws(StrategyFailure) {
    machine.host.stage = .stopping
    try call(.onStop, context)
  }

  private func call(
    _ word: Word, _ context: any StrategyContext
  ) throws(StrategyFailure) {
    guard begin(word) else { return }
    try finish(word, context)
  }

  /// Empties the writer for a callback; false where the script does not have it.
  private func begin(_ word: Word) -> Bool {
    guard callbacks & 1 << UInt64(word.rawValue) != 0 else { return false }
    lb_begin(machine.state)
    return true
  }

  private func finish(
    _ word: Word, _ context: any StrategyContext
  ) throws(StrategyFailure) {
    machine.host.context = context
    machine.host.budget.begin()
    defer { machine.host.context = nil }
    try machine.call(word)
  }

  /// Hands a market record to the indicators and to the callback.
  public mutating func receive<Context: StrategyContext>(
    _ event: MarketEvent, _ context: Context
  ) throws(StrategyFailure) {
    let host = machine.host
    let word = event.word
    var interval: Int32 = 0
    if case .bar(let id, let length, let bar) = event {
      guard let text = host.take(bar, id, length) else { return }
      interval = text
    }
    guard begin(word) else { return }
    switch event {
    case .bar(let id, _, let bar): host.put(id, interval, bar, context)
    case .trade(let id, let trade): host.put(id, trade, context)
    case .quote(let id, let quote): host.put(id, quote, context)
    case .book(let id, let book): host.put(id, book, context)
    case .index(let id, let index): host.put(id, index, context)
    case .mark(let id, let mark): host.put(id, mark, context)
    }
    try finish(word, context)
  }

  /// Hands what happened to orders and accounts to the callback.
  public mutating func receive<Context: StrategyContext>(
    _ event: AccountEvent, _ context: Context
  ) throws(StrategyFailure) {
    let host = machine.host
    let word = event.word
    guard begin(word) else { return }
    switch event {
    case .order(let order): host.putFields(order, context)
    case .fill(let fill): host.putFields(fill, context)
    case .reject(let reject): host.putFields(reject, context)
    case .alert(let alert): host.putFields(alert)
    case .marginCall(let call): host.putFields(call)
    case .liquidation(let liquidation): host.putFields(liquidation, context)
    case .borrow(let loan): host.putFields(loan, isRepayment: false)
    case .repay(let loan): host.putFields(loan, isRepayment: true)
    case .interest(let interest): host.putFields(interest)
    case .status(let status): host.putFields(status, context)
    case .leverageAdvice(let advice): host.putFields(advice)
    case .timer(let name, _): host.writer.put(name)
    }
    try finish(word, context)
  }
}

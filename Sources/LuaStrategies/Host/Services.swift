internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// Timers, subscriptions, indicators, output and chance.
  func help(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    switch method {
    case .every, .after, .at: try setTimer(method, arguments, context)
    case .stopTimer: context.stopTimer(name: try arguments.text(0, "the name"))
    case .subscribe: try subscribe(arguments, context)
    case .ind: try makeIndicator(arguments, context)
    case .log, .note, .plot, .record: try write(method, arguments, context)
    case .randn: putNormal(context)
    default: try putRandom(arguments)
    }
  }

  private func write(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    if method == .log || method == .note {
      let text = try arguments.value(0, "the text").plainText()
      try budget.write(arguments.call, text)
      return method == .log ? context.log(text) : context.note(text)
    }
    let name = try arguments.text(0, method == .plot ? "the name" : "the key")
    if method == .plot {
      let value = try arguments.number(1, "the value")
      try budget.write("plot", name)
      return context.plot(name, value)
    }
    let value = try arguments.value(1, "the value").plainText()
    try budget.write("record", name + value)
    context.record(name, value)
  }

  private func setTimer(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let name = try arguments.value(1, "the name").shortText()
    let due = arguments.value(0, "the time")
    let schedule: TimerSchedule
    switch method {
    case .every: schedule = .every(try span(due))
    case .after: schedule = .after(try span(due))
    default:
      let instant = Instant(nanoseconds: try due.integer())
      if instant > context.now, instant < context.now + Self.shortestTimer {
        throw Mistake("\(due.name) is less than \(Self.shortestTimer) ahead")
      }
      schedule = .at(instant)
    }
    if let refusal = context.setTimer(schedule, name: name) {
      throw Mistake("\(arguments.call): \(refusal.message)")
    }
  }

  /// Timers that follow each other more closely would hold simulated time back.
  private static let shortestTimer = TimeSpan.millisecond

  /// A length after which there is still time left on the clock.
  private func span(_ due: Argument) throws(Mistake) -> TimeSpan {
    let span = try due.span()
    guard span <= TimeSpan.year * 100 else { throw Mistake("\(due.name) is above 100 years") }
    guard span >= Self.shortestTimer else {
      throw Mistake("\(due.name) is at least \(Self.shortestTimer), not \(span)")
    }
    return span
  }

  private func subscribe(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    guard stage == .starting else { throw Mistake("subscribe in on_start, not later") }
    let word = try arguments.text(0, "the kind")
    guard let kind = SubscriptionKind(rawValue: word) else {
      throw Mistake("subscribe: " + (Names.subscriptions.objection(to: word) ?? word))
    }
    let symbol = try arguments.text(1, "the symbol")
    let given = arguments.value(2, "the interval")
    guard (kind == .bar) != given.isNil else {
      throw Mistake("subscribe: bars, and only bars, have an interval such as \"1m\"")
    }
    let id = try known(symbol, "subscribe", context)
    if kind == .bar {
      let place = try feed(id, try given.span(), "subscribe", context)
      feeds[place].isAnnounced = true
    } else if let refusal = context.subscribe(kind, id, interval: nil) {
      throw Mistake("subscribe: \(refusal.message)")
    }
    writer.put(true)
  }

  /// The instrument, or a mistake that says what is wrong with its name.
  func known(
    _ symbol: String, _ call: String, _ context: any StrategyContext
  ) throws(Mistake) -> InstrumentID {
    switch instrument(symbol, context) {
    case .success(let id): return id
    case .failure(let refusal): throw Mistake("\(call): \(refusal.message)")
    }
  }

  /// The feed of these bars, subscribed where it is new.
  func feed(
    _ id: InstrumentID, _ interval: TimeSpan, _ call: String, _ context: any StrategyContext
  ) throws(Mistake) -> Int {
    if let place = feeds.firstIndex(where: { $0.instrument == id && $0.interval == interval }) {
      return place
    }
    guard stage == .starting else { throw Mistake("\(call): subscribe in on_start, not later") }
    if let refusal = context.subscribe(.bar, id, interval: interval) {
      throw Mistake("\(call): \(refusal.message)")
    }
    guard feeds.count < 100 else { throw Mistake("\(call): more than 100 kinds of bars") }
    let text = keep(interval.description)
    feeds.append(BarFeed(instrument: id, interval: interval, text: text))
    return feeds.count - 1
  }
}

internal import MarketData
internal import Quantities
internal import Strategies

/// One line of an indicator that a script holds.
struct IndicatorReference: Hashable {
  let feed: Int
  let place: Int
  let line: IndicatorLine
}

/// Bars of one instrument and interval, and the indicators that follow them.
struct BarFeed {
  let instrument: InstrumentID
  let interval: TimeSpan
  /// The kept text of the interval.
  let text: Int32
  /// Whether the script subscribed, so that `on_bar` is called.
  var isAnnounced = false
  var indicators: [Indicator] = []
  var latest = Instant.distantPast

  init(instrument: InstrumentID, interval: TimeSpan, text: Int32) {
    self.instrument = instrument
    self.interval = interval
    self.text = text
  }

  /// Hands a closed bar to every indicator, once.
  mutating func take(_ bar: BarRow) {
    guard bar.ts > latest else { return }
    latest = bar.ts
    for place in indicators.indices { indicators[place].take(bar) }
  }
}

extension ScriptHost {
  /// `ctx:ind(name, symbol, interval, ...)`: a new indicator, warmed up with the bars there are.
  func makeIndicator(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let word = try arguments.text(0, "the name")
    guard let kind = IndicatorKind(rawValue: word) else {
      throw Mistake("ind: " + (Names.indicators.objection(to: word) ?? word))
    }
    let id = try known(try arguments.text(1, "the symbol"), "ind", context)
    let interval = try arguments.value(2, "the interval").span()
    let length = try arguments.value(3, "the length").integer(in: kind.shortest...10_000)
    let extra = try second(kind, arguments)
    guard indicators.count < 1000 else { throw Mistake("ind: more than 1000 indicators") }
    indicatorBars += length
    guard indicatorBars <= Self.mostIndicatorBars else {
      throw Mistake("ind: all lengths together are more than \(Self.mostIndicatorBars) bars")
    }
    let place = try feed(id, interval, "ind", context)
    var indicator = Indicator(kind, length: length, second: extra, interval: interval)
    let wanted = min(10_000, length + Indicator.depth)
    for bar in context.bars(id, interval: interval, count: wanted) { indicator.take(bar) }
    feeds[place].indicators.append(indicator)
    feeds[place].latest = max(feeds[place].latest, indicator.latest)
    putIndicator(feed: place, feeds[place].indicators.count - 1, .middle)
  }

  /// What indicators keep is bounded: at most 32 bytes a bar.
  private static let mostIndicatorBars = 1_000_000

  /// The second number of `bollinger` and `value_at_risk`; no other takes one.
  private func second(_ kind: IndicatorKind, _ arguments: Arguments) throws(Mistake) -> Double {
    let given = arguments.value(4, "the second number")
    switch kind {
    case .bollinger: return given.isNil ? 2 : try given.number()
    case .valueAtRisk:
      let level = given.isNil ? 0.95 : try given.number()
      guard level > 0 && level < 1 else {
        throw Mistake("ind: the level of value_at_risk is above 0 and below 1, not \(level)")
      }
      return level
    default:
      guard given.isNil else { throw Mistake("ind: \(kind.rawValue) takes one number") }
      return 0
    }
  }

  private func putIndicator(feed: Int, _ place: Int, _ line: IndicatorLine) {
    let reference = IndicatorReference(feed: feed, place: place, line: line)
    let handle = indicators.firstIndex(of: reference) ?? indicators.count
    if handle == indicators.count { indicators.append(reference) }
    writer.object(.indicator, handle)
  }

  /// `i[k]`, `i:ready()`, `i.upper`.
  func answerIndicator(_ method: Method, _ arguments: Arguments) throws(Mistake) {
    let reference = indicators[arguments.handle]
    switch method {
    case .indicatorReady:
      writer.put(feeds[reference.feed].indicators[reference.place].isReady)
    case .indicatorValue:
      let back = try arguments.value(1, "the index").integer(in: 0...Indicator.depth)
      writer.put(feeds[reference.feed].indicators[reference.place].value(back, reference.line))
    default:
      guard feeds[reference.feed].indicators[reference.place].kind == .bollinger else {
        throw Mistake("only bollinger has .upper, .middle and .lower")
      }
      let line: IndicatorLine = method == .indicatorUpper ? .upper : .lower
      putIndicator(
        feed: reference.feed, reference.place, method == .indicatorMiddle ? .middle : line)
    }
  }
}

import Kernel
public import MarketData
public import Quantities
public import Strategies

extension OwnerContext {
  @usableFromInline func subscribe(
    _ kind: SubscriptionKind, _ id: InstrumentID, interval: TimeSpan?
  ) -> Refusal? {
    guard kind == .bar else {
      engine.subscriptions.add(kind, id, owner: owner)
      return nil
    }
    guard let interval, interval > .zero else {
      return Refusal(.minQuantity, "bars need an interval, such as \"1m\"")
    }
    if let recorded = engine.bars.recorded[id],
      interval < recorded || interval.nanoseconds % recorded.nanoseconds != 0
    {
      return Refusal(
        .minQuantity,
        "the data has bars of \(recorded); \(interval) is finer or no multiple of it")
    }
    if engine.bars.recorded[id] == nil, interval < Self.shortestBar {
      return Refusal(
        .minQuantity, "bars made of trades are at least \(Self.shortestBar) long, not \(interval)")
    }
    let isNew = engine.bars.find(id, interval) == nil
    let series = engine.bars.make(id, interval)
    engine.subscriptions.addBars(id, interval, owner: owner)
    if engine.bars.recorded[id] == nil,
      isNew || !engine.scheduledSeries.contains(series)
    {
      engine.scheduledSeries.insert(series)
      let first = engine.clock.floored(to: interval) + interval
      engine.queue.schedule(.barClose(series: series), at: first, .prices)
    }
    return nil
  }

  /// Bars that are made of trades close even where nothing is traded: their number is bounded.
  static let shortestBar = TimeSpan.millisecond * 100
  /// Timers of one owner that wait at a time; those set anew wait, too, until they would be due.
  static let mostTimers = 250_000

  @discardableResult
  @usableFromInline func setTimer(_ schedule: TimerSchedule, name: String) -> Refusal? {
    guard engine.owners[owner].waiting < Self.mostTimers else {
      return Refusal(
        .rateLimit, "\(Self.mostTimers) timers wait already, those set anew included")
    }
    engine.acts &+= 1
    engine.owners[owner].waiting += 1
    engine.owners[owner].generation += 1
    let generation = engine.owners[owner].generation
    engine.owners[owner].timers[name] = generation
    let due: Instant
    switch schedule {
    case .every(let span):
      due = now + span
      engine.repeats[RepeatKey(owner: owner, name: name)] = span
    case .after(let span):
      due = now + span
      engine.repeats[RepeatKey(owner: owner, name: name)] = nil
    case .at(let instant):
      due = max(instant, now)
      engine.repeats[RepeatKey(owner: owner, name: name)] = nil
    }
    engine.owners[owner].timerNames[generation] = name
    engine.queue.schedule(.timer(owner: owner, generation: generation), at: due, .strategy)
    return nil
  }

  @usableFromInline func stopTimer(name: String) {
    engine.owners[owner].timers[name] = nil
    engine.repeats[RepeatKey(owner: owner, name: name)] = nil
  }

  @usableFromInline func log(_ text: String) { engine.writeLog(named(text, ": ")) }
  @usableFromInline func note(_ text: String) {
    engine.journal.note(.notes, [.time(now), .text(named(text, ": "))])
  }
  @usableFromInline func plot(_ name: String, _ value: Double) {
    engine.journal.note(.plots, [.time(now), .text(named(name, ".")), .real(value)])
  }
  @usableFromInline func record(_ key: String, _ value: String) {
    engine.owners[owner].records.append("\(key) \(value)")
    engine.journal.note(.records, [.text(named(key, ".")), .text(value)])
  }

  /// Where several strategies share a run, what they write bears their name.
  private func named(_ text: String, _ separator: String) -> String {
    engine.owners.count > 1 ? engine.owners[owner].name + separator + text : text
  }

  @usableFromInline func randomMantissa() -> UInt64 { engine.random.mantissa() }
}

/// A repeating timer of an owner.
struct RepeatKey: Hashable, Sendable {
  let owner: Int
  let name: String
}

extension Engine {
  /// Adds a line to the run's log.
  func writeLog(_ text: String) { journal.note(.log, [.time(clock), .text(text)]) }

  /// A timer is due: told, and set again where it repeats.
  func fire(_ owner: Int, _ generation: Int) {
    owners[owner].waiting -= 1
    guard let name = owners[owner].timerNames[generation] else { return }
    guard owners[owner].timers[name] == generation else {
      owners[owner].timerNames[generation] = nil
      return
    }
    if let span = repeats[RepeatKey(owner: owner, name: name)] {
      owners[owner].waiting += 1
      queue.schedule(.timer(owner: owner, generation: generation), at: clock + span, .strategy)
    } else {
      owners[owner].timers[name] = nil
      owners[owner].timerNames[generation] = nil
    }
    outbox.append(Notice(owner: owner, event: .timer(name: name, ts: clock), number: nil))
  }
}

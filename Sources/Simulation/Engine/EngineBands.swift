import Liquidation
import Margin
import MarketData
import Quantities
import Strategies

extension HealthLine {
  /// What the level is called in messages: the margin level, that after haircuts, or the metric
  /// where it is another than the rulebook's.
  var levelName: String { basis == .plain ? "margin level" : "margin level after haircuts" }
}

/// The further lines of a rulebook (`health.bands`): what is done as an account crosses one, and
/// what it may not do while it is there.
extension Engine {
  /// Notes each line that was crossed or left since the last look, once, and does what the first
  /// asks for. O(lines), and the open orders where a line cancels some.
  func watchBands(_ number: Int, _ value: Valuation) {
    let cause = accounts[number].moved
    accounts[number].moved = nil
    for (place, line) in rulebook.risk.bands.enumerated() {
      let isCrossed = line.isCrossed(by: value)
      guard isCrossed != accounts[number].crossed[place] else { continue }
      accounts[number].crossed[place] = isCrossed
      journal.record(
        .bandChanges, cause: cause,
        [
          .time(clock), id(number), .text(line.action.rawValue), .text(line.metric.rawValue),
          .text(line.basis.rawValue), .exact(line.level), .exact(line.value(of: value)),
          .text(isCrossed ? "entered" : "left"),
        ])
      if isCrossed { cancelForbidden(number, line.action) }
    }
  }

  /// Takes out the open orders that a line does not bear.
  private func cancelForbidden(_ number: Int, _ action: HealthAction) {
    guard action == .cancelAutoBorrow || action == .reduceOnly else { return }
    for index in accounts[number].open.places where orders[index].isOpen {
      let isBorne =
        action == .cancelAutoBorrow ? !orders[index].autoBorrow : reduces(orders[index])
      if !isBorne { cancel(index, .marginBand) }
    }
  }

  /// Whether an order makes its position smaller by all of its quantity.
  func reduces(_ order: OrderState) -> Bool {
    order.isReduceOnly || closing(order, of: order.remaining) == order.remaining
  }

  /// The trigger by a line besides that of `health`.
  func bandTrigger(_ band: Band) -> Trigger? { band == .liquidation ? .marginLevel : nil }

  /// The words of the lines that an account has crossed now, each once, in the rulebook's order.
  func restrictions(_ number: Int, _ value: Valuation?) -> [String] {
    guard hasBands, accounts[number].mode != nil else { return [] }
    var words: [String] = []
    for (place, line) in rulebook.risk.bands.enumerated() {
      let isCrossed = value.map { line.isCrossed(by: $0) } ?? accounts[number].crossed[place]
      if isCrossed, !words.contains(line.action.rawValue) { words.append(line.action.rawValue) }
    }
    return words
  }

  /// Why a line forbids what is asked for, nil where none does; by the values of now and, where a
  /// price is unknown, by those of the last look.
  func checkBands(
    _ number: Int, _ actions: Set<HealthAction>, _ what: String
  ) throws(RunFailure) -> Refusal? {
    guard hasBands, accounts[number].mode != nil else { return nil }
    let value = try valuation(number)
    for (place, line) in rulebook.risk.bands.enumerated() where actions.contains(line.action) {
      let isCrossed = value.map { line.isCrossed(by: $0) } ?? accounts[number].crossed[place]
      guard isCrossed else { continue }
      let level = value.flatMap { line.value(of: $0) }
      return Refusal(
        .marginBand,
        "\(what) is barred by the line \(line.action.rawValue): \(line.metric.rawValue)"
          + "\(line.basis == .haircut ? " after haircuts" : "") is "
          + "\(level?.description ?? "unknown"), at or beyond \(line.level)",
        have: level.map { Self.shown($0, line.metric.isHigherSafer ? .down : .up) },
        need: Self.shown(line.level, .halfEven))
    }
    return nil
  }

  /// A rate as a number of a refusal, which has fewer decimals.
  static func shown(_ rate: Rate, _ rounding: Rounding) -> Money {
    Money(raw: Int64(clamping: rounding.divide(Int128(rate.raw), by: 10_000)))
  }

  /// What an order that is placed now is warned of: a level at or beyond the alert line. Costs
  /// nothing while the account is known to be calm.
  func warning(_ number: Int) throws(RunFailure) -> (line: HealthLine, level: Rate?)? {
    guard accounts[number].mode != nil, !isCalm(number), hasDebt(number),
      let value = try valuation(number), rulebook.band(value) >= .alert
    else { return nil }
    let line = rulebook.line(.alert, value)
    return (line, line.value(of: value))
  }

  /// The words of a warning.
  func text(_ warning: (line: HealthLine, level: Rate?)) -> String {
    "\(warning.line.levelName) \(warning.level?.description ?? "none") is at or beyond the alert "
      + "line \(warning.line.level): add collateral, repay or make the position smaller"
  }

  /// Keeps and journals what an order is warned of.
  func warn(_ index: Int) throws(RunFailure) {
    let number = orders[index].account
    guard let warning = try warning(number) else { return }
    let message = text(warning)
    orderTexts.append(message)
    orders[index].warning = orderTexts.count - 1
    journal.record(
      .orderWarnings, cause: orders[index].event,
      [
        .time(clock), .number(orders[index].id), id(number), .text(warning.line.metric.rawValue),
        .exact(warning.level), .exact(warning.line.level), .text(message),
      ])
  }
}

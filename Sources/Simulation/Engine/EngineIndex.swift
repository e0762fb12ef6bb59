import Accounting
import Lending
import Margin
import MarketData
import Pricing
import Quantities

/// What became of the sources of an index, when, and what it cost.
extension Engine {
  /// Journals each change of a source's standing and of what an index stands on, once, and keeps
  /// count of the difference to the index as it would be with that source.
  func noteStandings(_ number: Int, _ result: IndexResult) {
    let noted = (pricings[number].index.computations, result.price)
    guard noted != pricings[number].noted else { return }
    pricings[number].noted = noted
    let isWhole = pricings[number].index.isWhole && result.origin == .sources
    if isWhole, pricings[number].isWhole { return }
    pricings[number].isWhole = isWhole
    let statuses = pricings[number].index.statuses
    for (source, status) in statuses.enumerated() {
      let state = status.rawValue
      let price = pricings[number].index.price(of: source)
      if status == .used {
        beginIfNew(number, source, state, price)
      } else {
        let other = pricings[number].index.price(admitting: source)
        note(number, source, state, price, IndexCost.difference(result.price, with: other))
      }
    }
    let state = result.origin.rawValue
    if result.origin == .sources {
      beginIfNew(number, statuses.count, state, nil)
    } else {
      let all = pricings[number].index.priceOfAll()
      note(number, statuses.count, state, all, IndexCost.difference(result.price, with: all))
    }
  }

  private func note(
    _ number: Int, _ place: Int, _ state: String, _ price: Price?, _ difference: Rate?
  ) {
    beginIfNew(number, place, state, price)
    pricings[number].standings[place]?.cost.note(difference, at: clock)
  }

  /// Where a source is something else than before, ends what it was and writes down what it is
  /// from now on.
  private func beginIfNew(_ number: Int, _ place: Int, _ state: String, _ price: Price?) {
    if pricings[number].standings[place]?.state == state { return }
    end(number, place, at: clock)
    standingCount += 1
    let standing = Standing(
      id: standingCount, event: journal.reserve(), state: state, since: clock, price: price,
      index: pricings[number].indexPrice)
    pricings[number].standings[place] = standing
    write(standing, number, place, end: nil)
  }

  private func end(_ number: Int, _ place: Int, at instant: Instant?) {
    guard var standing = pricings[number].standings[place] else { return }
    standing.cost.hold(until: clock)
    write(standing, number, place, end: instant)
  }

  /// Writes what is still in force at the end of a run, with the cost so far.
  func writeStandings() {
    for number in pricings.indices {
      for place in pricings[number].standings.indices { end(number, place, at: nil) }
    }
  }

  private func write(_ standing: Standing, _ number: Int, _ place: Int, end: Instant?) {
    let input = name(number, place)
    journal.record(
      .indexSources, cause: nil, as: standing.event,
      [
        .number(standing.id), .time(standing.since), .time(end),
        .number(pricings[number].instrument.index), input.venue, input.symbol,
        .text(standing.state), .exact(standing.price), .exact(standing.index),
        .exact(standing.cost.mean), .exact(standing.cost.meanSize), .exact(standing.cost.worst),
        .time(standing.cost.worstAt), .integer(standing.cost.known.nanoseconds),
      ])
  }

  /// Venue and symbol of a source; of the index itself neither.
  private func name(_ number: Int, _ place: Int) -> (venue: Field, symbol: Field) {
    let inputs = pricings[number].inputs
    guard place < inputs.count else { return (.null, .null) }
    return (.text(inputs[place].venue), .text(inputs[place].symbol))
  }

  /// What an account would be worth at this instant if a source that is out of an index were in
  /// it, one row for each such source: what being left out did to an alert or a liquidation. It
  /// looks at this instant alone, not at what the account might have done before.
  func noteIndexEffects(_ number: Int, _ value: Valuation, cause: Int) throws(RunFailure) {
    guard [.index, .mark].contains(rulebook.priceForLiquidation) else { return }
    for pricing in pricings.indices where concerns(number, pricing) {
      for (place, standing) in pricings[pricing].standings.enumerated() {
        guard let standing, standing.state != SourceStatus.used.rawValue,
          standing.state != IndexResult.Origin.sources.rawValue
        else { continue }
        let isSource = place < pricings[pricing].inputs.count
        let other =
          isSource
          ? pricings[pricing].index.price(admitting: place) : pricings[pricing].index.priceOfAll()
        try writeEffect(number, value, pricing, place, standing.state, other, cause)
      }
    }
  }

  private func writeEffect(
    _ number: Int, _ value: Valuation, _ pricing: Int, _ place: Int, _ state: String,
    _ other: Price?, _ cause: Int
  ) throws(RunFailure) {
    var with: Valuation?
    if let other { with = try valuation(number, pricing, index: other) }
    let input = name(pricing, place)
    let health = rulebook.health
    journal.record(
      .indexEffects, cause: cause,
      [
        .time(clock), .number(pricings[pricing].instrument.index), input.venue, input.symbol,
        .text(state), id(number), .exact(pricings[pricing].indexPrice), .exact(other),
        .exact(value.equity), .exact(with?.equity), .exact(health.metric.level(value)),
        .exact(with.flatMap { health.metric.level($0) }), .text(rulebook.band(value).word),
        .optional(with.map { rulebook.band($0).word }),
      ])
  }

  /// Whether the account holds or owes what an index prices.
  private func concerns(_ number: Int, _ pricing: Int) -> Bool {
    let id = pricings[pricing].instrument
    let base = world.base[id.index]
    guard world.quote[id.index] == accounts[number].quote,
      accounts[number].assets.contains(base)
    else { return false }
    return ledger.balance(accounts[number].ledger, base).total != .zero
      || loans.debt(number, base).total != .zero
  }

  /// The valuation of an account with another price of one index, and the mark that follows.
  private func valuation(
    _ number: Int, _ pricing: Int, index: Price
  ) throws(RunFailure) -> Valuation? {
    let before = (pricings[pricing].indexPrice, pricings[pricing].markPrice)
    defer { (pricings[pricing].indexPrice, pricings[pricing].markPrice) = before }
    pricings[pricing].indexPrice = index
    pricings[pricing].markPrice = try mark(pricing, index: index)?.price
    return try valuation(number)
  }
}

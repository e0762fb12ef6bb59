import Liquidation
import Margin
import MarketData
import Matching
import Quantities

/// In which order the positions of a liquidation are closed, and by which orders.
extension Engine {
  /// The places of an account's positions in the order of the rulebook's selection.
  func closingOrder(
    _ number: Int, _ rows: [Holding], _ quote: Int
  ) throws(RunFailure) -> [Int] {
    let places = rows.indices.filter { $0 != quote && rows[$0].net != .zero }
    var equity = Money.zero
    for row in rows {
      equity += try exact { () throws(QuantityError) in
        try row.price.value(of: row.balance, .down) - row.price.value(of: row.debt, .up)
      }
    }
    var candidates: [CloseCandidate] = []
    for place in places { candidates.append(try candidate(number, rows[place], place)) }
    let order = try exact { () throws(QuantityError) in
      try rulebook.risk.selection.order(candidates, equity: equity)
    }
    return order.map { places[$0] }
  }

  private func candidate(
    _ number: Int, _ row: Holding, _ place: Int
  ) throws(RunFailure) -> CloseCandidate {
    let asset = accounts[number].assets[place]
    let notional = try exact { () throws(QuantityError) in
      try row.price.value(of: row.net.magnitude, .up)
    }
    guard let id = world.market(pricing: asset, in: accounts[number].quote) else {
      return CloseCandidate(
        liquidity: .one, profit: .zero, notional: notional, volatility: try volatilityScore(of: nil)
      )
    }
    return CloseCandidate(
      liquidity: liquidityScore(id, Quantity(row.net)) ?? .one,
      profit: try unrealised(number, id, at: row.price), notional: notional,
      volatility: try volatilityScore(of: id))
  }

  /// The profit of the open position of a market at a price; zero without one.
  private func unrealised(
    _ number: Int, _ id: InstrumentID, at price: Price
  ) throws(RunFailure) -> Money {
    let position = accounts[number].positions[id.index]
    let value = Int128(position.quantity.raw) * Int128(price.raw) - position.cost
    return Money(
      raw: Int64(clamping: Rounding.halfEven.divide(value, by: 100_000_000)))
  }

  /// Of a market, as a score from zero to one; an unknown one is that of the usual market.
  func volatilityScore(of id: InstrumentID?) throws(RunFailure) -> Rate {
    let parameters = rulebook.risk.parameters
    let annual = id.flatMap { daily.volatility($0, at: clock, days: parameters.lookbackDays) }
    return try exact { () throws(QuantityError) in
      try parameters.volatilityScore(annual ?? parameters.volatilityIndex)
    }
  }

  /// How the next order of a close goes out.
  func style(
    _ index: Int, _ id: InstrumentID, _ side: Side, _ quantity: Quantity
  ) throws(RunFailure) -> CloseExecution {
    let rule = rulebook.risk.executionRule
    let lot = world.instruments[id.index].lot
    let isSpent = liquidations[index].attempts >= rule.stepBudget
    guard rulebook.risk.execution != .market, !isSpent,
      let depth = closingDepth(id, side, within: rulebook.risk.parameters.depthWithin)
    else {
      return .market
    }
    guard let fillable = try fillablePrice(index, id, side) else { return .market }
    switch rulebook.risk.execution {
    case .market: return .market
    case .limitFillable: return .limit(fillable)
    case .iceberg:
      let chunk = try exact { () throws(QuantityError) in
        max(lot, try depth.scaled(by: rule.depthShare, .down).rounded(to: lot, .down))
      }
      return chunk >= quantity ? .market : .iceberg(chunk: chunk)
    case .byBook:
      return try exact { () throws(QuantityError) in
        try rule.choose(
          quantity, depth: depth, lot: lot, stepsTaken: liquidations[index].attempts,
          fillable: fillable)
      }
    }
  }

  /// The limit at which a taker gains by taking part of the account over (rulebook section 8), on
  /// the tick grid, rounded towards being filled; nil where it has no such price.
  private func fillablePrice(
    _ index: Int, _ id: InstrumentID, _ side: Side
  ) throws(RunFailure) -> Price? {
    let number = liquidations[index].account
    guard let value = try valuation(number), value.maintenance > .zero, value.exposure > .zero,
      let (rows, _) = holdings(number),
      let place = accounts[number].assets.firstIndex(of: world.base[id.index])
    else { return nil }
    let row = rows[place]
    let raw = try? FillablePrice.price(
      size: Quantity(row.net), price: row.price, equity: value.equity,
      maintenance: value.maintenance,
      ofPosition: value.maintenance.share(
        row.price.value(of: row.net.magnitude, .up), of: value.exposure, .up),
      adjustment: .one, spread: rulebook.risk.fillableSpread)
    guard let raw, raw > .zero else { return nil }
    return world.instruments[id.index].wholeTicks(raw, side.opposite)
  }

  /// The worst price within the reach that counts: a chunk goes no further.
  func edge(_ id: InstrumentID, _ side: Side) throws(RunFailure) -> Price? {
    guard let mid = markets[id.index].mid else { return nil }
    let reach = try exact { () throws(QuantityError) in
      try mid.scaled(by: rulebook.risk.parameters.depthWithin, .down)
    }
    guard let worst = try? mid.adding(side == .buy ? reach : -reach), worst > .zero else {
      return nil
    }
    return world.instruments[id.index].wholeTicks(worst, side.opposite)
  }
}

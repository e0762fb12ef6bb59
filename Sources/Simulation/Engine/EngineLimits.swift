import Accounting
import Margin
import MarketData
import Matching
import Quantities
import Strategies

/// What an account would hold after an order, its other open orders filled on whichever side makes
/// it larger. In the account's quote currency, at the price that margin is valued at.
struct ExposureReading: Hashable, Sendable {
  /// Of the order's asset, without the order and with it.
  var before: Money
  var after: Money
  /// Of all assets, with the order.
  var gross: Money
  var value: Valuation

  /// The order's asset as a share of the gross notional. Where that is less than the equity, of the
  /// equity: a first position is not concentrated because it is the first.
  func concentration() throws(QuantityError) -> Rate {
    let whole = max(gross, value.equity)
    return whole > .zero ? try after.ratio(to: whole, .up) : .one
  }

  /// Gross notional over equity, nil where there is no equity.
  var leverage: Rate? { Self.leverage(gross, value.equity) }

  /// The same of any notional; rounded up, and held to 9.2 million.
  static func leverage(_ notional: Money, _ equity: Money) -> Rate? {
    guard equity > .zero else { return nil }
    let wide = Int128(notional.raw) * Int128(Rate.one.raw)
    return Rate(raw: Int64(clamping: Rounding.up.divide(wide, by: Int128(equity.raw))))
  }
}

/// The venue's limits on orders. Nothing here is done where the rulebook has none. What makes a
/// position smaller is never refused, nor is an order of a liquidation.
extension Engine {
  /// `leverage`: above what symbol, tier, volatility, liquidity, rating and risk allow.
  func checkLeverage(_ order: OrderState, _ cost: BookCost?) throws(QuantityError) -> Refusal? {
    guard let state = exposure, state.rules.leverage != nil,
      let reading = try limitedReading(order, cost)
    else { return nil }
    guard let requested = reading.leverage else {
      return Refusal(
        .leverage, "an account without equity may not trade on", have: reading.value.equity,
        need: reading.gross, allowed: .zero)
    }
    switch try leverageAnswer(
      order.account, order.instrument, requested, closing: position(after: order), reading.value)
    {
    case .success: return nil
    case .failure(let refusal):
      var refusal = refusal
      refusal.have = ExposureReading.leverage(reading.value.exposure, reading.value.equity)
        .map(Self.shown)
      return refusal
    }
  }

  /// What a leverage request comes to: what is allowed, or the refusal.
  func leverageAnswer(
    _ number: Int, _ id: InstrumentID, _ requested: Rate, closing position: Quantity,
    _ value: Valuation
  ) throws(QuantityError) -> Result<Rate, Refusal> {
    guard let state = exposure, let rule = state.rules.leverage else {
      return .success(min(rulebook.maxLeverage, rulebook.maintenance.table.maxLeverage))
    }
    guard let allowed = try allowedLeverage(number, id, closing: position, value) else {
      return .failure(
        Refusal(
          .leverage, "volatility or liquidity of \(world.instruments[id.index].name) is unknown",
          need: Self.shown(requested)))
    }
    let own = state.accounts[number].ownLeverage[id.index]
    let objection = rule.objection(
      to: requested, allowed: allowed, risk: riskBand(number, value), own: own)
    guard let objection else { return .success(allowed) }
    let text =
      switch objection.reason {
      case .limit: "the market, the user and the moment allow"
      case .highRisk: "the account's risk is high, which allows"
      case .own: "the account was set to"
      }
    return .failure(
      Refusal(
        .leverage, "a leverage of \(requested), \(text) \(objection.allowed)",
        need: Self.shown(requested), allowed: Self.shown(objection.allowed)))
  }

  /// The most that the factors of the moment allow; nil where one that is unknown refuses.
  private func allowedLeverage(
    _ number: Int, _ id: InstrumentID, closing position: Quantity, _ value: Valuation
  ) throws(QuantityError) -> Rate? {
    guard let state = exposure, let rule = state.rules.leverage else { return nil }
    let market = world.instruments[id.index].name
    let parameters = rulebook.risk.parameters
    let table = rulebook.maintenance.table
    let venue = min(rulebook.maxLeverage, table.maxLeverage)
    let usual =
      table.method == .flat ? parameters.symbolMaxLeverage : table.tiers[0].maxLeverage
    var factors = LeverageFactors(base: min(rule.bases[market] ?? usual, venue))
    let tier = state.labels[accounts[number].owner].tier
    factors.tier =
      tier.flatMap { RiskParameters.factor($0, in: parameters.userTiers) } ?? .one
    factors.rating = rating(number, value)
    guard
      let volatility = rule.factor(parameters.volatilityLeverage, state.volatility[id.index]),
      let liquidity = rule.factor(parameters.liquidityLeverage, liquidityScore(id, position))
    else { return nil }
    factors.volatility = volatility
    factors.liquidity = liquidity
    let allowed = min(try parameters.leverage(factors), venue)
    guard let dynamic = state.rules.limits?.dynamic else { return allowed }
    guard let factor = try dynamicFactor(number, dynamic, value) else { return nil }
    let limits = try parameters.limits(RiskLimits(maxLeverage: venue), factor: factor)
    return limits.maxLeverage.map { min(allowed, $0) }
  }

  /// The factor of the account's rating: of its owner's label, else of its band.
  private func rating(_ number: Int, _ value: Valuation) -> Rate {
    rulebook.risk.parameters.rating(
      label: exposure?.labels[accounts[number].owner].rating, band: rulebook.band(value))
  }

  /// The worse of the margin level's band and of the overall risk at the last look (C37).
  func riskBand(_ number: Int, _ value: Valuation) -> Band {
    let grade = exposure?.accounts[number].score.map { RiskGrade(score: $0).band } ?? .normal
    return max(rulebook.band(value), grade)
  }

  /// `position_limit`, `concentration`, `daily_loss`, in this order.
  func checkLimits(_ order: OrderState, _ cost: BookCost?) throws(QuantityError) -> Refusal? {
    guard let base = exposure?.rules.limits, !base.isEmpty,
      let reading = try limitedReading(order, cost)
    else { return nil }
    let number = order.account
    guard let limits = try limits(number, base, reading.value) else {
      return Refusal(
        .positionLimit, "the volatility of the market is unknown, and the limits need it",
        need: reading.after, allowed: .zero)
    }
    let asset = world.assets[world.base[order.instrument.index].index]
    if let most = limits.maxPosition, reading.after > most {
      return Refusal(
        .positionLimit, "\(reading.after) of \(asset), at most \(most) is allowed now",
        have: reading.before, need: reading.after, allowed: most)
    }
    if let most = limits.maxConcentration {
      let share = try reading.concentration()
      if share > most {
        return Refusal(
          .concentration, "\(asset) would be \(share) of all, at most \(most) is allowed now",
          need: Self.shown(share), allowed: Self.shown(most))
      }
    }
    guard let most = limits.maxDailyLoss, let state = exposure?.accounts[number] else { return nil }
    let loss = state.dailyLoss(
      equity: reading.value.equity, transfer: accounts[number].netTransferIn)
    guard loss >= most else { return nil }
    return Refusal(
      .dailyLoss, "\(loss) was lost today, trading on is allowed below \(most)", have: loss,
      allowed: most)
  }

  /// The limits of an account now; nil where something unknown refuses.
  private func limits(
    _ number: Int, _ base: BaseLimits, _ value: Valuation
  ) throws(QuantityError) -> RiskLimits? {
    guard let state = exposure?.accounts[number] else { return nil }
    let worth = state.dailyBase(transfer: accounts[number].netTransferIn)
    let daily = try base.dailyLoss.map { share throws(QuantityError) in
      try worth.scaled(by: share, .down)
    }
    let whole = RiskLimits(
      maxPosition: base.position, maxDailyLoss: daily, maxConcentration: base.concentration)
    guard let dynamic = base.dynamic else { return whole }
    guard let factor = try dynamicFactor(number, dynamic, value) else { return nil }
    return try rulebook.risk.parameters.limits(whole, factor: factor)
  }

  /// What limits that breathe are multiplied by now; nil where an unknown volatility refuses.
  func dynamicFactor(
    _ number: Int, _ whenUndefined: WhenUndefined, _ value: Valuation
  ) throws(QuantityError) -> Rate? {
    let parameters = rulebook.risk.parameters
    guard let state = exposure,
      let market = parameters.marketFactor(state.marketVolatility, whenUndefined)
    else { return nil }
    return try parameters.limitFactor(
      market: market, rating: rating(number, value),
      performance: state.accounts[number].performance)
  }

  /// The reading of an order that limits apply to: of a margin account, not of a liquidation, and
  /// making its position larger. nil for others, and where a price is unknown.
  private func limitedReading(_ order: OrderState, _ cost: BookCost?) throws(QuantityError)
    -> ExposureReading?
  {
    guard order.liquidation == nil, accounts[order.account].mode != nil,
      let reading = try exposureReading(order, cost), reading.after > reading.before
    else { return nil }
    return reading
  }

  /// What an account would hold after an order; a market order counts with what it would get. nil
  /// where a price is unknown. O(assets x open orders).
  func exposureReading(_ order: OrderState, _ cost: BookCost?) throws(QuantityError)
    -> ExposureReading?
  {
    let number = order.account
    guard let (rows, quote) = holdings(number) else { return nil }
    let value = try rules[number].value(rows, quoteIndex: quote)
    let base = world.base[order.instrument.index]
    var reading = ExposureReading(before: .zero, after: .zero, gross: .zero, value: value)
    for (place, asset) in accounts[number].assets.enumerated() where place != quote {
      var (buys, sells) = try openOrders(of: number, on: asset, except: order.id)
      let before = try Self.worst(rows[place], buys, sells)
      var after = before
      if asset == base {
        let quantity = Money(cost?.quantity ?? order.remaining)
        if order.side == .buy {
          buys = try buys.adding(quantity)
        } else {
          sells = try sells.adding(quantity)
        }
        after = try Self.worst(rows[place], buys, sells)
        (reading.before, reading.after) = (before, after)
      }
      reading.gross = try reading.gross.adding(after)
    }
    return reading
  }

  private static func worst(
    _ row: Holding, _ buys: Money, _ sells: Money
  ) throws(QuantityError) -> Money {
    let long = try row.net.adding(buys)
    let short = try row.net.adding(-sells)
    return max(
      try row.price.value(of: max(long, -long), .up),
      try row.price.value(of: max(short, -short), .up))
  }

  /// What open orders may still buy and sell of an asset; those that only reduce, and those that
  /// wait for a price, are left out.
  private func openOrders(
    of number: Int, on asset: AssetID, except id: Int
  ) throws(QuantityError) -> (buys: Money, sells: Money) {
    var sums = (buys: Money.zero, sells: Money.zero)
    for place in accounts[number].open.places {
      let order = orders[place]
      guard order.id != id, world.base[order.instrument.index] == asset, !order.isReduceOnly,
        order.stop == nil || order.triggered != nil
      else { continue }
      if order.side == .buy {
        sums.buys = try sums.buys.adding(Money(order.remaining))
      } else {
        sums.sells = try sums.sells.adding(Money(order.remaining))
      }
    }
    return sums
  }

  private func position(after order: OrderState) -> Quantity {
    netBase(order.account, order.instrument)
      + (order.side == .buy ? order.remaining : -order.remaining)
  }

  /// How much of a position the book would take within the depth that counts, 0 to 1; nil where the
  /// market shows no book.
  func liquidityScore(_ id: InstrumentID, _ position: Quantity) -> Rate? {
    let side: Side = position >= .zero ? .sell : .buy
    return closingDepth(id, side, within: rulebook.risk.parameters.depthWithin).map {
      RiskScore.liquidity(depth: $0, position: position)
    }
  }

  /// A rate as a number of a refusal, which has fewer decimals; rounded down.
  private static func shown(_ rate: Rate) -> Money {
    Money(raw: Int64(Rounding.down.divide(Int128(rate.raw), by: 10_000)))
  }
}

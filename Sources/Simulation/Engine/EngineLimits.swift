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
    var objection = rule.objection(
      to: requested, allowed: allowed, risk: riskBand(number, value))
    if objection == nil, let own, requested > own {
      objection = LeverageObjection(reason: .own, allowed: own, requested: requested)
    }
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
    let venue = min(rulebook.maxLeverage, rulebook.maintenance.table.maxLeverage)
    var factors = LeverageFactors(base: min(rule.bases[market] ?? venue, venue))
    let labels = state.labels[accounts[number].owner]
    factors.tier = labels.tier.flatMap { rule.tiers[$0] } ?? .one
    factors.rating = rule.rating(labels.rating, rulebook.health.band(value))
    guard let volatility = rule.factor(rule.volatility, state.volatility[id.index]),
      let liquidity = rule.factor(rule.liquidity, liquidityScore(id, position))
    else { return nil }
    factors.volatility = volatility
    factors.liquidity = liquidity
    var allowed = min(try rule.allowed(factors), venue)
    if let dynamic = state.rules.limits?.dynamic {
      guard let factor = try dynamicFactor(number, dynamic) else { return nil }
      let base = RiskLimits(
        maxLeverage: venue, maxPosition: nil, maxDailyLoss: nil, maxConcentration: nil)
      allowed = min(allowed, try dynamic.limits(base, factor: factor).maxLeverage ?? allowed)
    }
    return allowed
  }

  /// The worse of the margin level's band and of the overall risk at the last look (C37).
  func riskBand(_ number: Int, _ value: Valuation) -> Band {
    let grade = exposure?.accounts[number].score.map { RiskGrade(score: $0).band } ?? .normal
    return max(rulebook.health.band(value), grade)
  }

  /// `position_limit`, `concentration`, `daily_loss`, in this order.
  func checkLimits(_ order: OrderState, _ cost: BookCost?) throws(QuantityError) -> Refusal? {
    guard let base = exposure?.rules.limits, !base.isEmpty,
      let reading = try limitedReading(order, cost)
    else { return nil }
    let number = order.account
    guard let limits = try limits(number, base) else {
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
  func limits(_ number: Int, _ base: BaseLimits) throws(QuantityError) -> RiskLimits? {
    guard let state = exposure?.accounts[number] else { return nil }
    let worth = state.dailyBase(transfer: accounts[number].netTransferIn)
    let daily = try base.dailyLoss.map { share throws(QuantityError) in
      try worth.scaled(by: share, .down)
    }
    let whole = RiskLimits(
      maxLeverage: nil, maxPosition: base.position, maxDailyLoss: daily,
      maxConcentration: base.concentration)
    guard let dynamic = base.dynamic else { return whole }
    guard let factor = try dynamicFactor(number, dynamic) else { return nil }
    return try dynamic.limits(whole, factor: factor)
  }

  func dynamicFactor(_ number: Int, _ rule: DynamicLimitRule) throws(QuantityError) -> Rate? {
    guard let state = exposure else { return nil }
    return try rule.factor(
      volatility: state.marketVolatility, rating: state.labels[accounts[number].owner].rating,
      state.accounts[number].performance)
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
    let value = try rulebook.maintenance.value(rows, quoteIndex: quote)
    let base = world.base[order.instrument.index]
    var reading = ExposureReading(before: .zero, after: .zero, gross: .zero, value: value)
    for (place, asset) in accounts[number].assets.enumerated() where place != quote {
      var (buys, sells) = openOrders(of: number, on: asset, except: order.id)
      let before = try Self.worst(rows[place], buys, sells)
      var after = before
      if asset == base {
        let quantity = Money(cost?.quantity ?? order.remaining)
        if order.side == .buy { buys += quantity } else { sells += quantity }
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
  ) -> (buys: Money, sells: Money) {
    var sums = (buys: Money.zero, sells: Money.zero)
    for place in accounts[number].open.places {
      let order = orders[place]
      guard order.id != id, world.base[order.instrument.index] == asset, !order.isReduceOnly,
        order.stop == nil || order.triggered != nil
      else { continue }
      if order.side == .buy {
        sums.buys += Money(order.remaining)
      } else {
        sums.sells += Money(order.remaining)
      }
    }
    return sums
  }

  private func position(after order: OrderState) -> Quantity {
    netBase(order.account, order.instrument)
      + (order.side == .buy ? order.remaining : -order.remaining)
  }

  /// How much of a position the book would take within the depth that counts, 0 to 1; nil where the
  /// market shows no depth.
  func liquidityScore(_ id: InstrumentID, _ position: Quantity) -> Rate? {
    guard let state = exposure, markets[id.index].offersDepth else { return nil }
    let side: Side = position >= .zero ? .buy : .sell
    let depth = markets[id.index].depth(side, within: state.rules.sampling.depth)
    return LiquidityRisk.score(depth: depth, position: position)
  }

  /// A rate as a number of a refusal, which has fewer decimals; rounded down.
  private static func shown(_ rate: Rate) -> Money {
    Money(raw: Int64(Rounding.down.divide(Int128(rate.raw), by: 10_000)))
  }
}

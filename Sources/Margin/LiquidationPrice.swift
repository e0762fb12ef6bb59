public import Quantities

extension MaintenanceRule {
  /// The price of one asset at which the account would reach its liquidation line, everything
  /// else held still; nil without debt, without a stake in that asset, or where no price from the
  /// smallest one to a thousand times the current one does it. At the current price if the
  /// account is in liquidation already.
  ///
  /// `lines` are further lines of liquidation, such as those on collateral after haircuts.
  /// Found by bisection on the exact valuation, to the smallest unit of price: the nearest such
  /// price below the current one for a long, above it for a short; where there is none, the
  /// nearest on the other side (a debt ratio can fall while a small net long gains). Tiers are
  /// those at the candidate price (rulebook section 5). O(60 * tiers * holdings).
  public func liquidationPrice(
    _ holdings: [Holding], quoteIndex: Int, asset: Int, health: HealthRule,
    lines: [HealthLine] = []
  ) throws(QuantityError) -> Price? {
    let stake = holdings[asset]
    let now = try value(holdings, quoteIndex: quoteIndex)
    guard asset != quoteIndex, now.hasDebt, stake.balance != .zero || stake.debt != .zero else {
      return nil
    }
    var probe = PriceProbe(
      rule: self, health: health, lines: lines, quoteIndex: quoteIndex, asset: asset,
      holdings: holdings)
    if probe.isLiquidated(now) { return stake.price }
    let ends = [1, probe.highest(above: stake.price.raw)]
    for end in stake.net > .zero ? ends : ends.reversed() {
      if let found = probe.firstLiquidated(from: stake.price.raw, to: end) {
        return Price(raw: found)
      }
    }
    return nil
  }
}

/// An account as a function of the price of one asset.
private struct PriceProbe {
  let rule: MaintenanceRule
  let health: HealthRule
  let lines: [HealthLine]
  let quoteIndex: Int
  let asset: Int
  var holdings: [Holding]

  /// Nil where the account's values, or sums of a few of them, do not fit.
  private mutating func valuation(_ raw: Int64) -> Valuation? {
    holdings[asset].price = Price(raw: raw)
    guard let value = try? rule.value(holdings, quoteIndex: quoteIndex) else { return nil }
    let parts = [value.assets, value.debt, value.maintenance, value.closeFees]
    return parts.allSatisfy { $0.raw.magnitude < 1 << 61 } ? value : nil
  }

  private mutating func isLiquidated(_ raw: Int64) -> Bool {
    valuation(raw).map { isLiquidated($0) } ?? false
  }

  func isLiquidated(_ value: Valuation) -> Bool {
    health.band(value) == .liquidation || lines.contains { $0.isCrossed(by: value) }
  }

  private mutating func tier(_ raw: Int64) -> Int? {
    valuation(raw).map { rule.table.index(of: rule.tierValue($0)) }
  }

  /// A thousand times `price`, or as much of it as the account's values can bear.
  mutating func highest(above price: Int64) -> Int64 {
    var end = min(price, Int64.max / 1000) * 1000
    while end > price, valuation(end) == nil { end = price + (end - price) / 2 }
    return end
  }

  /// The liquidated price nearest to `start`, which is safe, on the way to `end`. Tier by tier:
  /// only within a tier is the way from safe to liquidated passed at most once.
  mutating func firstLiquidated(from start: Int64, to end: Int64) -> Int64? {
    var safe = start
    while safe != end {
      let here = tier(safe)
      var last = end
      if tier(end) != here {
        last = boundary(safe, end) { probe, raw in probe.tier(raw) != here }.before
      }
      if isLiquidated(last) {
        return boundary(safe, last) { probe, raw in probe.isLiquidated(raw) }.after
      }
      if last == end { return nil }
      safe = last + (end - start).signum()
      if isLiquidated(safe) { return safe }
    }
    return nil
  }

  /// The two neighbours between which `test` turns true, on the way from `from`, where it is
  /// false, to `to`, where it is true.
  private mutating func boundary(
    _ from: Int64, _ to: Int64, _ test: (inout PriceProbe, Int64) -> Bool
  ) -> (before: Int64, after: Int64) {
    var (before, after) = (from, to)
    while abs(after - before) > 1 {
      let middle = before + (after - before) / 2
      if test(&self, middle) { after = middle } else { before = middle }
    }
    return (before, after)
  }
}

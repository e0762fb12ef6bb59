internal import MarketData
internal import Quantities

/// The levels of a synthetic book around the last price. A level is found by its rank in O(1), the
/// next one that holds a lot in O(log n); nothing is stored for a level.
struct SyntheticBook: Sendable {
  private let rule: SyntheticDepth
  private let curve: DepthCurve
  private let tick: Int128
  private let lot: Int128
  private var last: Price?
  private var bought: Price?
  private var sold: Price?

  init(_ rule: SyntheticDepth, _ instrument: Instrument) {
    self.rule = rule
    curve = DepthCurve(exponent: rule.exponent)
    tick = Int128(instrument.tick.raw)
    lot = Int128(instrument.lot.raw)
  }

  /// The price that the book stands around changes.
  mutating func note(_ price: Price, aggressor: Side? = nil) {
    last = price
    if aggressor == .buy { bought = price }
    if aggressor == .sell { sold = price }
  }

  /// The first level behind `rank` (-1: the best) that holds at least a lot.
  func level(_ side: Side, behind rank: Int) -> (rank: Int, level: BookLevel)? {
    guard let last, last > .zero else { return nil }
    let step = step(last)
    let before = rank < 0 ? 0 : cumulative(rank, last, step)
    var low = rank + 1
    var high = Self.lastRank(last, step)
    guard high >= low, cumulative(high, last, step) > before else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if cumulative(middle, last, step) > before { high = middle } else { low = middle + 1 }
    }
    guard let price = price(side, low, last, step) else { return nil }
    let size = cumulative(low, last, step) - before
    return (low, BookLevel(price: price, size: Quantity(raw: Int64(clamping: size))))
  }

  /// The rank of the step that a price lies in.
  func rank(_ side: Side, of price: Price) -> Int {
    guard let last, let best = self.price(side, 0, last, step(last)) else { return 0 }
    let away = Int128(price.raw) - Int128(best.raw)
    return Int(max(0, (side == .buy ? -away : away) / step(last)))
  }

  /// A basis point of the price in whole ticks, at least one.
  private func step(_ last: Price) -> Int128 {
    max(1, Rounding.up.divide(Int128(last.raw), by: 10_000 * tick)) * tick
  }

  private static func lastRank(_ last: Price, _ step: Int128) -> Int {
    Int(max(0, min(Int128(DepthCurve.reach), Int128(last.raw) / (10 * step)) - 1))
  }

  /// All that stands from the best price to the end of step `rank`, in whole lots.
  private func cumulative(_ rank: Int, _ last: Price, _ step: Int128) -> Int128 {
    let distance = Int128(rank + 1) * step * Int128(Rate.one.raw) / Int128(last.raw)
    let whole: Int128 =
      switch rule.depth {
      case .base(let quantity): Int128(quantity.raw)
      case .quote(let money): Int128(money.raw) * 100_000_000 / Int128(last.raw)
      }
    return whole * curve.share(distance) / Int128(Rate.one.raw) / lot * lot
  }

  private func price(_ side: Side, _ rank: Int, _ last: Price, _ step: Int128) -> Price? {
    let half = halfSpread(last)
    let bid = Rounding.down.divide(Int128(last.raw) - half, by: tick) * tick
    let ask = Rounding.up.divide(Int128(last.raw) + half, by: tick) * tick
    let best = side == .buy ? (bid == ask ? bid - tick : bid) : ask
    let raw = side == .buy ? best - Int128(rank) * step : best + Int128(rank) * step
    return raw > 0 ? Int64(exactly: raw).map { Price(raw: $0) } : nil
  }

  private func halfSpread(_ last: Price) -> Int128 {
    switch rule.spread {
    case .fraction(let rate): return Int128(last.raw) * Int128(rate.raw) / Int128(2 * Rate.one.raw)
    case .data:
      guard let bought, let sold else { return tick / 2 }
      return max(tick, Int128(bought.raw) - Int128(sold.raw)) / 2
    }
  }
}

import MarketData
import Matching
import Quantities

/// How deep the books are, for reports.
extension Engine {
  /// The bands of depth, in basis points of the middle.
  static let bands: [Int64] = [5, 10, 50, 100]

  /// What stood on the side that a liquidation order takes from.
  struct DepthView {
    var side: Side
    var best: Price?
    /// The worst price of each band, from the middle before the order.
    var worst: [Price]
    var sizes: [Quantity]
  }

  /// Samples depth and spread of the traded markets that have levels, and what our orders did.
  func sampleDepth() {
    for id in world.traded where markets[id.index].offersDepth {
      let market = markets[id.index]
      guard let bid = market.bestBid, let ask = market.bestAsk, !market.isCrossed else { continue }
      let sizes = [Side.buy, .sell].flatMap { side in
        Self.bands.map { market.depth(side, within: Rate.basisPoints($0)) }
      }
      journal.note(
        .depth,
        [.time(clock), .number(id.index), .exact(ask.price - bid.price)]
          + sizes.map { .exact($0) })
    }
    sampleImpact()
  }

  /// The depth before an order of a liquidation, nil where no levels are known.
  func liquidationDepth(_ id: InstrumentID, _ side: Side) -> DepthView? {
    let market = markets[id.index]
    guard market.offersDepth, let mid = market.mid else { return nil }
    let taken = side.opposite
    let worst = Self.bands.map { band in
      let away = Rounding.down.divide(Int128(mid.raw) * Int128(band), by: 10_000)
      return Price(raw: mid.raw + Int64(taken == .sell ? away : -away))
    }
    return DepthView(
      side: taken, best: market.best(taken)?.price, worst: worst,
      sizes: worst.map { market.depth(taken, to: $0) })
  }

  /// Journals what an order of a liquidation found and left.
  func journalDepth(_ before: DepthView?, of order: OrderState, _ index: Int) {
    guard let before else { return }
    let market = markets[order.instrument.index]
    let after = before.worst.map { market.depth(before.side, to: $0) }
    journal.record(
      .liquidationDepth, cause: order.event,
      [
        .time(clock), .number(index + 1), .number(order.id), .number(order.instrument.index),
        .text(order.side.word), .exact(order.filled), .exact(before.best),
        .exact(market.best(before.side)?.price),
      ] + (before.sizes + after).map { .exact($0) })
  }
}

public import MarketData
public import Quantities

/// Market data as it comes, and the resting orders it meets. Fills are appended, never removed.
extension Market {
  /// Applies a row of a book (only where `liquidity` is `book`); `sequence` is the venue's update
  /// id, zero where unknown. Resting orders are met at the end of a message.
  @inlinable public mutating func apply(
    _ row: DeltaRow, sequence: Int64 = 0, into fills: inout [Fill]
  ) {
    guard case .book = liquidity else { return }
    updated = row.ts
    depth.apply(row, sequence: sequence)
    if restingCount > 0, !isHalted, depth.isBetweenMessages { meetDepth(row.ts, &fills) }
  }

  /// Applies best quotes (only where `liquidity` is `quotes`). A side that repeats its price and
  /// size is not written again: what was taken from it stays taken.
  public mutating func apply(_ row: QuoteRow, into fills: inout [Fill]) {
    guard case .quotes = liquidity else { return }
    updated = row.ts
    if quote?.bid != row.bid || quote?.bidSize != row.bidSize {
      depth.replace(.buy, with: row.bid, row.bidSize)
    }
    if quote?.ask != row.ask || quote?.askSize != row.askSize {
      depth.replace(.sell, with: row.ask, row.askSize)
    }
    quote = row
    if restingCount > 0, !isHalted { meetDepth(row.ts, &fills) }
  }

  /// Applies a trade: the last price, and fills of resting orders whose limit it went through, up
  /// to its size.
  @inlinable public mutating func apply(_ row: TradeRow, into fills: inout [Fill]) {
    if case .trades = liquidity { updated = row.ts }
    trade = row.price
    if restingCount > 0, !isHalted { meetPrice(row.price, row.size, row.ts, &fills) }
  }

  /// Applies one step of a bar (only where `liquidity` is `bars`): the last price, and fills of
  /// resting orders whose limit it went through, up to the share of the volume that may be taken.
  public mutating func apply(_ step: BarStep, into fills: inout [Fill]) {
    guard liquidity == .bars else { return }
    updated = step.ts
    trade = step.price
    if step.opensBar {
      barVolume = step.volume
      barTaken = .zero
    }
    if restingCount > 0, !isHalted {
      barTaken += meetPrice(step.price, takeable, step.ts, &fills)
    }
  }

  /// What the current bar still offers, in whole lots; without a limit as much as can be asked.
  var takeable: Quantity {
    guard liquidity == .bars, let limit = rules.slippage.volumeShareLimit else { return .greatest }
    guard let barVolume else { return .zero }
    let share = Rounding.down.divide(
      Int128(barVolume.raw) * Int128(limit.raw), by: Int128(Rate.one.raw))
    let left = Quantity(raw: Int64(clamping: share)) - barTaken
    return max(.zero, instrument.wholeLots(left))
  }

  /// Fills orders whose limit `price` went through and returns how much they took together.
  @discardableResult @usableFromInline mutating func meetPrice(
    _ price: Price, _ size: Quantity, _ ts: Instant, _ fills: inout [Fill]
  ) -> Quantity {
    var left = size
    while left > .zero, buys.isThrough(price) {
      left -= buys.fillFirst(left, at: ts, into: &fills)
    }
    while left > .zero, sells.isThrough(price) {
      left -= sells.fillFirst(left, at: ts, into: &fills)
    }
    return size - left
  }

  /// Fills orders that the other side's best price has reached, out of its displayed size.
  @usableFromInline mutating func meetDepth(_ ts: Instant, _ fills: inout [Fill]) {
    if isCrossed { return }
    while let ask = best(.sell), buys.isReached(ask.price) {
      let part = buys.fillFirst(ask.size, at: ts, into: &fills)
      take(.sell, part, at: ts)
    }
    while let bid = best(.buy), sells.isReached(bid.price) {
      let part = sells.fillFirst(bid.size, at: ts, into: &fills)
      take(.buy, part, at: ts)
    }
  }
}

public import MarketData
public import Quantities

/// Market data as it comes, and the resting orders it meets. Fills are appended, never removed.
extension Market {
  /// Applies a row of a book (only where `liquidity` is `book`); `sequence` is the venue's update
  /// id, zero where unknown. Resting orders are met at the end of a message.
  @inlinable @inline(__always) public mutating func apply(
    _ row: DeltaRow, sequence: Int64 = 0, into fills: inout [Fill]
  ) {
    guard case .book = liquidity else { return }
    updated = row.ts
    depth.apply(row, sequence: sequence)
    if restingCount > 0, !isHalted { meet(row, &fills) }
  }

  /// Applies the rows of a book that bear one time, from `start` on and before `end`; returns the
  /// first that bears a later one. Without sequences.
  @inlinable @inline(__always) public mutating func applyInstant(
    _ rows: UnsafeBufferPointer<DeltaRow>, from start: Int, to end: Int, into fills: inout [Fill]
  ) -> Int {
    let ts = rows[start].ts
    var row = start
    repeat {
      apply(rows[row], into: &fills)
      row &+= 1
    } while row < end && rows[row].ts == ts
    return row
  }

  /// Whether rows of a book change nothing but the book: no order of ours rests, and what is offered
  /// is the tape.
  @inlinable public var isLight: Bool {
    guard case .book = liquidity else { return false }
    return restingCount == 0 && isPlain
  }

  /// `applyInstant` of a market that is light.
  @inlinable @inline(__always) public mutating func feedInstant(
    _ rows: UnsafeBufferPointer<DeltaRow>, from start: Int, to end: Int
  ) -> Int {
    let ts = rows[start].ts
    updated = ts
    var row = start
    repeat {
      depth.apply(rows[row])
      row &+= 1
    } while row < end && rows[row].ts == ts
    return row
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
    guard restingCount > 0, !isHalted else { return }
    if usesQueue { writeQueues() }
    meetDepth(row.ts, &fills)
  }

  /// Applies a trade: the last price, and fills of resting orders that it went through or whose
  /// turn it is by the fill model.
  @inlinable public mutating func apply(_ row: TradeRow, into fills: inout [Fill]) {
    if case .trades = liquidity { updated = row.ts }
    trade = row.price
    if !isPlain { return applyMoved(row, into: &fills) }
    if buys.isReached(row.price) || sells.isReached(row.price), !isHalted {
      meetTrade(row, &fills)
    }
  }

  /// Applies one step of a bar (only where `liquidity` is `bars`): the last price, and fills of
  /// resting orders whose limit it went through, up to the share of the volume that may be taken.
  @inlinable public mutating func apply(_ step: BarStep, into fills: inout [Fill]) {
    guard liquidity == .bars else { return }
    updated = step.ts
    trade = step.price
    let price = isPlain ? step.price : note(step)
    if step.opensBar {
      barVolume = step.volume
      barTaken = .zero
    }
    if restingCount > 0, !isHalted {
      barTaken += meetPrice(price, takeable, step.ts, &fills)
    }
  }
}

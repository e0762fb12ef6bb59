import MarketData

/// Prices that must be multiples of a tick.
struct TickRule {
  /// In units of 1e-8, above zero.
  private let tick: Int64
  private let slots: [Slot]
  private let kind: TapeKind

  init(tick: Int64, _ format: ImportFormat) {
    self.tick = tick
    slots = format.priceSlots
    kind = format.kind
  }

  @inline(__always)
  func judge(_ row: SlotRow) -> Verdict {
    for slot in slots where row[slot] != Slot.absent && row[slot] % tick != 0 {
      return Verdict(kind == .delta || kind == .order ? .offTickLevel : .offTick, slot)
    }
    return .fine
  }

  /// Rounds the prices of a row to a tick: of trades and bars to the nearest, halves up, of quotes
  /// the bid down and the ask up, since no venue showed a better one. False where that leaves none.
  func round(_ row: SlotRow) -> Bool {
    for slot in slots where row[slot] != Slot.absent && row[slot] > 0 {
      let (ticks, rest) = row[slot].quotientAndRemainder(dividingBy: tick)
      let isUp = kind == .quote ? slot == .ask && rest > 0 : rest >= tick - rest
      let (price, overflow) = (ticks * tick).addingReportingOverflow(isUp ? tick : 0)
      if overflow || price == 0 { return false }
      row[slot] = price
    }
    return true
  }
}

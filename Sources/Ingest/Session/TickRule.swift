/// Prices that must be multiples of a tick.
struct TickRule {
  /// In units of 1e-8, above zero.
  let tick: Int64
  let slots: [Slot]

  @inline(__always)
  func judge(_ row: SlotRow) -> Verdict {
    for slot in slots where row[slot] != Slot.absent && row[slot] % tick != 0 {
      return Verdict(.offTick, slot)
    }
    return .fine
  }

  /// Rounds the prices of a row to the nearest tick, halves up, never to zero; down where there
  /// is no room above.
  func round(_ row: SlotRow) {
    for slot in slots where row[slot] != Slot.absent && row[slot] > 0 {
      let (ticks, rest) = row[slot].quotientAndRemainder(dividingBy: tick)
      let isUp = ticks == 0 || rest >= tick - rest
      let (up, overflow) = (ticks * tick).addingReportingOverflow(isUp ? tick : 0)
      row[slot] = overflow ? ticks * tick : up
    }
  }
}

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

  /// Rounds the prices of a row to the nearest tick, halves up, never to zero.
  func round(_ row: SlotRow) {
    for slot in slots where row[slot] != Slot.absent && row[slot] > 0 {
      row[slot] = max(1, (row[slot] + tick / 2) / tick) * tick
    }
  }
}

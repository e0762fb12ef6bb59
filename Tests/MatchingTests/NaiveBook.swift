import MarketData
import Matching
import Quantities

/// The obvious twin of `Book`: dictionaries, and a history that is never shortened.
struct NaiveBook {
  struct Spot { var tape: Int64; var taken: Int64 }
  typealias Message = (rows: [DeltaRow], sequence: Int64)

  var levels: [Side: [Int64: Spot]] = [.buy: [:], .sell: [:]]
  var history: [Message] = []
  var snapshotSequence: Int64 = 0
  var isSynchronised = false
  var counters = BookCounters()

  /// Applies a whole message: a snapshot, a clear with deltas behind it, or deltas.
  mutating func apply(_ message: Message) {
    if message.rows[0].flags.contains(.snapshot) {
      applySnapshot(message)
    } else {
      applyDeltas(message)
    }
    guard let bid = best(.buy), let ask = best(.sell), bid.price >= ask.price else { return }
    if isSynchronised {
      counters.crossedUpdates += 1
    } else {
      counters.crossedBeforeSynchronised += 1
    }
  }

  private mutating func applySnapshot(_ message: Message) {
    levels = [.buy: [:], .sell: [:]]
    snapshotSequence = message.sequence
    isSynchronised = true
    counters.snapshots += 1
    if message.sequence == 0 { history = [] }
    for row in message.rows where row.size > .zero { write(row) }
    let newer = history.filter { $0.sequence > message.sequence }
    if !newer.isEmpty { counters.resyncs += 1 }
    for delta in newer { delta.rows.forEach { write($0) } }
  }

  private mutating func applyDeltas(_ message: Message) {
    if message.rows[0].flags.contains(.clear) {
      levels = [.buy: [:], .sell: [:]]
      history = []
      snapshotSequence = 0
      isSynchronised = true
    }
    if message.sequence > 0, message.sequence <= snapshotSequence {
      counters.staleDropped += message.rows.count
      return
    }
    if message.sequence > 0 { history.append(message) }
    for row in message.rows {
      let known = levels[row.side]?[row.price.raw] != nil
      if !known, row.size == .zero { counters.deletesOfUnseenLevels += 1 }
      write(row)
    }
  }

  private mutating func write(_ row: DeltaRow) {
    let spot = row.size > .zero ? Spot(tape: row.size.raw, taken: 0) : nil
    levels[row.side]?[row.price.raw] = spot
  }

  /// What is there: the tape's size less what was taken.
  func effective(_ side: Side) -> [(price: Int64, size: Int64)] {
    let there = (levels[side] ?? [:]).map { (price: $0.key, size: $0.value.tape - $0.value.taken) }
      .filter { $0.size > 0 }
    return there.sorted { side == .buy ? $0.price > $1.price : $0.price < $1.price }
  }

  func best(_ side: Side) -> (price: Int64, size: Int64)? {
    var best: (price: Int64, size: Int64)?
    for (price, spot) in levels[side] ?? [:] where spot.tape > spot.taken {
      let isBetter = best.map { side == .buy ? price > $0.price : price < $0.price } ?? true
      if isBetter { best = (price, spot.tape - spot.taken) }
    }
    return best
  }

  mutating func takeBest(_ side: Side, _ size: Int64) {
    guard let best = best(side) else { return }
    levels[side]?[best.price]?.taken += size
  }
}

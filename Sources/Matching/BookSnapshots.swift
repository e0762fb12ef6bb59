public import MarketData
internal import Quantities

/// Snapshots, and deltas that carry sequence numbers.
///
/// A snapshot may arrive after deltas that are newer than it. It then replaces the book, every
/// held delta with a later sequence is applied again in the order of arrival, and deltas that come
/// afterwards with a sequence up to the snapshot's are dropped. A snapshot begins with its first
/// row (or a row that clears) and ends with the end of its message or the first row of another.
extension Book {
  @usableFromInline mutating func applyCarefully(_ row: DeltaRow, _ sequence: Int64) {
    if row.flags.contains(.snapshot) {
      applySnapshotRow(row, sequence)
      return
    }
    if snapshot == .open { finishSnapshot() }
    snapshot = .none
    if row.flags.contains(.clear) { reset() }
    guard sequence > 0 else { return write(row) }
    guard sequence > snapshotSequence else {
      tally.staleDropped += 1
      return
    }
    buffer.append(row, sequence)
    write(row)
  }

  private mutating func applySnapshotRow(_ row: DeltaRow, _ sequence: Int64) {
    if beginsSnapshot(row, sequence) {
      beginSnapshot(row, sequence)
    } else if snapshot == .closed {
      snapshot = .open
    }
    if snapshot == .skipped {
      tally.staleDropped += 1
      return
    }
    if row.size.raw > 0 { write(row) }
    if row.flags.contains(.last) { finishSnapshot() }
  }

  /// A snapshot cut into several messages of one time and sequence is one.
  private func beginsSnapshot(_ row: DeltaRow, _ sequence: Int64) -> Bool {
    if row.flags.contains(.clear) || snapshot == .none { return true }
    return snapshot != .open && (row.ts != snapshotInstant || sequence != comingSequence)
  }

  private mutating func beginSnapshot(_ row: DeltaRow, _ sequence: Int64) {
    snapshotInstant = row.ts
    comingSequence = sequence
    if sequence > 0, synchronised, buffer.lostThrough > sequence {
      snapshot = .skipped
      return
    }
    snapshot = .open
    snapshotSequence = sequence
    sides.bids.clear()
    sides.asks.clear()
    synchronised = false
    tally.snapshots += 1
    if sequence <= 0 {
      buffer.removeAll()
    } else if buffer.holds(laterThan: sequence) {
      tally.resyncs += 1
    }
  }

  private mutating func finishSnapshot() {
    for position in 0..<buffer.count where buffer[position].sequence > snapshotSequence {
      rewrite(buffer[position].row)
    }
    synchronised = buffer.lostThrough <= snapshotSequence
    snapshot = .closed
  }

  private mutating func rewrite(_ row: DeltaRow) {
    if row.side == .buy {
      sides.bids.own()
      _ = sides.bids.write(row.price.raw, row.size.raw)
    } else {
      sides.asks.own()
      _ = sides.asks.write(~row.price.raw, row.size.raw)
    }
  }

  /// The venue emptied its book: what follows is whole.
  private mutating func reset() {
    sides.bids.clear()
    sides.asks.clear()
    buffer.removeAll()
    snapshotSequence = 0
    synchronised = true
  }
}

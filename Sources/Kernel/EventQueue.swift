public import HeapModule
public import Quantities

/// The parts of one instant, in the order in which they happen.
@frozen public enum Phase: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  case market, prices, accrual, orders, margin, strategy, sampling

  @inlinable public static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
}

/// What is due, in a total order: by instant, then by phase, then in the order of scheduling.
///
/// Scheduling and taking cost O(log n).
public struct EventQueue<Payload: Sendable>: Sendable {
  @usableFromInline struct Entry: Comparable, Sendable {
    @usableFromInline let instant: Instant
    @usableFromInline let phase: Phase
    @usableFromInline let sequence: UInt64
    @usableFromInline let payload: Payload

    @inlinable init(_ instant: Instant, _ phase: Phase, _ sequence: UInt64, _ payload: Payload) {
      self.instant = instant
      self.phase = phase
      self.sequence = sequence
      self.payload = payload
    }

    @inlinable static func < (a: Entry, b: Entry) -> Bool {
      if a.instant != b.instant { return a.instant < b.instant }
      if a.phase != b.phase { return a.phase < b.phase }
      return a.sequence < b.sequence
    }

    @inlinable static func == (a: Entry, b: Entry) -> Bool { a.sequence == b.sequence }
  }

  @usableFromInline var heap = Heap<Entry>()
  @usableFromInline var sequence: UInt64 = 0
  /// When the earliest event is due; `distantFuture` where nothing is.
  @inlinable public var next: Instant { soonest }
  @usableFromInline var soonest = Instant.distantFuture

  @inlinable public init() {}

  /// Number of events that are due.
  @inlinable public var count: Int { heap.count }

  /// Puts an event in.
  @inlinable public mutating func schedule(_ payload: Payload, at instant: Instant, _ phase: Phase)
  {
    heap.insert(Entry(instant, phase, sequence, payload))
    sequence += 1
    if instant < soonest { soonest = instant }
  }

  /// Whether an event is due at `instant` or before, in `phase` or before.
  @inlinable public func isDue(through instant: Instant, _ phase: Phase) -> Bool {
    guard next <= instant, let first = heap.min else { return false }
    return first.instant < instant || first.phase <= phase
  }

  /// Takes the earliest event if it is due at `instant` or before, in `phase` or before.
  @inlinable public mutating func take(through instant: Instant, _ phase: Phase) -> Payload? {
    guard isDue(through: instant, phase) else { return nil }
    let entry = heap.removeMin()
    soonest = heap.min?.instant ?? .distantFuture
    return entry.payload
  }
}

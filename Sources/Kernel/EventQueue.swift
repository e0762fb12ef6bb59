internal import HeapModule
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
  struct Entry: Comparable, Sendable {
    let instant: Instant
    let phase: Phase
    let sequence: UInt64
    let payload: Payload

    static func < (a: Entry, b: Entry) -> Bool {
      if a.instant != b.instant { return a.instant < b.instant }
      if a.phase != b.phase { return a.phase < b.phase }
      return a.sequence < b.sequence
    }

    static func == (a: Entry, b: Entry) -> Bool { a.sequence == b.sequence }
  }

  private var heap = Heap<Entry>()
  private var sequence: UInt64 = 0
  /// When the earliest event is due; `distantFuture` where nothing is.
  public private(set) var next = Instant.distantFuture

  public init() {}

  /// Number of events that are due.
  public var count: Int { heap.count }

  /// Puts an event in.
  public mutating func schedule(_ payload: Payload, at instant: Instant, _ phase: Phase) {
    heap.insert(Entry(instant: instant, phase: phase, sequence: sequence, payload: payload))
    sequence += 1
    if instant < next { next = instant }
  }

  /// Whether an event is due at `instant` or before, in `phase` or before.
  public func isDue(through instant: Instant, _ phase: Phase) -> Bool {
    guard next <= instant, let first = heap.min else { return false }
    return first.instant < instant || first.phase <= phase
  }

  /// Takes the earliest event if it is due at `instant` or before, in `phase` or before.
  public mutating func take(through instant: Instant, _ phase: Phase) -> Payload? {
    guard isDue(through: instant, phase) else { return nil }
    let entry = heap.removeMin()
    next = heap.min?.instant ?? .distantFuture
    return entry.payload
  }
}

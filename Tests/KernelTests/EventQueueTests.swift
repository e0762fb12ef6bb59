import Foundation
import Quantities
import Testing

@testable import Kernel

/// The seeds of random tests: fixed ones, and one chosen when the tests start and printed.
private enum Seeds {
  static let all: [UInt64] = [1, 2, 3, chosen]

  private static let chosen: UInt64 = {
    let seed = UInt64.random(in: .min ... .max)
    FileHandle.standardError.write(Data("KernelTests: seed chosen now: \(seed)\n".utf8))
    return seed
  }()
}

@Suite("The event queue")
struct EventQueueTests {
  /// The obvious twin: an array that is searched for the earliest.
  private struct Twin {
    var entries: [(instant: Int64, phase: Phase, sequence: Int)] = []
    var scheduled = 0

    mutating func schedule(_ instant: Int64, _ phase: Phase) -> Int {
      entries.append((instant, phase, scheduled))
      scheduled += 1
      return scheduled - 1
    }

    var first: Int? {
      entries.indices.min {
        let (a, b) = (entries[$0], entries[$1])
        return (a.instant, a.phase, a.sequence) < (b.instant, b.phase, b.sequence)
      }
    }

    mutating func take(_ instant: Int64, _ phase: Phase) -> Int? {
      guard let first, entries[first].instant <= instant else { return nil }
      if entries[first].instant == instant, entries[first].phase > phase { return nil }
      return entries.remove(at: first).sequence
    }
  }

  @Test("gives what an array gives that is searched each time", arguments: Seeds.all)
  func twin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "event queue")
    var queue = EventQueue<Int>()
    var twin = Twin()
    var now: Int64 = 0
    for _ in 0..<100_000 {
      if random.below(20) == 0 { now += Int64(random.below(4)) }
      let phase = Phase.allCases[Int(random.below(7))]
      if twin.entries.count < 40, random.below(2) == 0 {
        let due = now + Int64(random.below(6))
        queue.schedule(twin.schedule(due, phase), at: Instant(nanoseconds: due), phase)
      } else if queue.take(through: Instant(nanoseconds: now), phase) != twin.take(now, phase) {
        Issue.record("seed \(seed): the queues differ after \(twin.scheduled) events")
        return
      }
      let next = twin.first.map { twin.entries[$0].instant } ?? .max
      #expect(queue.count == twin.entries.count && queue.next.nanoseconds == next)
    }
    #expect(twin.scheduled > 10_000)
  }

  @Test("keeps the order of scheduling within one phase, and holds later phases back")
  func order() {
    var queue = EventQueue<String>()
    let now = Instant(nanoseconds: 10)
    queue.schedule("strategy", at: now, .strategy)
    queue.schedule("first", at: now, .orders)
    queue.schedule("second", at: now, .orders)
    queue.schedule("before", at: Instant(nanoseconds: 9), .sampling)
    #expect(queue.take(through: now, .orders) == "before")
    #expect(queue.take(through: now, .orders) == "first")
    #expect(queue.take(through: now, .orders) == "second")
    #expect(queue.take(through: now, .orders) == nil)
    #expect(queue.take(through: now, .sampling) == "strategy")
    #expect(queue.next == .distantFuture && queue.count == 0)
  }
}

import Foundation
import Quantities
import Testing

@testable import MarketData

/// The seeds of random tests: fixed ones, and one chosen when the tests start and printed.
private enum Seeds {
  static let all: [UInt64] = [1, 2, 3, chosen]

  private static let chosen: UInt64 = {
    let seed = UInt64.random(in: .min ... .max)
    FileHandle.standardError.write(Data("MergeTests: seed chosen now: \(seed)\n".utf8))
    return seed
  }()
}

/// Knuth's 64-bit congruential generator: this floor has no seeded stream.
private struct Congruential {
  var state: UInt64
  mutating func below(_ bound: UInt64) -> Int64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64((state >> 33) % bound)
  }
}

@Suite("Merging tapes")
struct MergeTests {
  private struct Record: Hashable {
    let ts: Int64
    let tape: Int
    let row: Int
  }

  /// Tapes of `rows` records together; times repeat within a tape and across tapes.
  private func tapes(
    _ scratch: Scratch, _ random: inout Congruential, rows: Int
  ) throws -> [Tape] {
    let shares = [40, 25, 20, 0, 10, 5]
    return try shares.enumerated().map { index, share in
      var time = random.below(50)
      let times = (0..<(rows * share / 100)).map { _ in
        time += random.below(3) == 0 ? random.below(20) : 0
        return time
      }
      return try scratch.trades("tape\(index)", at: times)
    }
  }

  @Test("gives the order of a stable sort of all rows, whatever the limits", arguments: Seeds.all)
  func twin(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = Congruential(state: seed)
    let tapes = try tapes(scratch, &random, rows: 100_000)
    var merge = Merge(tapes)
    var got: [Record] = []
    var limit: Int64 = 0
    while merge.next != .distantFuture {
      let next = merge.next
      while let run = merge.run(through: Instant(nanoseconds: limit)) {
        try #require(!run.rows.isEmpty && next.nanoseconds <= limit)
        for row in run.rows {
          got.append(
            Record(ts: tapes[run.tape].instant(row).nanoseconds, tape: run.tape, row: row))
        }
      }
      try #require((got.last?.ts ?? 0) <= limit && merge.next.nanoseconds > limit)
      limit += random.below(300)
    }
    let all = tapes.enumerated().flatMap { index, tape in
      (0..<tape.count).map { Record(ts: tape.instant($0).nanoseconds, tape: index, row: $0) }
    }
    let sorted = all.sorted { ($0.ts, $0.tape, $0.row) < ($1.ts, $1.tape, $1.row) }
    #expect(got.count == 100_000)
    #expect(got == sorted, "seed \(seed)")
  }

  @Test(
    "at other times gives a stable sort by them, also where rows are given back",
    arguments: Seeds.all)
  func shifted(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = Congruential(state: seed)
    let tapes = try tapes(scratch, &random, rows: 100_000)
    // Every tape at its own times, later by 37, and later by a drawn span that never overtakes.
    var lists: [[Int64]] = []
    var sources: [MergeSource] = []
    for tape in tapes {
      let own = (0..<tape.count).map { tape.instant($0).nanoseconds }
      var last: Int64 = 0
      let drawn = own.map { time in
        last = max(last, time + (random.below(3) == 0 ? random.below(2_000) : 0))
        return last
      }
      lists += [own, own.map { $0 + 37 }, drawn]
      sources += [
        MergeSource(tape), MergeSource(tape, shift: TimeSpan(nanoseconds: 37)),
        MergeSource(
          tape,
          times: RowTimes(count: tape.count) { rows, target in
            for row in rows { target[row - rows.lowerBound] = Instant(nanoseconds: drawn[row]) }
          }),
      ]
    }
    var merge = Merge(sources: sources)
    var got: [Record] = []
    while merge.next != .distantFuture {
      let limit = merge.next + TimeSpan(nanoseconds: random.below(500))
      let isAlone = random.below(2) == 0
      let next = isAlone ? merge.run(alone: limit) : merge.run(through: limit)
      guard let run = next ?? merge.run(through: limit) else { continue }
      var end = run.rows.upperBound
      if random.below(3) == 0 {
        end = merge.endOfInstant(run.tape, run.rows.lowerBound, run.rows.upperBound)
        merge.giveBack(run, from: end)
      }
      for row in run.rows.lowerBound..<end {
        let ts = merge.instant(run.tape, row).nanoseconds
        try #require(ts == lists[run.tape][row])
        got.append(Record(ts: ts, tape: run.tape, row: row))
      }
    }
    let all = lists.enumerated().flatMap { tape, times in
      times.enumerated().map { Record(ts: $0.element, tape: tape, row: $0.offset) }
    }
    let sorted = all.sorted { ($0.ts, $0.tape, $0.row) < ($1.ts, $1.tape, $1.row) }
    #expect(got.count == 300_000)
    #expect(got == sorted, "seed \(seed)")
  }

  @Test("hands out runs as long as they can be")
  func runs() throws {
    let scratch = try Scratch()
    let a = try scratch.trades("a", at: [1, 2, 5, 5])
    let b = try scratch.trades("b", at: [2, 5, 9])
    var merge = Merge([a, b])
    #expect(merge.next == Instant(nanoseconds: 1))
    let end = Instant(nanoseconds: 100)
    let expected = [(0, 0..<2), (1, 0..<1), (0, 2..<4), (1, 1..<3)]
    for (tape, rows) in expected {
      #expect(merge.run(through: end) == Merge.Run(tape: tape, rows: rows))
    }
    #expect(merge.run(through: end) == nil && merge.next == .distantFuture)
  }

  @Test("of nothing, and of empty tapes, ends at once")
  func nothing() throws {
    let scratch = try Scratch()
    var none = Merge([])
    #expect(none.next == .distantFuture && none.run(through: .distantFuture) == nil)
    var empty = Merge([try scratch.trades("a", at: []), try scratch.trades("b", at: [])])
    #expect(empty.next == .distantFuture && empty.run(through: .distantFuture) == nil)
  }
}

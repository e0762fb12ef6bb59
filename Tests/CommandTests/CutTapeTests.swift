import Foundation
import Testing

/// A tape that somebody cuts while a command reads it.
struct CutTapeTests {
  private static let made: [Step] = [
    .text("trades.csv", Inputs.trades),
    .run([
      "import", "plain-trades", "trades.csv", "--venue", "harbour", "--symbol", "BTCUSDT", "--to",
      "tape",
    ]),
  ]

  /// Starts a command, stops it once it has mapped the array, cuts the file and lets it go on.
  private func cut(
    _ arguments: [String], to length: Int, in scratch: Scratch, after wait: UInt32
  ) throws -> Program.Outcome {
    let process = try Program.start(arguments, in: scratch)
    let maps = "/proc/\(process.processIdentifier)/maps"
    for _ in 0..<20_000 where process.isRunning {
      if (try? String(contentsOfFile: maps, encoding: .utf8))?.contains("trade.npy") == true {
        break
      }
      usleep(500)
    }
    usleep(wait)
    kill(process.processIdentifier, SIGSTOP)
    #expect(truncate(scratch.path + "/tape/trade.npy", off_t(length)) == 0)
    kill(process.processIdentifier, SIGCONT)
    return try Program.finish(process, in: scratch)
  }

  /// Makes the array `rows` long; the rows that are added have the time and the numbers 0.
  private func lengthen(_ scratch: Scratch, to rows: Int) throws {
    let file = scratch.path + "/tape/trade.npy"
    var bytes = try scratch.bytes(of: "tape/trade.npy")
    let old = Array("(40,), }".utf8)
    let new = Array("(\(rows),), }".utf8)
    let place = try #require((0..<240).first { Array(bytes[$0..<($0 + old.count)]) == old })
    bytes.replaceSubrange(place..<(place + new.count), with: new)
    try scratch.write(bytes, as: "tape/trade.npy")
    #expect(truncate(file, off_t(256 + rows * 32)) == 0)
    try Step.edit(
      "tape/metadata.json", old: "\"rows_written\" : 40", new: "\"rows_written\" : \(rows)"
    ).apply(to: scratch)
  }

  @Test("a check says so, with exit 65", arguments: [0, 4096, 5000, 1_000_000])
  func check(length: Int) throws {
    let scratch = try Scratch()
    for step in Self.made { try step.apply(to: scratch) }
    try lengthen(scratch, to: 8_000_000)
    let outcome = try cut(["data", "check", "tape"], to: length, in: scratch, after: 0)
    #expect(outcome.code == 65)
    #expect(
      outcome.stderr.hasPrefix("error: tape/trade.npy: it was cut while it was read"),
      "\(outcome.stderr)")
  }

  /// Cut within the page that is read, rows become zeros; cut before it, the next load faults.
  @Test("a run says so, with exit 65, and leaves nothing", arguments: [300, 70_000])
  func run(length: Int) throws {
    let scratch = try Scratch()
    for step in SignalTests.world() { try step.apply(to: scratch) }
    try Step.run([
      "import", "plain-trades", "trades.csv", "--venue", "harbour", "--symbol", "BTCUSDT", "--to",
      "tape",
    ]).apply(to: scratch)
    try Step.edit(
      "scenario.yaml", old: "format: plain-trades, file: trades.csv", new: "tape: tape"
    ).apply(to: scratch)
    let outcome = try cut(Inputs.run, to: length, in: scratch, after: 700_000)
    #expect(outcome.code == 65)
    #expect(outcome.stderr.contains("tape/trade.npy: it was cut while it was read"))
    #expect(!(try scratch.names().contains { $0.hasPrefix("out") }))
  }
}

import Foundation
import Testing

/// What a command that is asked to stop leaves.
struct SignalTests {
  /// A run of many trades whose script takes its time.
  static func world() -> [Step] {
    let trades = (0..<100_000).map { "\(1_704_067_200 + $0)000000000,40000,0.5,B\n" }.joined()
    return Inputs.world + [
      .text("trades.csv", trades),
      .edit("script.lua", old: "\"bar\", \"BTCUSDT\", \"1m\"", new: "\"trade\", \"BTCUSDT\""),
      .edit("script.lua", old: "on_bar", new: "on_trade"),
      .edit(
        "script.lua", old: "ctx:log(\"close \" .. bar.close)",
        new: "local x = 0\n  for i = 1, 100000 do x = x + i end"),
    ]
  }

  /// Starts the run, and asks it to stop once it has begun to write.
  private func interrupted(_ signal: Int32, _ scratch: Scratch) throws -> Program.Outcome {
    for step in Self.world() { try step.apply(to: scratch) }
    let process = try Program.start(Inputs.run, in: scratch)
    for _ in 0..<4000 where process.isRunning {
      if try scratch.names().contains(where: { $0.hasPrefix("out.part-") }) { break }
      usleep(5000)
    }
    usleep(200_000)
    kill(process.processIdentifier, signal)
    return try Program.finish(process, in: scratch)
  }

  @Test("a signal ends a run with exit 130 and leaves nothing", arguments: [SIGINT, SIGTERM])
  func stopped(signal: Int32) throws {
    let scratch = try Scratch()
    let outcome = try interrupted(signal, scratch)
    #expect(outcome.code == 130)
    #expect(outcome.stderr.hasPrefix("error: interrupted; nothing was written to out"))
    #expect(!(try scratch.names().contains { $0.contains(".part-") || $0 == "out" }))
  }

  /// A command with what must be there before it, and the names that it makes.
  struct Work: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var made: [String]
    var testDescription: String { arguments[0] }
  }

  private static let works = [
    Work(
      arguments: [
        "import", "plain-trades", "many.csv", "--venue", "v", "--symbol", "S", "--to", "tape",
      ], made: ["tape"]),
    Work(arguments: ["report", "out"], made: []),
    Work(arguments: ["export", "out", "--csv", "csv"], made: ["csv"]),
    Work(arguments: ["synth", "three-venues", "--to", "made"], made: ["made"]),
    Work(arguments: ["run", "scenario.yaml", "--out", "again", "--quiet"], made: ["again"]),
  ]

  /// Signals at many moments: before the work, within it, perhaps behind it.
  @Test("whenever a signal comes, nothing half-made is left", arguments: works)
  func anyMoment(work: Work) throws {
    let scratch = try Scratch()
    let many = (0..<200_000).map { "\(1_704_067_200 + $0)000000000,40000,0.5,B\n" }.joined()
    for step in Inputs.world + [.text("many.csv", many), .run(Inputs.run)] {
      try step.apply(to: scratch)
    }
    var codes: Set<Int32> = []
    var left: Set<[String]> = []
    for (number, wait) in [0, 20, 60, 150, 400, 900].enumerated() {
      let process = try Program.start(work.arguments, in: scratch)
      Self.waitUntilCaught(process)
      usleep(UInt32(wait) * 1000)
      kill(process.processIdentifier, number.isMultiple(of: 2) ? SIGINT : SIGTERM)
      let outcome = try Program.finish(process, in: scratch)
      codes.insert(outcome.code)
      #expect([0, 130].contains(outcome.code), "\(outcome.stderr)")
      let odd = try scratch.everyName().filter {
        $0.contains(".part-") || $0.contains(".old-")
      }
      #expect(odd.isEmpty, "\(outcome.code): \(odd)")
      for name in work.made where scratch.holds(name) {
        left.insert(try scratch.everyName().filter { $0.hasPrefix(name + "/") })
        try Step.remove(name).apply(to: scratch)
      }
    }
    #expect(codes.contains(130), "no signal came in time: \(codes)")
    try Step.run(work.arguments).apply(to: scratch)
    for name in work.made {
      left.insert(try scratch.everyName().filter { $0.hasPrefix(name + "/") })
    }
    #expect(left.count <= 1, "a folder is whole or not there: \(left)")
  }

  /// Waits until the program has begun to look after SIGINT itself.
  private static func waitUntilCaught(_ process: Process) {
    let status = "/proc/\(process.processIdentifier)/status"
    for _ in 0..<4000 where process.isRunning {
      let text = (try? String(contentsOfFile: status, encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
      let mask = line.flatMap { UInt64($0.dropFirst(8), radix: 16) } ?? 0
      if mask & 1 << UInt64(SIGINT - 1) != 0 { return }
      usleep(1000)
    }
  }
}

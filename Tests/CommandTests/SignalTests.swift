import Foundation
import Testing

/// What a run that is asked to stop leaves.
struct SignalTests {
  /// A run of many trades whose script takes its time.
  private static func world() -> [Step] {
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
}

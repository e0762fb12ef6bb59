import Foundation
import Testing

/// The comparison with other engines fails when the work was not the same.
struct PeerTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    /// What stands for our benchmark and for the plain C says, and whether each ends well.
    var ours = "orders 27413, value 998645295.1"
    var orders = 27413
    var final = "998645295.10"
    var ourCode = 0
    var theirCode = 0
    let code: Int32
    let says: String

    var testDescription: String { name }
  }

  private static let cases = [
    Case(name: "equal", code: 0, says: "| plain C gcc 1 | 4.00M "),
    Case(name: "twice as fast", code: 0, says: "| 2.00  | 1.50      | equal "),
    Case(name: "other orders", orders: 27414, code: 1, says: "DIFFERS: orders 27414, ours 27413"),
    Case(name: "other value", final: "998645295.20", code: 1, says: "DIFFERS: value 998645295.2"),
    Case(name: "theirs fails", theirCode: 3, code: 0, says: "did not run: exit 3"),
    Case(name: "ours fails", ourCode: 1, code: 1, says: "bench-peers: bars native: exit 1"),
  ]

  @Test(arguments: cases)
  func `ours stands beside theirs, with a check`(example: Case) throws {
    let sandbox = try Sandbox.make("peers-" + example.name)
    try sandbox.write(
      """
      #!/bin/sh
      echo '{"name": "bars", "events": 1000000, "events_per_second": 8e6, "commit": "x",
        "events_per_cpu_second": 6e6, "peak_anonymous_bytes": 1, "checksum": "\(example.ours)"}' |
        tr -d '\\n'
      exit \(example.ourCode)
      """, to: "release/tidemark-bench")
    try sandbox.write(
      """
      #!/bin/sh
      echo '{"version": "gcc 1", "work": "bars", "events": 1000000, "replay_events_per_s": 4e6,
        "replay_events_per_cpu_s": 4e6, "peak_rss_mib": 1, "orders": \(example.orders),
        "final": \(example.final)}' | tr -d '\\n'
      exit \(example.theirCode)
      """, to: "peers/floor")
    let script = Page.checkout.appending(path: "Benchmarks/peers/run.py").path
    let (code, output) = try sandbox.run(
      """
      chmod +x release/tidemark-bench peers/floor
      export PYTHONDONTWRITEBYTECODE=1
      python3 '\(script)' --data . --tapes . --bin release --home peers --out lines.jsonl \
        --reps 2 --only bars --core none
      """)
    #expect(code == example.code, "\(output)")
    #expect(output.contains(example.says), "\(output)")
    let lines = try sandbox.read("lines.jsonl").split(separator: "\n").count
    #expect(lines == (example.ourCode > 0 ? 0 : example.theirCode > 0 ? 4 : 6))
  }
}

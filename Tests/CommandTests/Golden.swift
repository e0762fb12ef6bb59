import Foundation
import Testing

/// The texts that commands are expected to say, one file a table, written by
/// `TIDEMARK_RECORD=1 swift test --filter CommandTests` and read by a person before they are kept.
enum Golden {
  static var isRecording: Bool { ProcessInfo.processInfo.environment["TIDEMARK_RECORD"] == "1" }

  private static func file(_ table: Table) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(table.name).txt")
  }

  private static let mark = "### "

  /// Runs every case of a table and compares, or records.
  static func check(_ table: Table) throws {
    var said: [(name: String, text: String)] = []
    for test in table.cases { said.append((test.name, try observe(test))) }
    if isRecording {
      let text = said.map { "\(mark)\($0.name)\n\($0.text)" }.joined(separator: "\n")
      try text.write(to: file(table), atomically: true, encoding: .utf8)
      Issue.record("recorded \(table.name): read it, then run without TIDEMARK_RECORD")
      return
    }
    let kept = try sections(table)
    #expect(Set(kept.keys) == Set(said.map(\.name)), "the golden file has other cases")
    for (name, text) in said {
      #expect(text == kept[name], "\(table.name): \(name)")
    }
  }

  private static func sections(_ table: Table) throws -> [String: String] {
    let text = try String(contentsOf: file(table), encoding: .utf8)
    var found: [String: String] = [:]
    for part in ("\n" + text).components(separatedBy: "\n" + mark).dropFirst() {
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let body = lines.count == 2 ? String(lines[1]) : ""
      found[String(lines[0])] = body.hasSuffix("\n") ? body : body + "\n"
    }
    return found
  }

  /// The command, its exit code and what it says on stderr.
  private static func observe(_ test: Case) throws -> String {
    let scratch = try Scratch()
    for step in test.steps { try step.apply(to: scratch) }
    let before = try scratch.names().filter { $0 != "cache" }
    let outcome: Program.Outcome
    do { outcome = try Program.run(test.arguments, in: scratch) } catch {
      Issue.record("\(test.name): \(error)")
      return "\(error)\n"
    }
    #expect(outcome.code == test.code, "exit code of: \(test.name)\n\(outcome.stderr)")
    if ![1, 2].contains(test.code) {
      let after = try scratch.names().filter { $0 != "cache" }
      #expect(after == before, "\(test.name) leaves something behind")
    }
    let command = (["tidemark"] + test.arguments).joined(separator: " ")
    let stderr = scratch.neutral(outcome.stderr)
    return "$ \(command)\nexit \(outcome.code)\n\(stderr)"
  }
}

struct GoldenTests {
  @Test(
    "bad input is answered in words and with the exit code of the contract", arguments: Tables.all)
  func words(table: Table) throws { try Golden.check(table) }
}

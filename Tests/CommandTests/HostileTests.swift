import Foundation
import Testing

/// Whatever a script does, the run ends in order: exit 1, within two seconds of processor time,
/// with a message that names the script.
@Suite struct HostileTests {
  private func run(_ body: String, _ more: [String] = []) throws -> Program.Outcome {
    let scratch = try Scratch()
    for step in Inputs.world { try step.apply(to: scratch) }
    try Step.edit("script.lua", old: "ctx:log(\"close \" .. bar.close)", new: body)
      .apply(to: scratch)
    return try Program.run(Inputs.run + ["--json"] + more, in: scratch, processorSeconds: 2)
  }

  private func check(_ outcome: Program.Outcome) {
    #expect(outcome.code == 1, "\(outcome.stderr)")
    #expect(outcome.stderr.contains("script.lua"), "\(outcome.stderr)")
    #expect(outcome.stderr.contains("on_bar"), "\(outcome.stderr)")
    #expect(!outcome.stderr.contains { $0.asciiValue.map { $0 < 32 && $0 != 10 } ?? false })
  }

  /// What two runs must agree on. Where time ended one of them, which a slow machine may do before
  /// another limit, the message is that of the moment: the hash of the journal is the same.
  private func result(_ outcome: Program.Outcome, isTimed: Bool) -> [Substring] {
    let lines = (outcome.stderr + outcome.stdout).split(separator: "\n")
    return isTimed ? lines.filter { $0.contains("journal") } : lines
  }

  @Test(arguments: Attack.all)
  func `an attack ends the run in order, and two runs agree`(attack: Attack) throws {
    let first = try run(attack.body)
    check(first)
    let second = try run(attack.body)
    let isTimed = [first, second].contains { $0.stderr.contains("whole processor time") }
    #expect(result(second, isTimed: isTimed) == result(first, isTimed: isTimed))
  }

  @Test(arguments: Attack.all)
  func `an attack in coroutines, caught again and again, ends a strict run`(
    attack: Attack
  ) throws {
    let inner = "coroutine.wrap(function() \(attack.body)\nend)()"
    check(
      try run("while true do pcall(function() \(inner) end) end", ["--sandbox", "strict"]))
  }
}

/// Scripts whose text is the attack, and limits of the process.
@Suite struct HostileFileTests {
  private func check(_ text: String) throws -> Program.Outcome {
    let scratch = try Scratch()
    try scratch.write(Array(text.utf8), as: "a.lua")
    return try Program.run(["strategy", "check", "a.lua"], in: scratch, processorSeconds: 3)
  }

  private static func many(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test(arguments: [
    ("nested brackets", "return " + many("(", 100_000), 65),
    ("nested tables", "return " + many("{", 100_000) + many("}", 100_000), 65),
    ("nested functions", many("function() return ", 100_000), 65),
    ("nested blocks", many("do ", 100_000) + many("end ", 100_000), 65),
    ("a chain of operators", "return " + many("- - ", 100_000) + "1", 65),
    ("a chain of powers", "return 1" + many("^1", 100_000), 65),
    ("a chain of texts", "return 'a'" + many("..'a'", 100_000), 65),
    ("many locals", many("local a ", 1000), 65),
    ("calls within calls", "ctx:buy(" + many("ctx:buy(", 100_000), 65),
    ("an endless loop", "while true do end", 65),
    ("an endless text", "return [==[" + many("x", 1_000_000), 65),
    ("no text at all", many("\0", 1000), 65),
    (
      "unknown names without end",
      "local S = strategy { name = 'a', api = 1 } function S.on_bar(ctx)\n"
        + many("ctx:zz()\n", 100_000) + "end return S", 65
    ),
  ])
  func `a hostile text is refused in time`(_ name: String, _ text: String, _ code: Int32) throws {
    let outcome = try check(text)
    #expect(outcome.code == code, "\(outcome.stderr.prefix(300))")
    #expect(outcome.stderr.contains("a.lua"), "\(outcome.stderr.prefix(300))")
    #expect(outcome.stderr.utf8.count < 20_000)
  }

  @Test func `a text that the compiler takes too long for ends the process with a message`() throws
  {
    // The jumps to the end of a long chain are patched one by one, each time from the first.
    let outcome = try check("if a then " + Self.many("elseif a then ", 70_000) + "end")
    #expect(outcome.code == 1)
    #expect(outcome.stderr.contains("a.lua: the file itself stays in one call"))
  }

  @Test func `a call that nothing can interrupt ends the process with a message`() throws {
    let scratch = try Scratch()
    for step in Inputs.world { try step.apply(to: scratch) }
    let body = "local m = {} local t = setmetatable({}, m) m.__call = t t()"
    try Step.edit("script.lua", old: "ctx:log(\"close \" .. bar.close)", new: body)
      .apply(to: scratch)
    let outcome = try Program.run(Inputs.run, in: scratch, processorSeconds: 2)
    #expect(outcome.code == 1)
    #expect(outcome.stderr.contains("script.lua: on_bar stays in one call"))
    #expect(outcome.stderr.contains("nothing was written"))
    #expect(try scratch.names().allSatisfy { !$0.hasPrefix("out") })
  }

  @Test func `a limit on the processor time of the process ends a run that obeys all others`()
    throws
  {
    let scratch = try Scratch()
    for step in Inputs.world { try step.apply(to: scratch) }
    let body = "for i = 1, 3000000 do end"
    try Step.edit("script.lua", old: "ctx:log(\"close \" .. bar.close)", new: body)
      .apply(to: scratch)
    try Step.edit("script.lua", old: "\"1m\"", new: "\"1s\"").apply(to: scratch)
    let outcome = try Program.run(
      Inputs.run + ["--sandbox", "strict", "--cpu-limit", "1"], in: scratch, processorSeconds: 20)
    #expect(outcome.code == 1)
    #expect(outcome.stderr.contains("used its 1 s of processor time"), "\(outcome.stderr)")
    #expect(try scratch.names().allSatisfy { !$0.hasPrefix("out") })
  }
}

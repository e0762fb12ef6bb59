import Foundation
import Testing

/// Disks that are full, folders that cannot be written, streams that take nothing.
struct DiskTests {
  /// A command that writes, with what it would make; everything lies on the small disk.
  struct Work: CustomTestStringConvertible, Sendable {
    var arguments: [String]
    var made: String
    var testDescription: String { arguments[0] + " " + made }
  }

  private static let works = [
    Work(
      arguments: [
        "import", "plain-trades", "many.csv", "--venue", "v", "--symbol", "S", "--to", "disk/tape/",
      ], made: "tape"),
    Work(
      arguments: [
        "import", "plain-trades", "many.csv", "--venue", "v", "--symbol", "S", "--to",
        "disk/folder/tape",
      ], made: "folder/tape"),
    Work(arguments: ["run", "scenario.yaml", "--quiet", "--out", "disk/new"], made: "new"),
    Work(arguments: ["export", "disk/out", "--csv", "disk/csv"], made: "csv"),
    Work(arguments: ["synth", "three-venues", "--to", "disk/made"], made: "made"),
    Work(arguments: ["new", "scenario", "disk/mine"], made: "mine.yaml"),
    Work(arguments: ["new", "strategy", "disk/mine"], made: "mine.lua"),
    Work(arguments: ["report", "disk/out"], made: "out/report.html"),
    Work(
      arguments: ["report", "disk/out", "--compare", "disk/out"], made: "out/comparison.html"),
  ]

  private func world(_ scratch: Scratch) throws {
    let many = (0..<50_000).map { "\(1_704_067_200 + $0)000000000,40000,0.5,B\n" }.joined()
    let out = ["run", "scenario.yaml", "--no-report", "--quiet", "--out", "disk/out"]
    for step in Inputs.world + [.text("many.csv", many), .run(out)] { try step.apply(to: scratch) }
  }

  private func check(_ work: Work, _ scratch: Scratch, _ disk: borrowing SmallDisk) throws {
    let before = try scratch.everyName().filter { !$0.hasPrefix("cache") }
    let outcome = try Program.run(work.arguments, in: scratch)
    #expect(outcome.code == 1, "\(outcome.stderr)")
    #expect(outcome.stderr.hasPrefix("error: "), "\(outcome.stderr)")
    #expect(!outcome.stderr.contains("Domain="), "\(outcome.stderr)")
    #expect(!FileManager.default.fileExists(atPath: disk.path + "/" + work.made))
    let after = try scratch.everyName().filter { !$0.hasPrefix("cache") }
    let odd = Set(after).subtracting(before)
    #expect(odd.subtracting(["disk/folder", "disk/out/summary.json"]).isEmpty, "\(odd)")
  }

  @Test("on a full disk a command ends with exit 1 and leaves nothing", arguments: works)
  func full(work: Work) throws {
    let scratch = try Scratch()
    guard let disk = SmallDisk.make(in: scratch) else { return }
    try world(scratch)
    try disk.fill(leaving: 0)
    try check(work, scratch, disk)
  }

  @Test("a disk that fills up in the middle leaves nothing either", arguments: works)
  func filling(work: Work) throws {
    if work.arguments[0] == "new" { return }
    let scratch = try Scratch()
    guard let disk = SmallDisk.make(in: scratch) else { return }
    try world(scratch)
    try disk.fill(leaving: work.arguments[0] == "synth" ? 500_000 : 30_000)
    try check(work, scratch, disk)
  }

  @Test("in a folder that cannot be written a command ends with exit 1", arguments: works)
  func readOnly(work: Work) throws {
    let scratch = try Scratch()
    guard let disk = SmallDisk.make(in: scratch) else { return }
    try world(scratch)
    disk.makeReadOnly()
    try check(work, scratch, disk)
  }

  @Test("an older report stays where a new one cannot be written")
  func older() throws {
    let scratch = try Scratch()
    guard let disk = SmallDisk.make(in: scratch) else { return }
    try world(scratch)
    try Step.run(["report", "disk/out"]).apply(to: scratch)
    let old = try scratch.bytes(of: "disk/out/report.html")
    try disk.fill(leaving: 8000)
    let outcome = try Program.run(["report", "disk/out"], in: scratch)
    #expect(outcome.code == 1)
    #expect(try scratch.bytes(of: "disk/out/report.html") == old)
  }

  @Test(
    "output that nobody takes is an error, not a crash",
    arguments: [
      ["new", "scenario", "mine"], ["strategy", "params", "script.lua"],
      ["run", "scenario.yaml", "--no-report", "--quiet", "--out", "out", "--json"],
    ])
  func fullStream(arguments: [String]) throws {
    let scratch = try Scratch()
    for step in Inputs.world { try step.apply(to: scratch) }
    let process = try Program.start(arguments, in: scratch, stdout: "/dev/full")
    let outcome = try Program.finish(process, in: scratch)
    #expect(outcome.code == 1)
    #expect(
      outcome.stderr.hasPrefix("error: standard output cannot be written: No space left on device"))
  }
}

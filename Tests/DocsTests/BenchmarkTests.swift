import Foundation
import Testing

/// The page of benchmarks, the program and the scripts name the same benchmarks and check values.
struct BenchmarkTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: Page.checkout.appending(path: path), encoding: .utf8)
  }

  /// The sources of `tidemark-bench`, one after another.
  private static func sources() throws -> String {
    let folder = "Sources/tidemark-bench"
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Page.checkout.appending(path: folder).path)
    return try names.sorted().map { try text("\(folder)/\($0)") }.joined()
  }

  /// Name and check value of each row of the page's table.
  private static func rows() throws -> [(name: String, check: String)] {
    let page = try #require(Page.named("docs/benchmarks.md"))
    let start = try #require(page.lines.firstIndex(of: "| benchmark | work | check values |"))
    return page.lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      let cells = line.components(separatedBy: "|").map { $0.filter { $0 != "`" } }
        .map { $0.trimmingCharacters(in: .whitespaces) }
      return (cells[1], cells[3])
    }
  }

  /// Names of benchmarks in the help: the lines that begin with a name and what it takes.
  private static func helpNames() throws -> [String] {
    let process = Process()
    process.executableURL = Program.folder.appending(path: "tidemark-bench")
    process.arguments = ["--help"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
      .matches(of: /(?m)^ *([a-z-]+) (?:FILE|TAPE)/).map { String($0.1) }
  }

  @Test func `the page has the benchmarks of the program`() throws {
    let names = try Self.helpNames()
    #expect(names.contains("book") && names.contains("trades"))
    #expect(try Self.rows().map(\.name).sorted() == names.sorted())
  }

  @Test func `the page has the check values of the program`() throws {
    let expected = try Self.sources().matches(of: /let expected = "([^"]+)"/).map { String($0.1) }
    #expect(expected.count > 4)
    #expect(Set(try Self.rows().map(\.check)).subtracting([""]) == Set(expected))
  }

  @Test func `the page has the hashes of the reference files`() throws {
    let page = try #require(Page.named("docs/benchmarks.md")).text
    let hash = /[0-9a-f]{64}/
    let hashes = try Self.sources().matches(of: hash).map { String($0.0) }
    #expect(hashes.count == 3)
    #expect(Set(page.matches(of: hash).map { String($0.0) }) == Set(hashes))
  }

  @Test func `make bench runs every benchmark`() throws {
    let run = try Self.text("Tools/bench.sh").matches(of: /(?m)^bench ([a-z-]+)/)
    #expect(Set(run.map { String($0.1) }) == Set(try Self.helpNames()))
  }

  @Test func `every benchmark with check values stands beside other engines`() throws {
    let names = try Self.text("Benchmarks/peers/cases.py")
      .matches(of: /Ours\(\("([a-z-]+)"/).map { String($0.1) }
    #expect(Set(names) == Set(try Self.rows().filter { !$0.check.isEmpty }.map(\.name)))
  }
}

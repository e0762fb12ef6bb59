import Foundation
import LuaStrategies
import Simulation
import Testing

/// The files that pages show can be read as they stand.
struct FileBlockTests {
  /// What a block of YAML is, by a key that only such a file has at its top.
  private enum Kind: String, CaseIterable {
    case scenario = "markets:"
    case rulebook = "health:"
    case instruments = "instruments:"
  }

  private static let files = Page.blocks(of: "yaml").filter { !$0.marks.contains("fragment") }

  @Test(arguments: files)
  func `a YAML file of a page decodes`(block: Block) throws {
    let lines = block.text.components(separatedBy: "\n")
    let kind = try #require(
      Kind.allCases.first { kind in lines.contains { $0.hasPrefix(kind.rawValue) } },
      "\(block) is no whole file; mark it as `fragment`")
    try withFile(block.text, "yaml") { (path: String) throws in
      switch kind {
      case .scenario: try #expect(Scenario.read(path).markets.count == 1)
      case .rulebook: try #expect(!Rulebook.read(path).name.isEmpty)
      case .instruments: try #expect(InstrumentFile.read(path).count == 1)
      }
    }
  }

  @Test(arguments: Page.blocks(of: "lua").filter { $0.mark("in") == nil })
  func `a script of a page passes the check`(block: Block) throws {
    try withFile(block.text, "lua") { path in
      let errors = StrategyScript.check(path)
      #expect(errors.isEmpty, "\(block): \(errors.map(\.description))")
    }
  }

  @Test func `there are files of each kind`() {
    let text = Self.files.map(\.text).joined()
    for kind in Kind.allCases { #expect(text.contains("\n\(kind.rawValue)"), "\(kind)") }
    #expect(Page.blocks(of: "lua").count > 1)
  }
}

/// Hands a file with this text to `body`; it is gone afterwards.
func withFile(_ text: String, _ ending: String, _ body: (String) throws -> Void) throws {
  let name = "tidemark-docs-\(UUID().uuidString).\(ending)"
  let file = FileManager.default.temporaryDirectory.appending(path: name)
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  try body(file.path)
}

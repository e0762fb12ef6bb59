import Testing

/// Every command that a page shows does what the page says.
struct CommandTests {
  private static let pages = Page.all.filter { $0.blocks.contains(where: \.callsTidemark) }

  @Test func `some pages show commands`() {
    #expect(Self.pages.map(\.path).contains("docs/guide.md"))
    #expect(Self.pages.map(\.path).contains("docs/errors.md"))
  }

  /// The blocks of a page in order, in one folder: files are written, commands are run, and a
  /// block of `text` behind commands is what they print.
  @Test(arguments: pages)
  func `the commands of a page work`(page: Page) throws {
    let sandbox = try Sandbox.make(page.path)
    var printed: String?
    for block in page.blocks {
      if let file = block.mark("file") { try sandbox.write(block.text, to: file) }
      if block.language == "text", let output = printed {
        #expect(Pattern(block.text).matches(output), "\(block): it prints\n\(output)")
      }
      printed = block.callsTidemark ? try run(block, sandbox) : nil
    }
  }

  private func run(_ block: Block, _ sandbox: borrowing Sandbox) throws -> String {
    let (code, output) = try sandbox.run(block.text)
    let expected = Int32(block.mark("exit") ?? "0")
    #expect(code == expected, "\(block): it exits with \(code) and prints\n\(output)")
    return output
  }
}

import Testing

struct PageTests {
  @Test func `blocks are found with language, marks and text`() throws {
    let page = Page(
      path: "a.md", text: "x\n```sh exit=65\ntidemark a\n```\n```text\nb\nc\n```\n    ```\n")
    let blocks = page.blocks
    #expect(blocks.map(\.language) == ["sh", "text"])
    #expect(blocks.map(\.line) == [2, 5])
    #expect(blocks.map(\.text) == ["tidemark a\n", "b\nc\n"])
    let first = try #require(blocks.first)
    #expect(first.callsTidemark && first.mark("exit") == "65" && first.mark("file") == nil)
  }

  @Test func `expected output may leave parts out`() {
    #expect(Pattern("a …b\n").matches("a 12 b\n"))
    #expect(Pattern("a\nb").matches("a  \nb\n"))
    #expect(!Pattern("a … b").matches("a b c"))
    #expect(!Pattern("a").matches("ab"))
  }

  @Test func `every page has something to read`() {
    #expect(Page.all.count > 8)
    for page in Page.all { #expect(page.lines.first?.hasPrefix("# ") == true, "\(page)") }
  }

  @Test(arguments: Page.all)
  func `every fence is closed`(page: Page) {
    let fences = page.lines.filter { $0.hasPrefix("```") }
    #expect(fences.count.isMultiple(of: 2))
    #expect(fences.count == 2 * page.blocks.count)
  }
}

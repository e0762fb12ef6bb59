import Foundation
import Testing

/// The pages hang together.
struct DocsTests {
  private static let pages = Checkout.texts.filter { $0.path.hasSuffix(".md") }

  @Test func `every page of docs is linked from its index`() {
    let index = Self.pages.first { $0.path == "docs/README.md" }
    let linked = index.map(links(in:)) ?? []
    report(
      Self.pages.filter { $0.path.hasPrefix("docs/") && $0.path != "docs/README.md" }
        .filter { page in !linked.contains { $0.target == page.path.dropFirst("docs/".count) } }
        .map { page in
          Finding(path: page.path, line: 1, rule: "no link leads here; add it to docs/README.md")
        })
  }

  @Test func `every link inside the checkout leads to a file`() {
    report(
      Self.pages.flatMap { page in
        let folder = URL(filePath: "/" + page.path).deletingLastPathComponent()
        return links(in: page).filter { !$0.target.contains("://") && !$0.target.isEmpty }
          .filter { !Checkout.holds(folder.appending(path: $0.target).standardized.path) }
          .map { link in
            Finding(path: page.path, line: link.line, rule: "the link to \(link.target) is dead")
          }
      })
  }

  @Test func `the readme says its commands and fits a page`() throws {
    let readme = try #require(Self.pages.first { $0.path == "README.md" })
    #expect(readme.lines.contains("make run") && readme.lines.contains("make test"))
    #expect(readme.lines.count <= 100, "README.md is one page")
  }

  @Test func `links are found with their lines, anchors and code left out`() {
    let text = "[a](b.md) `[x](y)` and\n[c](d/e.md#f), [web](https://example.org), [g](#here)\n"
    let found = links(in: TextFile(path: "docs/a.md", bytes: Array(text.utf8)))
    #expect(found.map(\.target) == ["b.md", "d/e.md", "https://example.org", ""])
    #expect(found.map(\.line) == [1, 2, 2, 2])
  }
}

private struct Link {
  let target: String
  let line: Int
}

/// The targets of `[text](target)` in a page, without their anchors.
private func links(in page: TextFile) -> [Link] {
  zip(1..., page.lines).flatMap { number, line in
    withoutCode(line).components(separatedBy: "](").dropFirst().map { rest in
      let target = rest.prefix { $0 != ")" && $0 != "#" && $0 != " " }
      return Link(target: String(target), line: number)
    }
  }
}

/// A line without the parts between backticks.
private func withoutCode(_ line: Substring) -> String {
  line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined()
}

import Foundation
import Testing

/// What `docs/coverage.md` claims of the sources is there to be looked at.
struct CoverageTests {
  private static let page = Page.named("docs/coverage.md")
  static let claims: [Claim] = page.map(Claim.all) ?? []

  private static let tests = swift(in: "Tests")

  /// Every Swift file below a folder of the checkout, by its path there.
  private static func swift(in folder: String) -> [String: String] {
    let root = Page.checkout.appending(path: folder)
    let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    var texts: [String: String] = [:]
    for name in names ?? [] where name.hasSuffix(".swift") {
      texts[name] = try? String(contentsOf: root.appending(path: name), encoding: .utf8)
    }
    return texts
  }

  @Test(arguments: claims)
  func `a claim names a status, files and tests that are there`(claim: Claim) throws {
    #expect(claim.hasKnownStatus, "\(claim.status) is no status")
    #expect(!claim.here.isEmpty || claim.status == "full", "nothing is said of it")
    let texts = claim.files.map { ($0, try? String(contentsOf: $0, encoding: .utf8)) }
    #expect(!texts.isEmpty)
    for (file, text) in texts { #expect(text != nil, "there is no \(file.path)") }
    for name in claim.names {
      #expect(
        texts.contains { Page(path: $0.path, text: $1 ?? "").words.contains(name[...]) },
        "\(name) is in none of the row's files")
    }
    #expect(!claim.tests.isEmpty)
    for test in claim.tests { #expect(Self.isThere(test), "there is no test '\(test)'") }
  }

  /// A file of tests, or the sentence that names one.
  private static func isThere(_ test: String) -> Bool {
    if test.hasSuffix(".swift") { return tests.keys.contains { $0.hasSuffix("/" + test) } }
    return tests.values.contains { $0.contains("`\(test)`") || $0.contains("\"\(test)\"") }
  }

  @Test func `what is changed is explained by its number`() throws {
    let page = try #require(Self.page)
    let explained = Set(page.lines.compactMap(Self.contradiction))
    for claim in Self.claims {
      guard let number = claim.contradiction else { continue }
      #expect(explained.contains(number), "\(claim): \(number) is explained nowhere")
    }
    #expect(explained.count == 37)
  }

  /// The number of a row of the table of contradictions.
  private static func contradiction(_ line: String) -> String? {
    let cells = line.components(separatedBy: " | ")
    guard cells.count == 3, cells[0].hasPrefix("| C") else { return nil }
    return String(cells[0].dropFirst(2))
  }

  @Test func `every class and method of source 001 has a claim`() {
    let claimed = Self.claims.compactMap(\.member)
    let members = SourceClass.all.flatMap(\.members)
    #expect(claimed.filter(Set(members).contains) == members)
    #expect(SourceClass.all.count == 23)
    #expect(SourceClass.all.map(\.methods.count).reduce(0, +) == 55)
  }

  @Test func `there are claims of every source and of every status`() throws {
    let page = try #require(Self.page)
    for number in 0...4 {
      #expect(page.lines.contains { $0.hasPrefix("## Source 00\(number)") })
    }
    for status in ["full", "announced only in the source", "not yet"] {
      #expect(Self.claims.contains { $0.status == status }, "\(status)")
    }
    #expect(Self.claims.count > 300)
  }
}

/// A row of a table of the page.
struct Claim: CustomTestStringConvertible, Sendable {
  let source: String
  let here: String
  let files: [URL]
  let names: [String]
  let tests: [String]
  let status: String

  var testDescription: String { source }

  static func all(_ page: Page) -> [Claim] {
    var isInside = false
    return page.lines.compactMap { line in
      if line == "| of the source | here | file | test | status |" { isInside = true }
      if !line.hasPrefix("|") { isInside = false }
      guard isInside, !line.hasPrefix("|---"), !line.hasPrefix("| of the source") else {
        return nil
      }
      return Claim(line)
    }
  }

  /// A row with too few or too many cells is a claim without a status.
  private init(_ line: String) {
    var cells = line.dropFirst().dropLast().components(separatedBy: "|")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if cells.count != 5 { cells = [line, "", "", "", ""] }
    (source, here) = (cells[0], cells[1])
    let quoted = Self.quoted(cells[2])
    files = quoted.filter(Self.isPath).map { Page.checkout.appending(path: Self.place($0)) }
    names = quoted.filter { !Self.isPath($0) }
      .compactMap { $0.split(separator: ".").last.map(String.init) }
    tests = cells[3].components(separatedBy: " · ").map { $0.filter { $0 != "`" } }
      .filter { !$0.isEmpty }
    status = cells[4].filter { $0 != "`" }
  }

  /// What stands between backticks.
  private static func quoted(_ cell: String) -> [String] {
    cell.components(separatedBy: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }
      .map(\.element)
  }

  private static func isPath(_ text: String) -> Bool {
    text.contains("/") || text.hasSuffix(".swift")
  }

  /// Swift files are under `Sources`.
  private static func place(_ path: String) -> String {
    path.hasSuffix(".swift") && path.contains("/") ? "Sources/" + path : path
  }

  var hasKnownStatus: Bool {
    ["full", "announced only in the source", "not yet"].contains(status) || contradiction != nil
  }

  /// `C7` of `changed (C7)`.
  var contradiction: String? {
    guard status.hasPrefix("changed (C"), status.hasSuffix(")") else { return nil }
    let number = status.dropFirst("changed (".count).dropLast()
    return number.dropFirst().allSatisfy(\.isNumber) ? String(number) : nil
  }

  /// A class or `Class.method` at the beginning of a row.
  var member: String? { source.hasPrefix("`") ? Self.quoted(source).first : nil }
}

import Testing

/// No order of a set or a dictionary reaches a result.
struct DictionaryOrderTests {
  /// The start of a path, and why the order does not matter there.
  private static let exceptions: [String: String] = [:]

  @Test func `no dictionary or set is walked through in its own order`() {
    report(
      Checkout.sources.filter { file in
        file.isSwift && file.isSource && !Self.exceptions.keys.contains { file.path.hasPrefix($0) }
      }.flatMap(unorderedWalks(in:)))
  }

  @Test(arguments: [
    "for (user, debt) in debts {", "for user in self.debts.keys {",
    "let all = debts.map { $0.key }", "let total = debts.values.reduce(0, +)", "for name in seen {",
  ])
  func `a walk in chance order is found`(line: String) {
    #expect(unorderedWalks(in: Self.example(line)).map(\.line) == [4])
  }

  @Test(arguments: [
    "for user in debts.keys.sorted() {", "if debts.keys.contains(user) {", "for row in rows {",
    "for x in debts[user] {", "let n = seen.count", "for row in table.debts2 {",
  ])
  func `a walk in a known order is not`(line: String) {
    #expect(unorderedWalks(in: Self.example(line)) == [])
  }

  private static func example(_ line: String) -> SourceFile {
    SourceFile(
      "Sources/Lending/A.swift",
      """
      var debts: [String: [Int]] = [:]
      var seen = Set<String>()
      let rows: [Int] = [1, 2]
      \(line)
      }
      """)
  }
}

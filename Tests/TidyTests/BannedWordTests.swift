import Testing

/// Each banned word with its replacement: the style of the house as a test.
struct BannedWordTests {
  @Test(arguments: BannedWords.code.map(\.phrase))
  func `code keeps to the words of its room`(phrase: String) {
    for word in BannedWords.code where word.phrase == phrase {
      report(Checkout.sources.flatMap(word.findings(in:)))
    }
  }

  @Test(arguments: BannedWords.text.map(\.phrase))
  func `no text holds leftovers or the paths of a machine`(phrase: String) {
    for word in BannedWords.text where word.phrase == phrase {
      report(Checkout.texts.flatMap { word.findings(in: $0) })
    }
  }

  @Test func `an exception is there because its word is`() {
    let stale = (BannedWords.code + BannedWords.text).flatMap { word in
      word.exceptions.keys.filter { path in
        !Checkout.sources.contains { $0.path.hasPrefix(path) }
      }
    }
    #expect(Set(stale).sorted() == [], "an exception names a file that is not there")
  }

  @Test func `the rooms without floating point hold no decimal literal`() {
    report(
      Checkout.sources.filter { $0.isSwift && Self.exact.covers($0) }
        .flatMap { file in
          decimalLiterals(in: file.code).map { offset in
            Finding(
              path: file.path, line: file.text.line(of: offset),
              rule: "a decimal literal is a Double; parse a text, or count in units")
          }
        })
  }

  @Test func `a word is found in its rooms, in code, on its own`() {
    let word = BannedWord("Double", instead: "use Rate", in: .outside(["Statistics"]))
    let code = """
      // Double
      let DoubleEntry = "Double \\(Double(1))"
      let x: Double = 1
      """
    let lines = [2, 3].map { Finding(path: "Sources/Margin/A.swift", line: $0, rule: Self.rule) }
    #expect(word.findings(in: SourceFile("Sources/Margin/A.swift", code)) == lines)
    #expect(word.findings(in: SourceFile("Sources/Statistics/A.swift", code)) == [])
    #expect(word.findings(in: SourceFile("Tests/MarginTests/A.swift", code)) == [])
  }

  @Test func `an excepted file may say the word, another may not`() {
    let word = BannedWord(
      "try!", instead: "throw", except: ["Sources/Margin/A.swift": "an example"])
    #expect(word.findings(in: SourceFile("Sources/Margin/A.swift", "try! f()")) == [])
    #expect(word.findings(in: SourceFile("Sources/Margin/B.swift", "try! f()")).count == 1)
  }

  @Test func `a path of a machine is found where it begins`() {
    let word = BannedWord("/work/", instead: "no")
    let text = "see /work/a\nsee ../work/b and net/work/c\n\"/work/d\"\n"
    let found = word.findings(in: TextFile(path: "docs/a.md", bytes: Array(text.utf8)))
    #expect(found.map(\.line) == [1, 3])
  }

  @Test func `a decimal literal is no tuple, no range and no version in a string`() {
    let code = "a.0.1; $0.1; 1...2; \"6.3\"; x1.2; 0x1; let y = 0.5; f(12.25e3, 1e9)"
    let found = decimalLiterals(in: SourceFile("Sources/Margin/A.swift", code).code)
    #expect(found.map { String(code.dropFirst($0).prefix(3)) } == ["0.5", "12.", "1e9"])
  }

  private static let exact = Scope.outside(BannedWords.floating.union(BannedWords.executables))

  private static let rule = "`Double` does not belong here; use Rate"
}

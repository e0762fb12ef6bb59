import Testing

/// The tidy tests' own reading of code: what is comment, string, function, type.
struct ReadingTests {
  @Test(arguments: [
    ("a // try!", "a        "),
    ("a /* b /* c */ d */ e", "a                   e"),
    (#"f("try!") + g"#, #"f("    ") + g"#),
    (#"f("a\"b") + g"#, #"f("    ") + g"#),
    (#"f("a\(b(1) + "c")d") + g"#, #"f("  (b(1) + " ") ") + g"#),
    (##"f(#"a\(b)"c"#) + g"##, ##"f(#"       "#) + g"##),
    (##"f(#"a\#(b)c"#) + g"##, ##"f(#"   (b) "#) + g"##),
    ("f(\"\"\"\na \"b\"\n\"\"\") + g", "f(\"\"\"\n     \n\"\"\") + g"),
    ("func `a \"b\" // c`() {}", "func `__________`() {}"),
    ("#if DEBUG\nx\n#endif", "#if DEBUG\nx\n#endif"),
  ])
  func `comments and strings are blanked, code stays in its place`(text: String, code: String) {
    let found = String(decoding: blanked(Array(text.utf8), as: .swift), as: UTF8.self)
    #expect(found == code)
    #expect(found.utf8.count == text.utf8.count)
  }

  @Test func `a quote between apostrophes opens no string in C`() {
    let found = blanked(Array(#"c = '"'; d = '\''; e("f");"#.utf8), as: .c)
    #expect(String(decoding: found, as: UTF8.self) == #"c = ' '; d = '  '; e(" ");"#)
  }

  @Test func `a long function is found in a longer type`() {
    let text = """
      struct A {
        var b: Int {
          1
        }
        @inlinable
        func c(
          d: Int = 1
        ) -> Int {
          if true {

          }
          return 2
        }
      }
      """
    let file = SourceFile("Sources/Margin/A.swift", text)
    #expect(blocks(longerThan: 4, in: file) == [Block(firstLine: 6, lastLine: 13)])
    #expect(blocks(longerThan: 2, in: file).count == 2)
    #expect(blocks(longerThan: 8, in: file) == [])
  }

  @Test func `a long function of C is found, a long structure is not`() {
    let text = "struct a {\n int b;\n\n\n};\nint c(void) {\n\n\n return 1;\n}\n"
    let file = SourceFile("Sources/LuaBridge/a.c", text)
    #expect(blocks(longerThan: 3, in: file) == [Block(firstLine: 6, lastLine: 10)])
  }

  @Test func `the line of an offset and the number of lines agree`() {
    let text = TextFile(path: "a", bytes: Array("ab\n\ncd\n".utf8))
    #expect(text.lines == ["ab", "", "cd"])
    #expect([0, 2, 3, 4, 6].map(text.line(of:)) == [1, 1, 2, 3, 3])
  }

  @Test func `the checkout has been found`() {
    #expect(Checkout.holds("Package.swift"))
    #expect(Checkout.sources.contains { $0.path == "Tests/TidyTests/ReadingTests.swift" })
    #expect(Checkout.texts.contains { $0.path == "Makefile" })
    #expect(Checkout.texts.contains { $0.path == ".ci/run" })
  }
}

import Testing

/// Small files, small functions, lines that fit.
struct SizeTests {
  private static let lines = 500
  private static let functionLines = 70
  private static let columns = 100

  @Test func `a file has 500 lines at most`() {
    report(
      Checkout.sources.filter { $0.text.lines.count > Self.lines }.map { file in
        Finding(
          path: file.path, line: Self.lines + 1,
          rule: "\(file.text.lines.count) lines, \(Self.lines) at most; give each subject its file")
      })
  }

  @Test func `a function has 70 lines at most`() {
    report(
      Checkout.sources.flatMap { file in
        blocks(longerThan: Self.functionLines, in: file).map { block in
          Finding(
            path: file.path, line: block.firstLine,
            rule: "\(block.length) lines, \(Self.functionLines) at most; name its steps")
        }
      })
  }

  @Test func `a line has 100 columns at most`() {
    report(
      Checkout.sources.flatMap { file in
        zip(1..., file.text.lines).filter { $1.count > Self.columns }.map { number, line in
          Finding(
            path: file.path, line: number,
            rule: "\(line.count) columns, \(Self.columns) at most; break it")
        }
      })
  }
}

import Foundation
import Testing

@testable import Reporting

/// The report in a real browser. Runs where Chromium is installed and Plotly was set up
/// (`make setup-test`).
@Suite(.serialized, .enabled(if: Browser.isReady, "install Chromium and Plotly: make setup-test"))
struct ChromiumTests {
  private static func report() throws -> (CrashRun, String) {
    let run = try CrashRun()
    let plotly = try String(contentsOfFile: Browser.plotly, encoding: .utf8)
    try Report.write(
      run: run.fixture.folder, to: run.fixture.path("report.html"), plotly: plotly)
    return (run, run.fixture.path("report.html"))
  }

  @Test func `it opens from a file, draws every chart and the console stays silent`() throws {
    let (run, path) = try Self.report()
    let result = try Browser.run(["--dump-dom", "file://\(path)"], in: run.fixture)
    #expect(result.page.contains("data-drawn=\"15/15\""))
    #expect(result.page.components(separatedBy: "class=\"main-svg\"").count > 18)
    #expect(!result.log.contains("CONSOLE"), "\(result.log)")
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    #expect(try #require(size) < 8_000_000)
  }

  /// The rules of the printed page are made the rules of the screen, at the width of A4 across
  /// without its margins; then nothing may be wider than the page, nor any cell than its table.
  @Test func `on paper no edge is cut`() throws {
    let (run, path) = try Self.report()
    let probe = """
      <script>setTimeout(() => { window.dispatchEvent(new Event("beforeprint"));
      setTimeout(() => { const root = document.documentElement;
      const wide = [...document.querySelectorAll("table, figure, .tile, .main-svg")].filter(
        (item) => item.getBoundingClientRect().right > root.clientWidth + 1
          || item.scrollWidth > item.clientWidth + 2 && item.matches(".tile"));
      root.dataset.over = Math.max(0, root.scrollWidth - root.clientWidth) + wide.length;
      }, 2000); }, 6000);</script></body>
      """
    let page = try String(contentsOfFile: path, encoding: .utf8)
      .replacing("@media print", with: "@media all").replacing("</body>", with: probe)
    let copy = run.fixture.path("printed.html")
    try page.write(toFile: copy, atomically: true, encoding: .utf8)
    let result = try Browser.run(
      ["--window-size=1046,720", "--hide-scrollbars", "--dump-dom", "file://\(copy)"],
      in: run.fixture)
    #expect(result.page.contains("data-over=\"0\""))
  }

  @Test func `its PDF is A4 across`() throws {
    let (run, path) = try Self.report()
    let pdf = run.fixture.path("report.pdf")
    _ = try Browser.run(["--print-to-pdf=\(pdf)", "file://\(path)"], in: run.fixture)
    let text = String(decoding: try Data(contentsOf: URL(filePath: pdf)), as: UTF8.self)
    let boxes = text.matches(of: /MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]/)
    #expect(boxes.count > 4)
    for box in boxes {
      #expect(abs((Double(box.output.1) ?? 0) - 841.9) < 1)
      #expect(abs((Double(box.output.2) ?? 0) - 595.2) < 1)
    }
  }
}

/// A headless Chromium.
enum Browser {
  static let plotly = Checkout.path(".venv/plotly.min.js")

  static let program = ["chromium", "chromium-browser", "google-chrome"]
    .map { "/usr/bin/" + $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

  static var isReady: Bool {
    program != nil && FileManager.default.fileExists(atPath: plotly)
  }

  /// Runs it once; what it prints goes to files, for a pipe would fill up.
  static func run(_ arguments: [String], in fixture: Fixture) throws -> (page: String, log: String)
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(program))
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--virtual-time-budget=20000", "--user-data-dir=\(fixture.path("browser"))",
      ] + arguments
    let (page, log) = (fixture.path("page.txt"), fixture.path("log.txt"))
    for path in [page, log] { try Data().write(to: URL(filePath: path)) }
    let streams = try [page, log].map { try FileHandle(forWritingTo: URL(filePath: $0)) }
    defer { for stream in streams { try? stream.close() } }
    process.standardOutput = streams[0]
    process.standardError = streams[1]
    try process.run()
    process.waitUntilExit()
    return (
      try String(contentsOfFile: page, encoding: .utf8),
      try String(contentsOfFile: log, encoding: .utf8)
    )
  }
}

import Foundation
import Testing

@testable import Reporting

@Suite struct ReportTests {
  @Test func `a report can be looked at`() throws {
    let run = try CrashRun()
    let plotly = try String(contentsOfFile: "/work/h/report/plotly.min.js", encoding: .utf8)
    try Report.write(run: run.fixture.folder, to: "/work/h/report/report.html", plotly: plotly)
    try Summary.compute(run: run.fixture.folder).json().write(
      toFile: "/work/h/report/summary.json", atomically: true, encoding: .utf8)
  }
}

import Testing

@testable import Reporting

/// What scripts plot is drawn.
@Suite struct PlotTests {
  /// A run in which `rows` of name and value were plotted, a minute apart.
  private func chart(_ rows: [(String, Double?)]) throws -> Chart? {
    let run = try CrashRun()
    try run.fixture.add(
      "plots", rows.enumerated().map { [CrashRun.time($0), $1.0, $1.1] })
    let summary = try Summary.compute(run: run.fixture.folder)
    return PlotChart(data: summary.data, limit: 100).chart
  }

  @Test func `each name has a pane, and names before a stroke share one`() throws {
    let rows = [
      ("spread", 1.5), ("level/venue", 1.4), ("level/shown", 1.3), ("level/venue", 1.064),
      ("spread", nil),
    ]
    let chart = try #require(try chart(rows))
    #expect(chart.traces.count == 3)
    #expect(chart.words == "level/shown, level/venue, spread")
    let names = chart.traces.map { $0.members["name"] }
    #expect(names == ["level/shown", "level/venue", "spread"])
    #expect(chart.traces.map { $0.members["yaxis"] } == [nil, nil, "y2"])
    #expect(chart.traces[1].members["y"] == [.digits("1.4"), .digits("1.064")])
    #expect(chart.traces[2].members["y"] == [.digits("1.5"), .null])
    #expect(chart.layout["yaxis"]?["title"] == ["text": "level"])
    #expect(chart.layout["yaxis2"]?["title"] == ["text": "spread"])
  }

  @Test func `nothing plotted is no chart`() throws {
    #expect(try chart([]) == nil)
  }

  @Test func `hostile names are plain text, and eight panes are enough`() throws {
    let chart = try #require(
      try chart((0..<12).map { ("\(Hostile.markup)\($0)", 1.0) }))
    #expect(chart.traces.count == 8)
    for trace in chart.traces {
      guard case .text(let name)? = trace.members["name"] else { continue }
      #expect(!name.contains("<"))
    }
  }

  @Test func `the summary page draws it below its own charts`() throws {
    let run = try CrashRun()
    try run.fixture.add("plots", [[CrashRun.time(3), "spread", 1.5]])
    let page = try Report.html(Summary.compute(run: run.fixture.folder), plotly: "")
    #expect(page.contains("Plotted by the script"))
  }
}

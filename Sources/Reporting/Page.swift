/// The pieces of a page, as the templates read them: every text is plain and is escaped there.
/// A template finds a name in the innermost piece that has it, so names differ between pieces.

struct Tile {
  let label: String
  let value: String
  var unit = ""
  let definition: String
  /// `good`, `bad`, `warn` or nothing.
  var tone = ""
  /// A second, smaller line.
  var remark = ""
}

struct Column {
  let head: String
  var headDefinition = ""
  /// `n` for numbers, which stand right, else nothing.
  var align = ""

  static func number(_ head: String, _ definition: String = "") -> Column {
    Column(head: head, headDefinition: definition, align: "n")
  }

  static func text(_ head: String, _ definition: String = "") -> Column {
    Column(head: head, headDefinition: definition)
  }
}

struct Cell {
  let text: String
  var cellClass = ""
  var cellTitle = ""
}

struct TableRow {
  let cells: [Cell]
  /// Milliseconds since 1970 of the event in this row: a click moves the panes there.
  var at = ""
  var isEvent = false
  var rowClass = ""
}

struct Table {
  let caption: String
  let columns: [Column]
  let rows: [TableRow]
  /// Said under the table, such as how many rows were left out.
  var footnote = ""
  /// Said in place of the table where it has no row.
  var empty = "Nothing to show."

  /// The most rows of a table on the page; the rest is in `run.sqlite`.
  static let most = 200

  init(
    _ caption: String, _ columns: [Column], _ rows: [TableRow], empty: String = "Nothing to show.",
    footnote: String = ""
  ) {
    self.caption = caption
    self.columns = columns
    self.empty = empty
    let hidden = rows.count - Self.most
    self.rows = hidden > 0 ? Array(rows.prefix(Self.most)) : rows
    let more =
      hidden > 0
      ? "The first \(Self.most) of \(Format.count(rows.count)) rows; "
        + "`tidemark export` writes them all. "
      : ""
    self.footnote = more + footnote
  }

  var hasRows: Bool { !rows.isEmpty }
}

/// A line that opens to a table.
struct Detail {
  let headline: String
  let isOpen: Bool
  let tables: [TableModel]
}

/// What stands one under the other on a page; all but one list are empty.
struct Block {
  var tiles: [Tile] = []
  var charts: [ChartBox] = []
  var tables: [TableModel] = []
  var details: [Detail] = []
  var heading: [String] = []
  var texts: [String] = []
  var links: [Link] = []
  var facts: [Fact] = []
}

/// A line that leads to another page of the report.
struct Link {
  let linkText: String
  let linkTarget: String
}

struct Fact {
  let key: String
  let fact: String
  var factTitle = ""
  /// `wide` for a whole line.
  var width = ""
}

/// The frame of a chart.
struct ChartBox {
  let chartID: String
  let chartTitle: String
  let words: String
  let height: Int
}

/// A table as the template reads it: stored properties only, for it looks at them by reflection.
struct TableModel {
  let caption: String
  let columns: [Column]
  let rows: [TableRow]
  let footnote: String
  let hasRows: Bool
  let empty: String

  init(_ table: Table) {
    caption = table.caption
    columns = table.columns
    rows = table.rows
    footnote = table.footnote
    hasRows = table.hasRows
    empty = table.empty
  }
}

/// A page with content.
struct Page {
  let number: Int
  let anchor: String
  let title: String
  let lead: String
  /// Key of the summary that the page's "copy as JSON" takes.
  let jsonKey: String
  let blocks: [Block]
}

extension Block {
  static func table(_ table: Table) -> Block { Block(tables: [TableModel(table)]) }
  /// Charts side by side where there is room.
  static func charts(_ charts: [Chart]) -> Block {
    Block(
      charts: charts.map { chart in
        ChartBox(
          chartID: chart.id, chartTitle: chart.title, words: chart.words, height: chart.height)
      })
  }
  static func heading(_ text: String) -> Block { Block(heading: [text]) }
  static func text(_ text: String) -> Block { Block(texts: [text]) }
}

extension Cell {
  static func text(_ text: String?) -> Cell { Cell(text: text ?? "") }
  static func number(_ text: String) -> Cell { Cell(text: text, cellClass: "n") }
  static func hash(_ text: String) -> Cell {
    Cell(text: Format.short(text), cellClass: "mono", cellTitle: text)
  }
  static func time(_ ts: Int64?) -> Cell { Cell(text: Format.time(ts), cellClass: "time") }
}

extension TableRow {
  init(_ cells: [Cell], ts: Int64) {
    self.init(cells: cells, at: String(Plotly.milliseconds(ts)), isEvent: true)
  }
}

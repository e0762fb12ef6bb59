import Glibc
import MarketData

/// The YAML file of an import while it is made, and what is said about it.
struct ReferenceSheet {
  let request: ReferenceRequest
  private(set) var report = ReferenceReport()
  private var body = ""
  private var leftOut: [String] = []
  private var notes: [String] = []
  private var taken: Set<String> = []
  private let rejects: Rejects?
  /// Names that could have been chosen, for a message.
  private var known: [String] = []
  private var chosen: Set<String> = []

  init(_ request: ReferenceRequest) {
    self.request = request
    rejects =
      request.onBadRow != .stop
      ? Rejects(
        target: request.target,
        path: request.writesOneFile ? "\(request.target).rejected.csv" : nil) : nil
  }

  /// Counts rows of the source.
  mutating func read(rows: Int = 1) { report.rowsRead += rows }

  /// Whether something of these names is to be written; if not, its rows are counted.
  mutating func chooses(_ names: [String], rows: Int = 1) -> Bool {
    if request.only.isEmpty { return true }
    if known.count < 10_000 { known += names }
    let found = names.filter(request.only.contains)
    chosen.formUnion(found)
    if found.isEmpty { report.unchosen += rows }
    return !found.isEmpty
  }

  /// Whether a name has not been taken before; names that look the same are the same.
  mutating func claims(_ name: String) -> Bool { taken.insert(name).inserted }

  /// Adds text without an entry of its own, such as the key above the entries.
  mutating func add(key: String) { body += key + "\n" }

  /// Adds an entry made from so many rows.
  mutating func add(entry: String, rows: Int = 1) {
    body += entry + "\n"
    report.entries += 1
    report.rowsWritten += rows
  }

  /// A line for the head of the file.
  mutating func note(_ text: String) { notes.append(text) }

  /// A good row that our files cannot express.
  mutating func leaveOut(_ name: String, line: Int, _ reason: String) {
    report.leftOut += 1
    leftOut.append("\(name) (line \(line)): \(reason)")
  }

  /// Bad rows: they stop the import, or are left out and listed.
  mutating func reject(
    line: Int, column: Int, text: String, _ reason: String, rows: Int = 1
  ) throws(IngestError) {
    let error = IngestError(
      .badData, file: request.file, line: line, column: column, text: text, reason: reason,
      remedy: Remedy.row)
    if request.onBadRow == .stop { throw error }
    if report.rejected == 0 { TextFile.makeParent(of: request.target) }
    report.rejected += rows
    try rejects?.append(error)
  }

  mutating func reject(_ fault: JSONFault, rows: Int = 1) throws(IngestError) {
    try reject(
      line: fault.line, column: fault.column, text: fault.text, fault.reason, rows: rows)
  }

  /// The data of the file break off.
  mutating func breakOff(_ reason: String, afterLine line: Int) throws(IngestError) {
    if request.onBadRow == .stop {
      throw IngestError(
        .badData, file: request.file, line: line, reason: reason,
        remedy: "load the file again, or keep the rows before with --on-bad-row skip")
    }
    report.truncated = true
  }

  /// Refuses names of `only` that are nowhere in the file.
  func checkChoice() throws(IngestError) {
    guard let odd = request.only.first(where: { !chosen.contains($0) }) else { return }
    let near = Nearness.ranked(Set(known).sorted(), to: odd).prefix(3)
    throw IngestError(
      .badData, file: request.file, text: Quoted.text(odd), reason: "nothing has this name",
      remedy: near.isEmpty ? "leave --only out" : "the nearest are \(near.joined(separator: ", "))")
  }

  /// Writes the file, or the folder with it, and the list of bad rows.
  func publish(
    _ source: TapeMetadata.Source, _ format: ReferenceFormat
  ) throws(IngestError) {
    if report.rowsWritten == 0 {
      throw IngestError(
        .badData, file: request.file, reason: "it holds no row to write",
        remedy: "check that this is the file you mean")
    }
    let target = request.target
    if request.writesOneFile {
      try TextFile.write(text(source), to: target)
    } else {
      let metadata = ReferenceMetadata(source, request.format, report)
      try TextFile.writeFolder(
        [(format.fileName, text(source)), ("metadata.json", try metadata.json(target))],
        to: target)
    }
    if report.rejected == 0, request.writesOneFile { unlink("\(target).rejected.csv") }
    try rejects?.finish()
  }

  private static func comments(_ lines: [String]) -> String {
    lines.map { "# \(YAMLText.comment($0))\n" }.joined()
  }

  private func text(_ source: TapeMetadata.Source) -> String {
    var lines = [
      "tidemark import \(request.format)", "file: \(source.file)",
      "sha256: \(source.sha256)", "bytes: \(source.bytes)", "rows_read: \(report.rowsRead)",
      "rows_written: \(report.rowsWritten)", "rejected: \(report.rejected)",
      "left_out: \(report.leftOut)", "unchosen: \(report.unchosen)",
      "truncated: \(report.truncated)",
    ]
    if !request.only.isEmpty {
      lines.append("only: \(request.only.joined(separator: ", "))")
    }
    lines += notes
    let end = leftOut.map { "left out: \($0)" }
    return Self.comments(lines) + body + Self.comments(end)
  }
}

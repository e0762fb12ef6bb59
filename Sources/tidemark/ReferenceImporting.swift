import Foundation
import Ingest

/// `tidemark import` with a format that writes YAML.
extension ImportCommand {
  /// Venue and symbol, which every tape has.
  func market() throws -> (venue: String, symbol: String) {
    _ = try ImportFormat.named(format)
    if !only.isEmpty {
      throw Failure(
        Failure.usage, "--only chooses from what a format writes into YAML; \(format) is a tape")
    }
    guard let venue, let symbol else {
      throw Failure(Failure.usage, "a tape has a market: give --venue and --symbol")
    }
    return (venue, symbol)
  }

  func run(_ reference: ReferenceFormat) throws {
    try checkOptions(reference)
    let request = ReferenceRequest(
      format: reference.name, file: files[0], target: to,
      onBadRow: try Options.word(onBadRow, "--on-bad-row", BadRowPolicy.self), only: only)
    if request.writesOneFile {
      try checkFile(to)
    } else {
      try Folders.checkTarget(to, force: force, option: "--to")
    }
    let report = try ReferenceImport.run(request, isStopAsked: { Terminal.isStopAsked })
    if venue != nil || symbol != nil {
      Terminal.talk("--venue and --symbol name tapes; \(reference.name) has its own names")
    }
    if report.leftOut > 0 {
      Terminal.talk("\(report.leftOut) rows are left out; the YAML file ends with their names")
    }
    Terminal.data(
      "\(reference.name) entries=\(report.entries) rows_read=\(report.rowsRead) "
        + "rows_written=\(report.rowsWritten) rejected=\(report.rejected) "
        + "left_out=\(report.leftOut) unchosen=\(report.unchosen) truncated=\(report.truncated)")
  }

  private func checkOptions(_ reference: ReferenceFormat) throws {
    if files.count != 1 {
      throw Failure(Failure.usage, "\(reference.name) takes one file, not \(files.count)")
    }
    let useless = [
      ("--utc-offset", utcOffset), ("--time-unit", timeUnit), ("--interval", interval),
      ("--tick", tick),
    ]
    if let option = useless.first(where: { $0.1 != nil })?.0 {
      throw Failure(
        Failure.usage, "\(option) means nothing to \(reference.name), which writes no tape")
    }
  }

  /// Refuses a file that exists: without --force always, with it unless an import wrote it.
  private func checkFile(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    if !force {
      throw Failure(
        Failure.usage, "\(path) exists already; choose another --to, or give --force")
    }
    let handle = FileHandle(forReadingAtPath: path)
    let head = (try? handle?.read(upToCount: Self.mark.utf8.count)) ?? Data()
    if head != Data(Self.mark.utf8) {
      throw Failure(
        Failure.usage,
        "\(path) is not a file that tidemark imported, so --force does not replace it; "
          + "choose another --to")
    }
  }

  /// How every YAML file of an import begins.
  private static let mark = "# tidemark import "
}

import ArgumentParser
import Foundation
import Ingest
import MarketData
import Quantities

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Reads recorded files into a tape.",
    discussion: "Formats:\n"
      + ImportFormat.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n")
      + "\nFormats that write YAML:\n"
      + ReferenceFormat.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

  @Argument(help: "The format of the files.") var format: String
  @Argument(help: "Files, plain or .gz, .zst, .zip, in order of time.") var files: [String]
  @Option(help: "The venue's name; a tape needs it.") var venue: String?
  @Option(help: "The symbol on that venue; a tape needs it.") var symbol: String?
  @Option(help: "The tape's folder, or the YAML file.") var to: String
  @Option(help: "What a YAML file is to hold: a venue, a symbol, an asset; may be repeated.")
  var only: [String] = []
  @Option(help: "stop, skip or repair; rows left out go to rejected.csv.") var onBadRow = "stop"
  @Option(help: "What the clock of the files is ahead of UTC, such as +03:00.")
  var utcOffset: String?
  @Option(help: "s, ms, us or ns: the unit of times written as numbers.") var timeUnit: String?
  @Option(help: "The interval of bars, such as 1m.") var interval: String?
  @Option(help: "What sizes count: base, quote or contracts.") var units = "base"
  @Option(help: "The step of prices, such as 0.1: others are bad rows.") var tick: String?
  @Option(help: "Parsers that read a large file at once; the tape is the same.") var cores = 2
  @Flag(help: "Replace the folder if it exists.") var force = false
  @Flag(help: "Print the metadata of each tape as a line of JSON.") var json = false

  func run() throws {
    Terminal.stopWhenAsked()
    let to = WholeFile.trimmed(self.to)
    let parts = ImportFormat.parts.map { "\(to)/\($0)" }
    for name in [to, to + ".rejected"] + parts { Unfinished.add(WholeFile.staging(name)) }
    if let reference = ReferenceFormat.named(format) { return try run(reference) }
    let (venue, symbol) = try market()
    try Folders.checkTarget(to, force: force, option: "--to")
    guard ["base", "quote", "contracts"].contains(units) else {
      throw Failure(
        Failure.usage, "--units takes one of: base, quote, contracts; not '\(units)'")
    }
    let request = ImportRequest(
      format: format, files: files, venue: venue, symbol: symbol, target: to,
      onBadRow: try Options.word(onBadRow, "--on-bad-row", BadRowPolicy.self),
      timeUnit: try timeUnit.map { try Options.word($0, "--time-unit", TimeUnit.self) },
      utcOffset: try utcOffset.map(Options.offset) ?? .zero,
      interval: try interval.map(Options.span), units: units, tick: try tick.map(Options.tick),
      cores: try Options.cores(cores))
    for metadata in try Import.run(request, progress: { _ in !Terminal.isStopAsked }) {
      if json {
        Terminal.data(try DataCommand.line(metadata, path: to))
        continue
      }
      Terminal.data(
        "\(metadata.kind.rawValue) \(metadata.venue):\(metadata.symbol) "
          + "rows_read=\(metadata.rowsRead) rows_written=\(metadata.rowsWritten) "
          + "duplicates=\(metadata.duplicates) gaps=\(metadata.gaps) "
          + "rounded=\(metadata.rounded) truncated=\(metadata.truncated)")
    }
  }
}

/// Values of options that several commands read.
enum Options {
  static func word<T: RawRepresentable & CaseIterable>(
    _ text: String, _ option: String, _ type: T.Type
  ) throws -> T where T.RawValue == String {
    if let value = T(rawValue: text) { return value }
    let names = T.allCases.map(\.rawValue).joined(separator: ", ")
    throw Failure(Failure.usage, "\(option) takes one of: \(names); not '\(text)'")
  }

  static func span(_ text: String) throws -> TimeSpan {
    do { return try TimeSpan(text) } catch {
      throw Failure(Failure.usage, "'\(text)' is no length of time; write one such as 1m or 8h")
    }
  }

  static func tick(_ text: String) throws -> Price {
    if let price = try? Price(text), price > .zero { return price }
    throw Failure(Failure.usage, "'\(text)' is no step of prices; write one such as 0.1")
  }

  static func cores(_ count: Int) throws -> Int {
    if (1...64).contains(count) { return count }
    throw Failure(Failure.usage, "--cores takes 1 to 64, not \(count)")
  }

  static func offset(_ text: String) throws -> TimeSpan {
    if let offset = ClockOffset(text) { return offset.span }
    throw Failure(Failure.usage, "'\(text)' is no offset; write one such as +03:00")
  }
}

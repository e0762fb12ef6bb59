import ArgumentParser
import Foundation
import Ingest
import MarketData
import Matching
import Quantities

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Looks at tapes.",
    subcommands: [List.self, Show.self, Check.self])

  /// The tapes under a path: itself, or the folders below it.
  static func tapes(_ path: String) -> [String] {
    let manager = FileManager.default
    if manager.fileExists(atPath: "\(path)/metadata.json") { return [path] }
    let below = manager.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return below.filter { $0.hasSuffix("/metadata.json") || $0 == "metadata.json" }
      .map { "\(path)/\(($0 as NSString).deletingLastPathComponent)" }
      .filter { !ReferenceImport.wrote($0) }.sorted()
  }

  /// Opens every tape under the paths; a path without one is an error.
  static func open(_ paths: [String]) throws -> [Tape] {
    Terminal.explainCutFiles()
    return try paths.flatMap { path in
      let found = tapes(path)
      if found.isEmpty {
        throw Failure(
          Failure.missingInput, "\(path) holds no tape; make one with `tidemark import`")
      }
      return try found.map { try Tape(path: $0) }
    }
  }

  /// What reading all rows again shows, and what only a replay of the book does.
  static func findings(_ tape: Tape, _ check: TapeCheck? = nil) throws -> [String] {
    let lines = (check ?? TapeCheck(tape)).lines + tape.metadata.placeLines
    return switch tape.kind {
    case .delta: lines + (try BookCheck(tape).lines)
    case .order: lines + (try SingleOrderReplay(tape).lines)
    default: lines
    }
  }

  /// The metadata as one line of JSON, with the path of the tape.
  static func line(_ tape: Tape) throws -> String {
    try line(tape.metadata, path: tape.path)
  }

  static func line(_ metadata: TapeMetadata, path: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let object = try JSONSerialization.jsonObject(with: encoder.encode(metadata))
    guard var fields = object as? [String: Any] else { return "{}" }
    fields["path"] = path
    let data = try JSONSerialization.data(
      withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One line a tape.")
    @Argument(help: "Folders of tapes, or above them.") var paths: [String]
    @Flag(help: "The metadata of each, one JSON object a line.") var json = false

    func run() throws {
      if json {
        for tape in try DataCommand.open(paths) { Terminal.data(try DataCommand.line(tape)) }
        return
      }
      for tape in try DataCommand.open(paths) {
        let span =
          tape.count > 0 ? "\(tape.instant(0)) .. \(tape.instant(tape.count - 1))" : "empty"
        Terminal.data(
          "\(tape.kind.rawValue)\t\(tape.venue):\(tape.symbol)\t\(tape.count)\t\(span)\t"
            + tape.path)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Metadata and findings of tapes, or a book.")
    @Argument(help: "Folders of tapes, or above them.") var paths: [String]
    @Option(help: "Prints the book at an instant, such as 2024-08-08T23:59:00Z.")
    var book: String?
    @Option(help: "Levels a side of the book.") var levels = 10
    @Flag(help: "The metadata alone, one JSON object a line.") var json = false

    func run() throws {
      for tape in try DataCommand.open(paths) {
        if let book { try show(tape, at: book) } else { try show(tape) }
      }
    }

    private func show(_ tape: Tape) throws {
      if json { return Terminal.data(try DataCommand.line(tape)) }
      Terminal.data(
        String(decoding: try tape.metadata.json(), as: UTF8.self)
          .trimmingCharacters(in: .newlines))
      for line in try DataCommand.findings(tape) { Terminal.data(line) }
    }

    private func show(_ tape: Tape, at text: String) throws {
      guard let instant = try? Instant(text) else {
        throw Failure(
          Failure.usage, "'\(text)' is no instant; write one such as 2024-08-08T23:59:00Z")
      }
      let book: Book
      switch tape.kind {
      case .delta: book = try BookReplay.book(of: tape, at: instant)
      case .order: book = try SingleOrderReplay(tape, through: instant).book
      default:
        throw Failure(
          Failure.badInput, "\(tape.path) holds \(tape.kind.rawValue) rows, not those of a book")
      }
      let count = max(1, min(levels, 1000))
      for level in book.top(count, .sell).reversed() {
        Terminal.data("ask\t\(level.price)\t\(level.size)")
      }
      for level in book.top(count, .buy) { Terminal.data("bid\t\(level.price)\t\(level.size)") }
      if !book.isSynchronised {
        Terminal.talk("no snapshot has come before \(instant): the book is partial")
      }
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reads every row; exit 65 where a tape is not sound.")
    @Argument(help: "Folders of tapes, or above them.") var paths: [String]

    func run() throws {
      var unsound: [String] = []
      for tape in try DataCommand.open(paths) {
        let check = TapeCheck(tape)
        try tape.checkWhole()
        for line in try DataCommand.findings(tape, check) { Terminal.data(line) }
        if !check.isSound { unsound.append(tape.path) }
      }
      if !unsound.isEmpty {
        throw Failure(
          Failure.badInput, "not sound: \(unsound.joined(separator: ", ")); import them again")
      }
    }
  }
}

import ArgumentParser
import Foundation
import Ingest
import MarketData

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

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One line a tape.")
    @Argument(help: "Folders of tapes, or above them.") var paths: [String]

    func run() throws {
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
    static let configuration = CommandConfiguration(abstract: "Metadata and findings of tapes.")
    @Argument(help: "Folders of tapes, or above them.") var paths: [String]

    func run() throws {
      for tape in try DataCommand.open(paths) {
        Terminal.data(
          String(decoding: try tape.metadata.json(), as: UTF8.self)
            .trimmingCharacters(in: .newlines))
        for line in TapeCheck(tape).lines { Terminal.data(line) }
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
        for line in check.lines { Terminal.data(line) }
        if !check.isSound { unsound.append(tape.path) }
      }
      if !unsound.isEmpty {
        throw Failure(
          Failure.badInput, "not sound: \(unsound.joined(separator: ", ")); import them again")
      }
    }
  }
}

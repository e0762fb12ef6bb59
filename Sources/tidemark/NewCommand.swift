import ArgumentParser
import Foundation
import MarketData

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes a commented file to start from.",
    subcommands: [NewScenario.self, NewRulebook.self, NewStrategy.self])

  struct NewScenario: StartingFile {
    static let configuration = CommandConfiguration(
      commandName: "scenario", abstract: "What to run.")
    var text: String { Templates.scenario }
    static let ending = ".yaml"
    @Argument(help: "The file's name.") var name: String
  }

  struct NewRulebook: StartingFile {
    static let configuration = CommandConfiguration(
      commandName: "rulebook", abstract: "A venue.")
    var text: String { Templates.rulebook }
    static let ending = ".yaml"
    @Argument(help: "The file's name.") var name: String
  }

  struct NewStrategy: StartingFile {
    static let configuration = CommandConfiguration(
      commandName: "strategy", abstract: "A script.",
      discussion: """
        plain buys and holds; size-cap caps a position by equity, by value and by the margin level
        after it; stop-loss sells below the entry or the highest price since; interest-budget
        closes a position before its loan has cost too much.
        Example: tidemark new strategy mine --template stop-loss
        """)
    static let ending = ".lua"
    @Argument(help: "The file's name.") var name: String
    @Option(help: "plain, size-cap, stop-loss or interest-budget.")
    var template = StrategyTemplate.plain.rawValue

    var text: String {
      get throws { try Options.word(template, "--template", StrategyTemplate.self).text }
    }
  }
}

/// A command that writes a template under a name; never over an existing file.
protocol StartingFile: ParsableCommand {
  var text: String { get throws }
  static var ending: String { get }
  var name: String { get }
}

extension StartingFile {
  func run() throws {
    let path = name.hasSuffix(Self.ending) ? name : name + Self.ending
    let last = URL(fileURLWithPath: path).lastPathComponent
    guard FileName.isPlain(last) else {
      throw Failure(
        Failure.usage,
        "'\(last)' is no plain name of a file; take letters, digits, '-', '_' and '.'")
    }
    if FileManager.default.fileExists(atPath: path) {
      throw Failure(Failure.usage, "\(path) exists already; choose another name")
    }
    let title = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
    try WholeFile.write(text.replacingOccurrences(of: "NAME", with: title), to: path)
    Terminal.data(path)
  }
}

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
    static let template = Templates.scenario
    static let ending = ".yaml"
    @Argument(help: "The file's name.") var name: String
  }

  struct NewRulebook: StartingFile {
    static let configuration = CommandConfiguration(
      commandName: "rulebook", abstract: "A venue.")
    static let template = Templates.rulebook
    static let ending = ".yaml"
    @Argument(help: "The file's name.") var name: String
  }

  struct NewStrategy: StartingFile {
    static let configuration = CommandConfiguration(
      commandName: "strategy", abstract: "A script.")
    static let template = Templates.strategy
    static let ending = ".lua"
    @Argument(help: "The file's name.") var name: String
  }
}

/// A command that writes a template under a name; never over an existing file.
protocol StartingFile: ParsableCommand {
  static var template: String { get }
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
    let text = Self.template.replacingOccurrences(of: "NAME", with: title)
    try WholeFile.write(text, to: path)
    Terminal.data(path)
  }
}

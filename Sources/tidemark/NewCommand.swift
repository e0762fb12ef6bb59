import ArgumentParser
import Foundation

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Writes a commented file to start from.",
    subcommands: [NewScenario.self, NewRulebook.self, NewStrategy.self])

  /// Writes a template under a name; never over an existing file.
  static func write(_ text: String, _ name: String, _ suffix: String) throws {
    let path = name.hasSuffix(suffix) ? name : name + suffix
    if FileManager.default.fileExists(atPath: path) {
      throw Failure(Failure.usage, "\(path) exists already; choose another name")
    }
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Failure(Failure.unwritable, "\(path) cannot be written: \(error)")
    }
    Terminal.data(path)
  }

  struct NewScenario: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "scenario", abstract: "What to run.")
    @Argument(help: "The file's name.") var name: String

    func run() throws {
      let title = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
      try NewCommand.write(
        Templates.scenario.replacingOccurrences(of: "NAME", with: title), name, ".yaml")
    }
  }

  struct NewRulebook: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rulebook", abstract: "A venue.")
    @Argument(help: "The file's name.") var name: String

    func run() throws {
      let title = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
      try NewCommand.write(
        Templates.rulebook.replacingOccurrences(of: "NAME", with: title), name, ".yaml")
    }
  }

  struct NewStrategy: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "strategy", abstract: "A script.")
    @Argument(help: "The file's name.") var name: String

    func run() throws {
      let title = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
      try NewCommand.write(
        Templates.strategy.replacingOccurrences(of: "NAME", with: title), name, ".lua")
    }
  }
}

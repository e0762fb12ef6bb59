import ArgumentParser
import Foundation
import LuaStrategies

struct StrategyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategy", abstract: "Looks at scripts before a run.",
    subcommands: [Check.self, Params.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Finds the errors of a script; exit 65 where there are any.",
      discussion: """
        Without running it: text that is no Lua, callbacks, names of ctx, fields and types of
        orders that do not exist or not yet, and parameters that contradict themselves.
        """)
    @Argument(help: "Lua files.") var files: [String]

    func run() throws {
      var found: [ScriptError] = []
      for file in files {
        let errors = StrategyScript.check(file)
        for error in errors { Terminal.talk("error: \(error)") }
        if errors.isEmpty { Terminal.data("\(file): ok") }
        found += errors
      }
      if found.isEmpty { return }
      let isMissing = found.allSatisfy { $0.kind == .missing }
      throw Failure(isMissing ? Failure.missingInput : Failure.badInput, "")
    }
  }

  struct Params: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the parameters of a script.",
      discussion: "Name, type, default, range, unit and meaning; a scenario sets them in `params`.")
    @Argument(help: "A Lua file.") var file: String
    @Flag(help: "As JSON.") var json = false

    func run() throws {
      let parameters = try StrategyScript.params(file)
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Terminal.data(String(decoding: try encoder.encode(parameters), as: UTF8.self))
      }
      for parameter in parameters {
        let range = [parameter.minimum, parameter.maximum].compactMap { $0?.description }
        Terminal.data(
          [
            parameter.name, parameter.kind.rawValue, parameter.initial.description,
            range.joined(separator: " .. "), parameter.unit ?? "", parameter.doc ?? "",
          ].joined(separator: "\t"))
      }
    }
  }
}

import Simulation

extension FuzzTarget {
  /// The decoders of YAML: the first byte chooses scenario, rulebook, instruments, or a scenario
  /// whose first line replaces a value of it.
  static let yaml = FuzzTarget(name: "yaml") { bytes in
    var input = FuzzInput(bytes)
    let form = input.choice(4)
    let path = YAMLFiles.folder + "/file.yaml"
    FuzzFolder.write(input.file, to: path)
    switch form {
    case 0: _ = try? Scenario.read(path)
    case 1: _ = try? Rulebook.read(path)
    case 2: _ = try? InstrumentFile.read(path)
    default:
      let line = String(decoding: input.file.prefix { $0 != 10 }, as: UTF8.self)
      _ = try? Scenario.read(path, overrides: [line])
    }
  }
}

private enum YAMLFiles {
  static let folder = FuzzFolder.make("yaml")
}

import ArgumentParser
import Foundation
import Synthesis

struct SynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth", abstract: "Writes a generated dataset.",
    discussion: "Datasets:\n"
      + SyntheticDataset.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

  @Argument(help: "The dataset's name.") var name: String
  @Option(help: "The seed; the same seed gives the same bytes.") var seed: UInt64 = 7
  @Option(help: "The folder to write.") var to: String
  @Flag(help: "Replace the folder if it exists.") var force = false

  func run() throws {
    let manifest = try Folders.publish(to, force: force, option: "--to") {
      try SyntheticDataset.generate(name: name, seed: seed, to: $0)
    }
    for file in manifest.files { Terminal.data("\(file.file)\t\(file.rows)\t\(file.sha256)") }
  }
}

import Foundation

/// Package.swift as SwiftPM understands it.
struct Manifest: Decodable {
  let targets: [Target]

  /// A target, with what the tidy tests look at.
  struct Target: Decodable {
    let name: String
    let type: String
    let dependencies: [Dependency]
    let settings: [Setting]
  }

  /// The name of a target or of another package's product: the first text of either form.
  struct Dependency: Decodable {
    let name: String

    init(from decoder: any Decoder) throws {
      let form = try decoder.singleValueContainer().decode([String: [Part]].self)
      name = form.values.first?.first?.text ?? ""
    }
  }

  /// A text in a list that also holds other things.
  struct Part: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      text = try? decoder.singleValueContainer().decode(String.self)
    }
  }

  /// A build setting as words: `enableUpcomingFeature ExistentialAny`.
  struct Setting: Decodable {
    let tool: String
    let kind: [String: [String: Part]]

    fileprivate enum CodingKeys: String, CodingKey { case tool, kind }

    var text: String {
      kind.map { name, value in
        ([name] + value.values.compactMap(\.text)).joined(separator: " ")
      }.joined()
    }
  }

  /// Asks SwiftPM, in a build folder of its own: the one in use is locked while tests run.
  static func read() throws -> Manifest {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID())")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let swift = Process()
    let output = Pipe()
    swift.executableURL = URL(filePath: "/usr/bin/env")
    swift.arguments = [
      "swift", "package", "--package-path", Checkout.root.path, "--scratch-path", scratch.path,
      "dump-package",
    ]
    swift.standardOutput = output
    try swift.run()
    let json = try output.fileHandleForReading.readToEnd() ?? Data()
    swift.waitUntilExit()
    return try JSONDecoder().decode(Manifest.self, from: json)
  }
}

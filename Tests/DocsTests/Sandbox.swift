import Foundation
import Testing

/// The built program, which stands beside the tests.
enum Program {
  static let folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent()

  static let path: String? = {
    let path = folder.appending(path: "tidemark").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()
}

/// The folders of the checkout that commands name, copied into a temporary one: a scenario may not
/// follow a link out of its root. Gone with the value.
struct Sandbox: ~Copyable {
  let root: URL

  private init(root: URL) { self.root = root }

  /// A folder of that name, filled.
  static func make(_ name: String) throws -> Sandbox {
    let program = try #require(
      Program.path, "\(Program.folder.path) holds no tidemark; build it with `swift build`")
    let manager = FileManager.default
    let safe = String(name.map { $0.isLetter || $0.isNumber ? $0 : "-" })
    let root = manager.temporaryDirectory.appending(path: "tidemark-docs-\(getpid())-\(safe)")
    if manager.fileExists(atPath: root.path) { try manager.removeItem(at: root) }
    let sandbox = Sandbox(root: root)
    try sandbox.fill(program)
    return sandbox
  }

  private func fill(_ program: String) throws {
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for folder in ["scenarios", "rulebooks", "strategies", "instruments", "datasets"] {
      try FileManager.default.copyItem(
        at: Page.checkout.appending(path: folder), to: root.appending(path: folder))
    }
    try write("// no charts\n", to: ".venv/plotly.min.js")
    try link("bin/tidemark", to: program)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  private func place(_ path: String) throws -> URL {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return file
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: place(path).path, withDestinationPath: target)
  }

  func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: place(path))
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Runs a script in the folder; what it prints on either stream, in order.
  func run(_ script: String) throws -> (code: Int32, output: String) {
    let output = try place("output.txt")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    defer { try? handle.close() }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-euo", "pipefail", "-c", Self.setting + script]
    process.currentDirectoryURL = root
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
  }

  private static let setting = """
    export PATH="$PWD/bin:$PATH" TIDEMARK_CACHE="$PWD/cache"
    export TIDEMARK_PLOTLY="$PWD/.venv/plotly.min.js"

    """
}

import Foundation

/// A folder that goes with the test.
final class Scratch {
  let path: String
  let streams: String

  init() throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
    let name = base + "/tidemark-\(UUID().uuidString)"
    path = name
    streams = name + ".streams"
    for folder in [path, streams] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
  }

  /// A stand-in for Plotly, so that no test depends on the set-up of the machine.
  func plotly() throws -> String {
    let file = streams + "/plotly.min.js"
    try "var Plotly = {};".write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  deinit {
    for folder in [path, streams] { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// A file for one stream of a process, outside the folder that the process works in.
  func sink(_ name: String) throws -> FileHandle {
    let file = "\(streams)/\(name)"
    _ = FileManager.default.createFile(atPath: file, contents: nil)
    return try FileHandle(forWritingTo: URL(filePath: file))
  }

  func text(_ stream: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: "\(streams)/\(stream)"))
    return String(decoding: data, as: UTF8.self)
  }

  func write(_ bytes: [UInt8], as name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
  }

  func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
  }

  func holds(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(name)")
  }

  /// The names in the folder, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// The paths of everything below the folder, sorted.
  func everyName() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }

  /// A text with the folder's path replaced by a word that is the same everywhere.
  func neutral(_ text: String) -> String { text.replacingOccurrences(of: path, with: "DIR") }
}

import Foundation
import Testing

/// One thing done to a scratch folder before the command under test.
enum Step {
  /// Writes a text file.
  case text(String, String)
  /// Writes a file of bytes.
  case bytes(String, [UInt8])
  /// Replaces the one place where `old` stands.
  case edit(String, old: String, new: String)
  /// Keeps the first `keep` bytes.
  case cut(String, keep: Int)
  /// Writes over the bytes at a place.
  case overwrite(String, at: Int, [UInt8])
  case remove(String)
  case folder(String)
  case link(String, to: String)
  /// Makes a pipe that nobody writes to.
  case pipe(String)
  /// Runs the program, which must succeed.
  case run([String])

  func apply(to scratch: Scratch) throws {
    switch self {
    case .text(let name, let text): try scratch.write(Array(text.utf8), as: name)
    case .bytes(let name, let bytes): try scratch.write(bytes, as: name)
    case .edit(let name, let old, let new): try Self.edit(scratch, name, old, new)
    case .cut(let name, let keep):
      try scratch.write(Array(scratch.bytes(of: name).prefix(keep)), as: name)
    case .overwrite(let name, let place, let bytes):
      var all = try scratch.bytes(of: name)
      all.replaceSubrange(place..<(place + bytes.count), with: bytes)
      try scratch.write(all, as: name)
    case .remove(let name): try FileManager.default.removeItem(atPath: scratch.path + "/" + name)
    case .folder(let name):
      try FileManager.default.createDirectory(
        atPath: scratch.path + "/" + name, withIntermediateDirectories: true)
    case .link(let name, let target):
      try FileManager.default.createSymbolicLink(
        atPath: scratch.path + "/" + name, withDestinationPath: target)
    case .pipe(let name):
      guard mkfifo(scratch.path + "/" + name, 0o644) == 0 else {
        throw Program.Failure(description: "no pipe can be made")
      }
    case .run(let arguments):
      let outcome = try Program.run(arguments, in: scratch)
      guard outcome.code == 0 else {
        throw Program.Failure(description: "before the test: \(arguments): \(outcome.stderr)")
      }
    }
  }

  private static func edit(
    _ scratch: Scratch, _ name: String, _ old: String, _ new: String
  ) throws {
    let parts = String(decoding: try scratch.bytes(of: name), as: UTF8.self)
      .components(separatedBy: old)
    guard parts.count == 2 else {
      throw Program.Failure(
        description: "'\(old)' stands \(parts.count - 1) times in \(name), not once")
    }
    try scratch.write(Array(parts.joined(separator: new).utf8), as: name)
  }
}

/// A command on bad input, with the exit code that the contract asks for. What it says stands in
/// the golden file of its table.
struct Case {
  var name: String
  var steps: [Step]
  var arguments: [String]
  var code: Int32 = 65
}

/// Cases with one subject and one golden file, `Golden/<name>.txt`.
struct Table: CustomTestStringConvertible {
  var name: String
  var cases: [Case]
  var testDescription: String { name }
}

import Foundation

/// A door through which bytes of strangers come in: whatever they are, `run` comes to an end.
///
/// The fuzzer calls it with what it invents, and the tests with the kept seeds. A finding is a
/// crash, a broken `precondition`, a report of a sanitizer, or a call that takes too long.
struct FuzzTarget: Sendable {
  /// The name on the command line, and of its folder of seeds.
  let name: String
  let run: @Sendable (UnsafeRawBufferPointer) -> Void

  static let all = [csv, decimal, tape, metadata, yaml, lua, reference]
}

/// The bytes of a fuzzer as choices and a text: the first ones choose, the rest is the file.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: UnsafeRawBufferPointer) { rest = Array(bytes)[...] }

  /// The next byte as a number below `count`.
  mutating func choice(_ count: Int) -> Int { Int(rest.popFirst() ?? 0) % count }

  /// Whatever was not used up.
  var file: [UInt8] { Array(rest) }
  var text: String { String(decoding: rest, as: UTF8.self) }
}

/// Files of one process, in memory where the machine has such a folder.
enum FuzzFolder {
  private static let base: String = {
    let memory = "/dev/shm"
    let isThere = FileManager.default.isWritableFile(atPath: memory)
    let place = isThere ? memory : FileManager.default.temporaryDirectory.path
    return "\(place)/tidemark-fuzz-\(getpid())"
  }()

  /// A new folder for one kind of work; the caller uses it alone.
  static func make(_ name: String) -> String {
    let path = "\(base)/\(name)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "wb") else { preconditionFailure("\(path) cannot be written") }
    defer { fclose(file) }
    precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count, "\(path) is not whole")
  }

  /// Removes what the process made.
  static func removeAll() { try? FileManager.default.removeItem(atPath: base) }
}

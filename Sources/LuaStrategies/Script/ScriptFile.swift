internal import Glibc

/// Reading a script's text.
enum ScriptFile {
  static let longest = 1 << 20

  /// The text of a file of at most 1 MiB. Throws `unreadable` with the system's reason.
  static func read(_ path: String) throws(ScriptError) -> String {
    guard let file = fopen(path, "rb") else {
      if errno != ENOENT { throw unreadable(path) }
      throw ScriptError(
        .missing, file: path, line: nil, "there is no such script; check the path")
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: longest + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    if ferror(file) != 0 { throw unreadable(path) }
    if count > longest {
      throw unreadable(path, "the script is longer than 1 MiB; split off what it does not need")
    }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  /// What comes after the last slash.
  static func name(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "script.lua")
  }

  private static func unreadable(_ path: String) -> ScriptError {
    unreadable(path, String(cString: strerror(errno)))
  }

  private static func unreadable(_ path: String, _ reason: String) -> ScriptError {
    ScriptError(.unreadable, file: path, line: nil, reason)
  }
}

internal import MarketData

/// Reading a script's text.
enum ScriptFile {
  static let longest = 1 << 20

  /// The text of a file of at most 1 MiB. Throws `missing`, or `unreadable` with the reason.
  static func read(_ path: String) throws(ScriptError) -> String {
    do throws(SmallFileError) {
      return String(decoding: try SmallFile.read(path, limit: longest), as: UTF8.self)
    } catch {
      throw problem(path, error)
    }
  }

  /// What comes after the last slash.
  static func name(_ path: String) -> String {
    String(path.split(separator: "/").last ?? "script.lua")
  }

  private static func problem(_ path: String, _ error: SmallFileError) -> ScriptError {
    switch error {
    case .missing:
      ScriptError(
        .missing, file: path, line: nil, "there is no such script; check the path")
    case .notAFile: unreadable(path, "it is no regular file")
    case .tooLarge:
      unreadable(path, "the script is longer than 1 MiB; split off what it does not need")
    case .unreadable(let reason): unreadable(path, reason)
    }
  }

  private static func unreadable(_ path: String, _ reason: String) -> ScriptError {
    ScriptError(.unreadable, file: path, line: nil, reason)
  }
}

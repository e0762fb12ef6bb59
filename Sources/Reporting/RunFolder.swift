internal import Foundation

/// The folder of one run, as `tidemark run` leaves it; nothing is read before it is needed.
public struct RunFolder: Sendable, Hashable {
  /// Where it is.
  public let path: String

  /// Names a folder; it need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The run database.
  public var database: String { path + "/run.sqlite" }

  /// The last part of the path, for titles.
  public var name: String { URL(filePath: path).lastPathComponent }
}

/// Files that appear under their final name only when they are whole.
enum WholeFile {
  /// Writes `text` beside `path` and renames it.
  static func write(_ text: String, to path: String) throws(ReportingError) {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .notWritten(path: path, reason: reason(error))
    }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(ReportingError) {
    do {
      try FileManager.default.createDirectory(
        at: URL(filePath: path), withIntermediateDirectories: true)
    } catch {
      throw .notWritten(path: path, reason: reason(error))
    }
  }

  /// The system's words, without Foundation's object dump.
  static func reason(_ error: any Error) -> String { error.localizedDescription }
}

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

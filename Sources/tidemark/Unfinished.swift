import Foundation
import MarketData
import Synchronization

/// The files and folders that this process is making and that have no final name yet. Whatever ends
/// the process in words removes them.
enum Unfinished {
  private static let paths = Mutex<[String]>([])

  static func add(_ path: String) { paths.withLock { $0.append(path) } }

  /// Removes what is there under that name, and forgets it.
  static func remove(_ path: String) {
    paths.withLock { $0.removeAll { $0 == path } }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes one file, whose temporary name is known while it is written.
  static func file(_ path: String, write: (String) throws -> Void) rethrows {
    let part = WholeFile.staging(path)
    add(part)
    defer { remove(part) }
    try write(path)
  }

  /// Removes all of them. Each is moved aside first, so that another thread, which may still write,
  /// finds no place to make a new file in.
  static func removeAll() {
    for path in paths.withLock(\.self) {
      let aside = path + ".gone"
      for _ in 0..<20 where rename(path, aside) == 0 {
        try? FileManager.default.removeItem(atPath: aside)
      }
    }
  }
}

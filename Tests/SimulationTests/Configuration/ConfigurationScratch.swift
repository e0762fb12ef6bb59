import Foundation
import Testing

@testable import Simulation

/// A folder for small files that goes with the test.
final class ConfigurationScratch {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/configuration-\(UUID().uuidString)"
    path = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ text: String, as name: String) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }
}

/// Files of the checkout.
enum CheckoutFile {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: name).path
  }
}

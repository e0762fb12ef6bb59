import Foundation
import MarketData

/// A file of text that stands under its name only when it is whole.
enum TextFile {
  /// Writes a file; one that stands there is replaced. Folders above it are made.
  static func write(_ text: String, to path: String) throws(IngestError) {
    makeParent(of: path)
    do throws(UnwritableError) { try WholeFile.write(text, to: path) } catch {
      throw failure(error)
    }
  }

  /// Makes the folder above a place; where it cannot be made, neither can what lies in it, which
  /// says why.
  static func makeParent(of path: String) {
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try? WholeFile.makeFolder(String(path[..<slash]))
    }
  }

  /// Writes files into a folder that stands under its name only when it is whole; a folder that
  /// stands there is replaced.
  static func writeFolder(
    _ files: [(name: String, text: String)], to path: String
  ) throws(IngestError) {
    let staging = WholeFile.staging(path)
    defer { try? FileManager.default.removeItem(atPath: staging) }
    do throws(UnwritableError) {
      try WholeFile.makeFolder(staging)
      for file in files { try WholeFile.write(file.text, to: "\(staging)/\(file.name)") }
      let old = try WholeFile.publish(folder: staging, as: path)
      if let old { try? FileManager.default.removeItem(atPath: old) }
    } catch {
      throw failure(error)
    }
  }

  private static func failure(_ error: UnwritableError) -> IngestError {
    IngestError(
      .output, file: error.path, reason: "it cannot be written: \(error.reason)",
      remedy: "check the room on the disk and the rights of the folder")
  }
}

import Foundation

/// A file of text that stands under its name only when it is whole.
enum TextFile {
  /// Writes beside the place, makes it durable, and moves it there; a file that stands there is
  /// replaced. Folders above it are made.
  static func write(_ text: String, to path: String) throws(IngestError) {
    let staging = "\(path).part-\(getpid())"
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try? FileManager.default.createDirectory(
        atPath: String(path[..<slash]), withIntermediateDirectories: true)
    }
    let descriptor = open(staging, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw failure(path, errno) }
    let reason = fill(descriptor, Array(text.utf8))
    close(descriptor)
    let problem = reason ?? (rename(staging, path) == 0 ? nil : errno)
    if let problem {
      unlink(staging)
      throw failure(path, problem)
    }
  }

  /// Writes files into a folder that stands under its name only when it is whole; a folder that
  /// stands there is replaced.
  static func writeFolder(
    _ files: [(name: String, text: String)], to path: String
  ) throws(IngestError) {
    let manager = FileManager.default
    let staging = "\(path).part-\(getpid())"
    defer { try? manager.removeItem(atPath: staging) }
    for file in files { try write(file.text, to: "\(staging)/\(file.name)") }
    do {
      if manager.fileExists(atPath: path) { try manager.removeItem(atPath: path) }
      try manager.moveItem(atPath: staging, toPath: path)
    } catch {
      throw IngestError(
        .output, file: path, reason: "it cannot be written: \(error.localizedDescription)",
        remedy: "check the room on the disk and the rights of the folder")
    }
  }

  /// What went wrong, nil for nothing.
  private static func fill(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32? {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if written < 0, errno == EINTR { continue }
      if written < 0 { return errno }
      start += written
    }
    return fsync(descriptor) == 0 || errno == EINVAL ? nil : errno
  }

  private static func failure(_ path: String, _ code: Int32) -> IngestError {
    IngestError(
      .output, file: path, reason: "it cannot be written: \(String(cString: strerror(code)))",
      remedy: "check the room on the disk and the rights of the folder")
  }
}

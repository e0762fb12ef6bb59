import Glibc

/// A file or folder that could not be written, with the system's reason.
public struct UnwritableError: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var description: String {
    "\(path) cannot be written: \(reason); check the folder, its rights and the free space"
  }
}

/// Files and folders that appear under their final name only when they are whole and on the disk.
public enum WholeFile {
  /// The name under which `path` is being made by this process.
  public static func staging(_ path: String) -> String { trimmed(path) + ".part-\(getpid())" }

  /// Without slashes at the end, where a longer name would lie inside the folder.
  public static func trimmed(_ path: String) -> String {
    path.lastIndex { $0 != "/" }.map { String(path[...$0]) } ?? path
  }

  /// Makes a folder and those above it, where they are not there yet.
  public static func makeFolder(_ path: String) throws(UnwritableError) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
      if mkdir(path, 0o777) == 0 { return }
    }
    let error = failure(path)
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw error }
  }

  /// Writes a file beside `path`, makes it durable and renames it; where that fails nothing is
  /// left, and an older file stays.
  public static func write(
    _ bytes: UnsafeRawBufferPointer, to path: String
  ) throws(UnwritableError) {
    let part = staging(path)
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw failure(path) }
    do throws(UnwritableError) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, of: path)
      if fsync(descriptor) != 0 { throw failure(path) }
    } catch {
      unlink(part)
      throw error
    }
    if rename(part, path) != 0 {
      let error = failure(path)
      unlink(part)
      throw error
    }
    syncFolder(of: path)
  }

  /// The same for text.
  public static func write(_ text: String, to path: String) throws(UnwritableError) {
    try write(Array(text.utf8), to: path)
  }

  /// The same for an array.
  public static func write(_ bytes: [UInt8], to path: String) throws(UnwritableError) {
    let outcome = bytes.withUnsafeBytes { bytes -> Result<Void, UnwritableError> in
      do throws(UnwritableError) { return .success(try write(bytes, to: path)) } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, of path: String
  ) throws(UnwritableError) {
    var start = 0
    while start < bytes.count {
      let written = Glibc.write(
        descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
      if written < 0, errno == EINTR { continue }
      if written < 0 { throw failure(path) }
      start += written
    }
  }

  /// Moves a finished folder to its final name. A folder that stands there is put aside first and
  /// removed by the caller, who gets its name; where the move fails it is put back.
  public static func publish(
    folder part: String, as path: String
  ) throws(UnwritableError) -> String? {
    for name in names(in: part) { sync("\(part)/\(name)") }
    sync(part)
    let path = trimmed(path)
    let old = "\(path).old-\(getpid())"
    let isReplaced = rename(path, old) == 0
    if !isReplaced, errno != ENOENT { throw failure(path) }
    if rename(part, path) != 0 {
      let error = failure(path)
      if isReplaced { rename(old, path) }
      throw error
    }
    syncFolder(of: path)
    return isReplaced ? old : nil
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Best effort: some file systems do not sync folders.
  private static func sync(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func syncFolder(of path: String) {
    let slash = path.lastIndex(of: "/")
    sync(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".")
  }

  private static func failure(_ path: String) -> UnwritableError {
    UnwritableError(path: path, reason: String(cString: strerror(errno)))
  }
}

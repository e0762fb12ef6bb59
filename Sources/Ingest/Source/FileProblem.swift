import Glibc

/// Files that cannot be read, in words.
enum FileProblem {
  /// Why a file of this mode is not read, nil for a regular file.
  static func kind(_ path: String, _ mode: mode_t) -> IngestError? {
    let kinds: [(mode_t, String)] = [
      (S_IFDIR, "it is a folder"), (S_IFIFO, "it is a pipe"), (S_IFSOCK, "it is a socket"),
      (S_IFCHR, "it is a device"), (S_IFBLK, "it is a device"),
    ]
    guard let found = kinds.first(where: { mode & S_IFMT == $0.0 }) else { return nil }
    return IngestError(
      .missing, file: path, reason: found.1, remedy: "name the file that holds the rows")
  }

  static func unreadable(_ path: String, _ code: Int32) -> IngestError {
    var status = stat()
    if code == ENOENT {
      let isLink = lstat(path, &status) == 0
      return IngestError(
        .missing, file: path,
        reason: isLink ? "the link leads to no file" : "there is no such file",
        remedy: "check the path")
    }
    return IngestError(
      .missing, file: path, reason: "it cannot be read: \(String(cString: strerror(code)))",
      remedy: "check that it is a file and that it may be read")
  }
}

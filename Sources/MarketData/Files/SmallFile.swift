import Glibc

/// Why a small file was not read.
public enum SmallFileError: Error, Hashable, Sendable {
  case missing
  /// A folder, a pipe or a device: it may never end.
  case notAFile
  case tooLarge(limit: Int)
  /// The system's reason.
  case unreadable(String)
}

/// Reading of files that are kept whole in memory: texts, scripts, metadata.
public enum SmallFile {
  /// Whether there is a file: no folder, no pipe that may never end, no device.
  public static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// The bytes of a regular file of at most `limit` bytes. A pipe is not waited for and a device is
  /// not read, however it is named. O(bytes).
  public static func read(_ path: String, limit: Int) throws(SmallFileError) -> [UInt8] {
    // The system would end the path at a NUL and open another file.
    if path.utf8.contains(0) { throw .missing }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw failure() }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    if Int(status.st_size) > limit { throw .tooLarge(limit: limit) }
    let bytes = try read(descriptor, room: min(Int(status.st_size), limit) + 1)
    if bytes.count > limit { throw .tooLarge(limit: limit) }
    return bytes
  }

  /// A file may grow while it is read; what comes after the room is not looked at.
  private static func read(
    _ descriptor: Int32, room: Int
  ) throws(SmallFileError) -> [UInt8] {
    var count = 0
    var isBroken = false
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
      while count < room {
        let got = Glibc.read(
          descriptor, buffer.baseAddress.map { $0 + count }, room - count)
        if got < 0, errno == EINTR { continue }
        if got <= 0 {
          isBroken = got < 0
          break
        }
        count += got
      }
      used = count
    }
    if isBroken { throw failure() }
    return bytes
  }

  private static func failure() -> SmallFileError {
    errno == ENOENT || errno == ENOTDIR
      ? .missing : .unreadable(String(cString: strerror(errno)))
  }
}

import Foundation

/// A file system of a few mebibytes in memory, gone with the value. Only root may make one.
struct SmallDisk: ~Copyable {
  let path: String

  /// nil where none can be made: the test then says that it is skipped.
  static func make(in scratch: Scratch) -> SmallDisk? {
    let path = scratch.path + "/disk"
    guard geteuid() == 0, mkdir(path, 0o755) == 0,
      mount("tmpfs", path, "tmpfs", 0, "size=12m") == 0
    else {
      print("skipped: only root can mount a small disk")
      return nil
    }
    return SmallDisk(path: path)
  }

  private init(path: String) { self.path = path }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Fills it but for `free` bytes.
  func fill(leaving free: Int) throws {
    var status = statvfs()
    statvfs(path, &status)
    let room = Int(status.f_bavail) * Int(status.f_bsize) - free
    try Data(count: max(0, room)).write(to: URL(filePath: path + "/junk"))
  }

  func makeReadOnly() {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), "")
  }
}

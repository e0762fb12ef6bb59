import Glibc
import MarketData

/// `rejected.csv` of a tape: `file,line,column,text,reason`, a line for each row left out.
/// It lies beside the tape until that stands under its name.
final class Rejects {
  private let path: String
  private let staging: String
  private var descriptor: Int32 = -1
  private var buffer: [UInt8] = Array("file,line,column,text,reason\n".utf8)
  private(set) var count = 0
  private var isMoved = false

  /// `path` is the final name; nil: `rejected.csv` in the folder of the tape.
  init(target: String, path: String? = nil) {
    self.path = path ?? "\(target)/rejected.csv"
    staging = WholeFile.staging(target + ".rejected")
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(staging)
    }
  }

  func append(_ error: IngestError) throws(IngestError) {
    count += 1
    let fields = [
      error.file, error.line.map(String.init) ?? "", error.column.map(String.init) ?? "",
      error.text, error.reason,
    ]
    buffer += Array((fields.map(CSVField.of).joined(separator: ",") + "\n").utf8)
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Moves the file into a folder that is not published yet, or to its final name; nothing where
  /// no row was left out, or where it was moved.
  func finish(in folder: String? = nil) throws(IngestError) {
    if count == 0 || isMoved { return }
    isMoved = true
    try flush()
    close(descriptor)
    descriptor = -1
    if rename(staging, folder.map { "\($0)/rejected.csv" } ?? path) != 0 {
      let reason = errno
      unlink(staging)
      throw failure(reason)
    }
  }

  private func flush() throws(IngestError) {
    if descriptor < 0 {
      descriptor = open(staging, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      if descriptor < 0 { throw failure(errno) }
    }
    var start = 0
    while start < buffer.count {
      let written = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, buffer.count - start)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw failure(errno)
      }
      start += written
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failure(_ code: Int32) -> IngestError {
    IngestError(
      .output, file: path,
      reason: "it cannot be written: \(String(cString: strerror(code)))",
      remedy: "check the room on the disk and the rights of the folder")
  }
}

import Foundation

/// Writes a tape row by row in constant memory; the folder appears under its name only when
/// `finish` has written it whole.
public struct TapeWriter<Row: TapeRow>: ~Copyable {
  private let target: String
  private let staging: String
  private var hot: ArrayFile
  private var companions: [(name: String, file: ArrayFile)]
  /// Rows written so far.
  public private(set) var count = 0

  /// Begins a tape at `path` (made new; an existing folder is replaced by `finish`), with the
  /// named companion columns.
  public init(path: String, companions names: [String] = []) throws(TapeError) {
    let staging = WholeFile.staging(path)
    // What a process of the same number left must not become part of this tape.
    try? FileManager.default.removeItem(atPath: staging)
    do throws(UnwritableError) { try WholeFile.makeFolder(staging) } catch {
      throw TapeError(path: path, defect: .unwritable(error.reason))
    }
    var files: [(name: String, file: ArrayFile)] = []
    do throws(TapeError) {
      for name in [Row.kind.rawValue] + names {
        files.append((name, try ArrayFile(path: "\(staging)/\(name).npy")))
      }
    } catch {
      try? FileManager.default.removeItem(atPath: staging)
      throw error
    }
    target = path
    self.staging = staging
    hot = files.removeFirst().file
    companions = files
  }

  deinit { try? FileManager.default.removeItem(atPath: staging) }

  /// Appends one row.
  @inlinable public mutating func append(_ row: Row) throws(TapeError) {
    try withUnsafeBytes(of: row) { bytes throws(TapeError) in try appendBytes(bytes) }
  }

  @usableFromInline
  mutating func appendBytes(_ bytes: UnsafeRawBufferPointer) throws(TapeError) {
    try hot.write(bytes)
    count += 1
  }

  /// Appends rows that lie one after the other.
  public mutating func append(_ rows: UnsafeBufferPointer<Row>) throws(TapeError) {
    try hot.write(UnsafeRawBufferPointer(rows))
    count += rows.count
  }

  /// Appends the value of companion column `column` (in the order given at the start) that
  /// belongs to the row appended last.
  public mutating func append(companion column: Int, _ value: Int64) throws(TapeError) {
    try withUnsafeBytes(of: value) { bytes throws(TapeError) in
      try companions[column].file.write(bytes)
    }
  }

  /// The same for the rows appended last, as many as there are values.
  public mutating func append(
    companion column: Int, _ values: UnsafeBufferPointer<Int64>
  ) throws(TapeError) {
    try companions[column].file.write(UnsafeRawBufferPointer(values))
  }

  /// Writes counts and `metadata.json`, makes all durable and renames the folder into place.
  /// Fills `rowsWritten`, `sha256` and `companions` of the metadata and returns it.
  public consuming func finish(_ metadata: TapeMetadata) throws(TapeError) -> TapeMetadata {
    var metadata = metadata
    metadata.rowsWritten = count
    metadata.companions = companions.map(\.name)
    metadata.sha256 = try hot.finish(
      NumPyHeader(descriptor: Row.kind.descriptor, count: count))
    for index in companions.indices {
      _ = try companions[index].file.finish(NumPyHeader(descriptor: "'<i8'", count: count))
    }
    do {
      try WholeFile.write(Array(metadata.json()), to: "\(staging)/metadata.json")
      let old = try WholeFile.publish(folder: staging, as: target)
      if let old { try? FileManager.default.removeItem(atPath: old) }
    } catch let error as UnwritableError {
      throw TapeError(path: target, defect: .unwritable(error.reason))
    } catch {
      throw TapeError(path: target, defect: .unwritable("\(error)"))
    }
    return metadata
  }
}

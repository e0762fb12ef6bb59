public import Quantities

/// The recorded history of one kind of record of one market: a folder with `metadata.json` and
/// memory-mapped NumPy arrays. Rows are in order of time.
public struct Tape: Sendable {
  public let path: String
  public let metadata: TapeMetadata
  /// Number of rows.
  public let count: Int
  private let mapping: Mapping
  @usableFromInline nonisolated(unsafe) let base: UnsafeRawPointer

  /// Opens a folder. O(1): the rows are paged in when they are read.
  public init(path: String) throws(TapeError) {
    self.path = path
    metadata = try TapeMetadata.read(path)
    let file = "\(path)/\(metadata.kind.rawValue).npy"
    mapping = try Mapping(path: file)
    let kind = metadata.kind
    let start: Int
    (count, start) = try Self.rows(
      mapping, file: file, descriptor: kind.descriptor, stride: kind.stride)
    base = UnsafeRawPointer(mapping.bytes.baseAddress.unsafelyUnwrapped) + start
    if count > 0, instant(0).nanoseconds < 0 {
      throw TapeError(path: file, defect: .time(row: 0, instant(0)))
    }
  }

  /// Throws `cutWhileRead` where the array's file has become shorter since it was opened: rows at
  /// its end may have read as zeros. O(1).
  public func checkWhole() throws(TapeError) {
    if mapping.isWhole { return }
    throw TapeError(path: "\(path)/\(metadata.kind.rawValue).npy", defect: .cutWhileRead)
  }

  public var kind: TapeKind { metadata.kind }
  public var venue: String { metadata.venue }
  public var symbol: String { metadata.symbol }

  /// The rows, valid while the tape is.
  public func rows<Row: TapeRow>(as type: Row.Type) -> UnsafeBufferPointer<Row> {
    precondition(Row.kind == metadata.kind, "a \(metadata.kind) tape holds no \(Row.kind) rows")
    return UnsafeBufferPointer(
      start: base.assumingMemoryBound(to: Row.self), count: count)
  }

  /// When row `index` became known.
  public func instant(_ index: Int) -> Instant {
    precondition(index >= 0 && index < count, "row \(index) of \(count)")
    return (base + index * kind.stride).load(as: Instant.self)
  }

  /// A companion array (`seq`, `ts_venue`, `id`), nil where the tape has none of that name.
  public func companion(_ name: String) throws(TapeError) -> Companion? {
    guard metadata.companions.contains(name) else { return nil }
    let file = "\(path)/\(name).npy"
    let mapping = try Mapping(path: file)
    let (rows, start) = try Self.rows(mapping, file: file, descriptor: "'<i8'", stride: 8)
    guard rows == count else {
      throw TapeError(
        path: file, defect: .wrongRows(expected: "\(count) values", found: "\(rows)"))
    }
    return Companion(mapping: mapping, start: start, count: rows)
  }

  /// The first row that is earlier than its predecessor, nil where all are in order. O(rows).
  public func firstDisorder() -> Int? {
    guard count > 1 else { return nil }
    return (1..<count).first { instant($0) < instant($0 - 1) }
  }

  private static func rows(
    _ mapping: Mapping, file: String, descriptor: String, stride: Int
  ) throws(TapeError) -> (count: Int, start: Int) {
    let header: NumPyHeader
    let start: Int
    switch NumPyHeader.read(mapping.bytes) {
    case .success(let found): (header, start) = found
    case .failure(let defect): throw TapeError(path: file, defect: defect)
    }
    guard header.descriptor == descriptor else {
      throw TapeError(
        path: file, defect: .wrongRows(expected: descriptor, found: header.descriptor))
    }
    let size = Int128(header.count) * Int128(stride) + Int128(start)
    guard size == mapping.bytes.count else {
      throw TapeError(path: file, defect: .wrongSize(expected: size, found: mapping.bytes.count))
    }
    return (header.count, start)
  }
}

/// A mapped array of whole numbers beside the hot array of a tape.
public struct Companion: Sendable {
  private let mapping: Mapping
  private nonisolated(unsafe) let base: UnsafeRawPointer
  public let count: Int

  init(mapping: Mapping, start: Int, count: Int) {
    self.mapping = mapping
    self.count = count
    base = UnsafeRawPointer(mapping.bytes.baseAddress.unsafelyUnwrapped) + start
  }

  /// The value beside row `index`.
  public subscript(index: Int) -> Int64 {
    precondition(index >= 0 && index < count, "row \(index) of \(count)")
    return (base + index * 8).load(as: Int64.self)
  }
}

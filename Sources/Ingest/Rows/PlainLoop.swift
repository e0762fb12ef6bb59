import CLibCSV
import Glibc

/// The floor under every import: libcsv over a plain file, its fields only counted.
public enum PlainLoop {
  /// What was counted.
  public struct Counts: Hashable, Sendable {
    public var rows = 0
    public var fields = 0
    public var bytes = 0
  }

  /// Runs the loop once over a file that is not packed; the caller times it. O(bytes).
  public static func run(file: String) throws(IngestError) -> Counts {
    var source = try ByteSource.open(file, isHashed: false)
    var parser = csv_parser()
    csv_init(&parser, UInt8(CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
    defer { csv_free(&parser) }
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 1 << 17, alignment: 16)
    defer { room.deallocate() }
    var counts = Counts()
    while true {
      let count = try source.read(into: room)
      if count == 0 { break }
      csv_parse(&parser, room.baseAddress, count, countField, countRow, &counts)
    }
    csv_fini(&parser, countField, countRow, &counts)
    return counts
  }
}

private func countField(
  _ bytes: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
  guard let context else { return }
  let counts = context.assumingMemoryBound(to: PlainLoop.Counts.self)
  counts.pointee.fields += 1
  counts.pointee.bytes += count
}

private func countRow(_ terminator: Int32, _ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  context.assumingMemoryBound(to: PlainLoop.Counts.self).pointee.rows += 1
}

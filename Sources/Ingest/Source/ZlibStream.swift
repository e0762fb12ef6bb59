import CZlib

/// zlib's inflate over pieces of memory.
struct ZlibStream: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private(set) var consumed = 0
  private(set) var produced = 0

  /// `windowBits` as zlib has them: 31 for gzip, -15 for bare deflate.
  init(windowBits: Int32) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, size)
    precondition(status == Z_OK, "zlib refuses to start: status \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// What came of a step.
  enum Outcome {
    /// The room is full or the input is used up.
    case more
    case endOfStream
    case broken(String)
  }

  /// One call of inflate; gives back how much of each buffer was used.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int, outcome: Outcome) {
    let bytes = UnsafeMutableRawPointer(mutating: input.baseAddress)
    stream.pointee.next_in = bytes?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    let used = input.count - Int(stream.pointee.avail_in)
    let made = output.count - Int(stream.pointee.avail_out)
    consumed += used
    produced += made
    switch status {
    case Z_OK, Z_BUF_ERROR: return (used, made, .more)
    case Z_STREAM_END: return (used, made, .endOfStream)
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "invalid data"
      return (used, made, .broken(reason))
    }
  }

  /// Begins anew, behind the end of a stream.
  mutating func restart() { inflateReset(stream) }
}

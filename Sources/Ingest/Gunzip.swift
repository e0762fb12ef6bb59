import CZlib

/// zlib reading gzip, member after member.
struct Gunzip: ~Copyable {
  /// What came of one step.
  enum Step {
    /// The room is full or the input is used up.
    case more
    /// The data break here, for this reason.
    case broken(String)
  }

  /// A stream may not grow more than this, past the first 8 MiB. Deflate's own bound is 1032;
  /// a file of equal rows of 30 bytes grows about 300 times.
  static let greatestRatio = 500

  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether a member has begun and not ended.
  private(set) var isWithinMember = true
  private var produced = 0

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, size)
    precondition(status == Z_OK, "zlib refuses to start: status \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Inflates from `input` to `output`; gives back how much of each was used.
  mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int, step: Step) {
    let bytes = UnsafeMutableRawPointer(mutating: input.baseAddress)
    stream.pointee.next_in = bytes?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    let step = run()
    let made = output.count - Int(stream.pointee.avail_out)
    produced += made
    return (input.count - Int(stream.pointee.avail_in), made, step)
  }

  private mutating func run() -> Step {
    while stream.pointee.avail_in > 0 || isWithinMember, stream.pointee.avail_out > 0 {
      if !isWithinMember, !beginMember() { return .more }
      switch CZlib.inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isWithinMember = false
      case Z_BUF_ERROR: return .more
      default: return .broken(stream.pointee.msg.map { String(cString: $0) } ?? "invalid data")
      }
    }
    return isBomb ? .broken("the data grow more than \(Self.greatestRatio) times") : .more
  }

  private var isBomb: Bool {
    produced > 8 << 20 && produced / Self.greatestRatio > Int(stream.pointee.total_in)
  }

  /// Passes over zero bytes, which tapes of old put between members and behind them.
  private mutating func beginMember() -> Bool {
    while stream.pointee.avail_in > 0, stream.pointee.next_in?.pointee == 0 {
      stream.pointee.avail_in -= 1
      stream.pointee.next_in += 1
    }
    if stream.pointee.avail_in == 0 { return false }
    let (before, after) = (stream.pointee.total_in, inflateReset(stream))
    stream.pointee.total_in = before
    isWithinMember = after == Z_OK
    return isWithinMember
  }
}

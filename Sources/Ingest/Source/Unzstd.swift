import CZstd

/// Reads zstd, frame after frame.
final class Unzstd: Unpacker {
  /// Frames may look back this far, as a power of two: 64 MiB of memory.
  static let windowLog: Int32 = 26

  let name = "zstd"
  private(set) var isUnfinished = true
  private let stream: OpaquePointer
  private let limits: UnpackLimits
  private var consumed = 0
  private var produced = 0

  init(limits: UnpackLimits = .standard) {
    self.limits = limits
    guard let stream = ZSTD_createDStream() else { preconditionFailure("out of memory") }
    self.stream = stream
    ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowLog)
  }

  deinit { ZSTD_freeDStream(stream) }

  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Unpacked {
    var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var to = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    var breakage: String?
    while to.pos < to.size, breakage == nil {
      let before = (from.pos, to.pos)
      let status = ZSTD_decompressStream(stream, &to, &from)
      if ZSTD_isError(status) != 0 {
        breakage = Self.reason(status)
      } else if (from.pos, to.pos) == before {
        break
      } else {
        // 0: a frame has ended and all of it was handed out.
        isUnfinished = status != 0
      }
    }
    consumed += from.pos
    produced += to.pos
    breakage = breakage ?? limits.breach(made: produced, used: consumed)
    return Unpacked(used: from.pos, made: to.pos, breakage: breakage)
  }

  private static func reason(_ status: Int) -> String {
    if ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge {
      return "its window is larger than 64 MiB; pack it again without --long and --ultra"
    }
    return String(cString: ZSTD_getErrorName(status)).lowercased()
  }
}

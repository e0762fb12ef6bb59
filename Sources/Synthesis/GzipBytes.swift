internal import CZlib

/// Compresses `bytes` as one gzip member without name and time: equal bytes in, equal bytes out
/// (for one version of zlib). Throws `compression` with zlib's code.
func gzip(_ bytes: [UInt8], file: String) throws(SynthesisError) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  // 15 bits of window, and 16 for a gzip frame.
  let begun = deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  guard begun == Z_OK else { throw .compression(file: file, code: Int(begun)) }
  defer { deflateEnd(&stream) }
  var source = bytes
  var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let ended = source.withUnsafeMutableBufferPointer { input in
    target.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      return deflate(&stream, Z_FINISH)
    }
  }
  guard ended == Z_STREAM_END else { throw .compression(file: file, code: Int(ended)) }
  return Array(target.prefix(Int(stream.total_out)))
}

/// Reads packed bytes, a piece at a time.
protocol Unpacker: AnyObject {
  /// The name of the packing, for messages.
  var name: String { get }
  /// Whether more bytes must come.
  var isUnfinished: Bool { get }
  /// Unpacks from `input` to `output`.
  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Unpacked
}

/// What one step of unpacking did.
struct Unpacked {
  /// Bytes of the input that were used.
  var used: Int
  /// Bytes of the output that were made.
  var made: Int
  /// Why the data break here, nil where they do not.
  var breakage: String?
}

/// How far packed data may grow: a small file must not fill the disk.
struct UnpackLimits {
  /// Times the packed size, past the first `free` bytes. Deflate's own bound is 1032; a file of
  /// equal rows of 30 bytes grows about 300 times.
  var ratio = 500
  var free = 8 << 20
  /// Bytes in all.
  var size = 1 << 40

  static let standard = UnpackLimits()

  /// What is wrong with `made` bytes out of `used`, nil where nothing is.
  func breach(made: Int, used: Int) -> String? {
    if made > free, made / ratio > used { return "the data grow more than \(ratio) times" }
    return made > size ? "the data grow beyond \(size) bytes" : nil
  }
}

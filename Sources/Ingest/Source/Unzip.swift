import CZlib

/// Reads the one file of a zip archive out of the bytes of the archive, from its first on.
final class Unzip: Unpacker {
  let name = "zip"
  private let entry: ZipEntry
  private let limits: UnpackLimits
  private var stream = ZlibStream(windowBits: -MAX_WBITS)
  /// Bytes before the file that are still to be passed over.
  private var ahead: Int
  /// Packed bytes that are still to come.
  private var rest: Int
  private var produced = 0
  private var checksum: UInt = 0
  private(set) var isUnfinished = true

  init(_ entry: ZipEntry, limits: UnpackLimits = .standard) {
    self.entry = entry
    self.limits = limits
    ahead = entry.start
    rest = entry.packedSize
  }

  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Unpacked {
    // What lies behind the file is the archive's directory.
    if !isUnfinished { return Unpacked(used: input.count, made: 0) }
    let skipped = min(ahead, input.count)
    ahead -= skipped
    let packed = UnsafeRawBufferPointer(rebasing: input[skipped...].prefix(rest))
    var result = entry.method == 0 ? copy(packed, output) : inflate(packed, output)
    rest -= result.used
    produced += result.made
    checksum = crc32_z(
      checksum, output.baseAddress?.assumingMemoryBound(to: UInt8.self), result.made)
    result.breakage = result.breakage ?? problem(result)
    result.used += skipped
    return result
  }

  private func copy(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Unpacked {
    let count = min(input.count, output.count)
    output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
    if count == rest { isUnfinished = false }
    return Unpacked(used: count, made: count)
  }

  private func inflate(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Unpacked {
    let step = stream.inflate(input, into: output)
    var result = Unpacked(used: step.used, made: step.made)
    switch step.outcome {
    case .more:
      if step.made == 0, step.used == rest { result.breakage = "the data end too early" }
    case .endOfStream: isUnfinished = false
    case .broken(let reason): result.breakage = reason
    }
    return result
  }

  private func problem(_ result: Unpacked) -> String? {
    if let breach = limits.breach(made: produced, used: entry.packedSize - rest) {
      return breach
    }
    if isUnfinished { return produced > entry.size ? "the data are longer than it says" : nil }
    if produced != entry.size { return "incorrect length check" }
    return UInt32(truncatingIfNeeded: checksum) == entry.checksum ? nil : "incorrect data check"
  }
}

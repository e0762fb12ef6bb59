import CZlib

/// Reads gzip, member after member.
final class Gunzip: Unpacker {
  let name = "gzip"
  private(set) var isUnfinished = true
  private var stream = ZlibStream(windowBits: MAX_WBITS + 16)
  private let limits: UnpackLimits

  init(limits: UnpackLimits = .standard) { self.limits = limits }

  func unpack(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Unpacked {
    var result = Unpacked(used: 0, made: 0)
    while result.made < output.count, result.breakage == nil {
      if !isUnfinished, !beginMember(input, &result) { return result }
      let step = stream.inflate(
        UnsafeRawBufferPointer(rebasing: input[result.used...]),
        into: UnsafeMutableRawBufferPointer(rebasing: output[result.made...]))
      result.used += step.used
      result.made += step.made
      switch step.outcome {
      case .more: if step.used == 0, step.made == 0 { return result }
      case .endOfStream: isUnfinished = false
      case .broken(let reason): result.breakage = reason
      }
      result.breakage =
        result.breakage ?? limits.breach(made: stream.produced, used: stream.consumed)
    }
    return result
  }

  /// Passes over zero bytes, which tapes of old put between members and behind them; false where
  /// the input ends.
  private func beginMember(_ input: UnsafeRawBufferPointer, _ result: inout Unpacked) -> Bool {
    while result.used < input.count, input[result.used] == 0 { result.used += 1 }
    if result.used == input.count { return false }
    stream.restart()
    isUnfinished = true
    return true
  }
}

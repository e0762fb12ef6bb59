internal import LuaBridge

/// The limits under which a script runs.
public enum Sandbox: String, Hashable, Sendable, CaseIterable {
  /// 256 MiB, 300 ms of processor time a callback.
  case standard
  /// 64 MiB, 300 ms and 5 million instructions a callback, no patterns.
  case strict

  var limits: lb_limits {
    switch self {
    case .standard:
      lb_limits(memory: 256 << 20, milliseconds: 300, instructions: 0, patterns: true)
    case .strict:
      lb_limits(memory: 64 << 20, milliseconds: 300, instructions: 5_000_000, patterns: false)
    }
  }
}

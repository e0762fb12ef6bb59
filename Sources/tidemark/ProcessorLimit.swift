import Foundation
import Synchronization

/// The processor time that the whole process may use: what strangers' scripts cost is bounded even
/// where each callback keeps its own limits.
enum ProcessorLimit {
  /// Seconds for runs in the strict sandbox.
  static let strict = 3600
  /// Signals in which a run may end in order. The system sends one a second.
  private static let grace = 5
  private static let signals = Atomic<Int>(0)

  /// Whether the limit was reached; the run is to stop.
  static var isReached: Bool { signals.load(ordering: .relaxed) > 0 }

  /// From now on the system counts, and sends SIGXCPU each second after the limit.
  static func set(seconds: Int) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_CPU.rawValue)
    getrlimit(resource, &limit)
    limit.rlim_cur = min(rlim_t(seconds), limit.rlim_max)
    setrlimit(resource, &limit)
  }

  /// Notes a SIGXCPU, of the system or of a script's callback that cannot be interrupted. True
  /// where the process must end now.
  static func note(canStop: Bool) -> Bool {
    signals.add(1, ordering: .relaxed).newValue > (canStop ? grace : 0)
  }
}

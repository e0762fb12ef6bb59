import Foundation
import Synchronization

/// The processor time that the whole process may use: what strangers' scripts cost is bounded even
/// where each callback keeps its own limits.
enum ProcessorLimit {
  /// Seconds for runs in the strict sandbox.
  static let strict = 3600
  /// Seconds after the limit in which a run may end in order.
  private static let grace = 5
  private static let signals = Atomic<Int>(0)

  /// Whether the limit was reached; the run is to stop.
  static var isReached: Bool { signals.load(ordering: .relaxed) > 0 }

  /// From now on the system counts: it says each second that the limit was reached.
  static func set(seconds: Int) {
    signal(SIGXCPU) { _ in
      let count = ProcessorLimit.signals.add(1, ordering: .relaxed).newValue
      if count > ProcessorLimit.grace { ProcessorLimit.end() }
    }
    var asking = sigset_t()
    sigemptyset(&asking)
    sigaddset(&asking, SIGXCPU)
    sigprocmask(SIG_UNBLOCK, &asking, nil)
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_CPU.rawValue)
    getrlimit(resource, &limit)
    limit.rlim_cur = min(rlim_t(seconds), limit.rlim_max)
    setrlimit(resource, &limit)
  }

  /// What a signal handler may do where the run does not stop by itself.
  private static func end() {
    let text: StaticString = "error: the process used all of its processor time and was ended\n"
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(Failure.failedRun)
  }
}

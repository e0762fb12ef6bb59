import Foundation
import Synchronization

/// Standard output for data, standard error for talk, and the signals that ask to stop.
enum Terminal {
  /// Whether talk goes to a person who watches.
  static let isInteractive = isatty(2) == 1

  static func data(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  static func talk(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Replaces the current line.
  static func redraw(_ text: String) {
    FileHandle.standardError.write(Data(("\r\u{1B}[K" + text).utf8))
  }

  private static let stopAsked = Atomic<Bool>(false)

  /// From now on SIGINT and SIGTERM ask for a stop instead of ending the program; the second one
  /// ends it at once.
  static func catchSignals() {
    // A parent's worker threads block every signal, and a child inherits that.
    var asking = sigset_t()
    sigemptyset(&asking)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&asking, number)
      signal(number) { _ in
        if Terminal.stopAsked.exchange(true, ordering: .relaxed) { _exit(Failure.interrupted) }
      }
    }
    sigprocmask(SIG_UNBLOCK, &asking, nil)
  }

  static var isStopAsked: Bool { stopAsked.load(ordering: .relaxed) }
}

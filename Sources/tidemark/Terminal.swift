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

  /// From now on SIGINT and SIGTERM ask for a stop instead of ending the program.
  static func catchSignals() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in Terminal.stopAsked.store(true, ordering: .relaxed) }
    }
  }

  static var isStopAsked: Bool { stopAsked.load(ordering: .relaxed) }
}

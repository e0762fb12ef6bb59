import Foundation
import MarketData
import Synchronization

/// Standard output for data, standard error for talk, and the signals that ask to stop.
enum Terminal {
  /// Whether talk goes to a person who watches.
  static let isInteractive = isatty(2) == 1

  /// Prints data; where that is not possible the program ends with exit 1.
  static func data(_ text: String) {
    if write(Visible.text(text) + "\n", to: 1) { return }
    let reason = String(cString: strerror(errno))
    talk("error: standard output cannot be written: \(reason); check where it goes")
    Unfinished.removeAll()
    exit(Failure.unwritable)
  }

  static func talk(_ text: String) { _ = write(Visible.text(text) + "\n", to: 2) }

  /// Replaces the current line.
  static func redraw(_ text: String) { _ = write("\r\u{1B}[K" + Visible.text(text), to: 2) }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written < 0 { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }

  private static let isPolled = Atomic<Bool>(false)
  private static let stopAsked = Atomic<Bool>(false)

  static var isStopAsked: Bool { stopAsked.load(ordering: .relaxed) }

  private static let isEnding = Atomic<Bool>(false)

  /// Another thread is ending the program: what this one has to say is of no use any more.
  static func waitWhereEnding() {
    while isEnding.load(ordering: .acquiring) { pause() }
  }

  /// From now on the work asks now and then whether to stop; only a second signal ends it at once.
  static func stopWhenAsked() { isPolled.store(true, ordering: .relaxed) }

  /// SIGINT, SIGTERM and SIGXCPU end the program, and what it was making is removed. A thread of
  /// its own waits for them, which may do what a handler of signals may not.
  static func catchSignals() {
    var asking = sigset_t()
    sigemptyset(&asking)
    for number in [SIGINT, SIGTERM, SIGXCPU] {
      // A shell lets the background ignore SIGINT, and then nobody could wait for it.
      signal(number, SIG_DFL)
      sigaddset(&asking, number)
    }
    pthread_sigmask(SIG_BLOCK, &asking, nil)
    let signals = asking
    Thread.detachNewThread { wait(for: signals) }
  }

  private static func wait(for signals: sigset_t) {
    var signals = signals
    var number: Int32 = 0
    while true {
      if sigwait(&signals, &number) != 0 { continue }
      if number == SIGXCPU {
        if ProcessorLimit.note(canStop: isPolled.load(ordering: .relaxed)) { endOutOfTime() }
        continue
      }
      let isFirst = !stopAsked.exchange(true, ordering: .relaxed)
      if isFirst, isPolled.load(ordering: .relaxed) { continue }
      isEnding.store(true, ordering: .releasing)
      Unfinished.removeAll()
      talk("error: interrupted; nothing was written that is not whole")
      _exit(Failure.interrupted)
    }
  }

  private static func endOutOfTime() -> Never {
    isEnding.store(true, ordering: .releasing)
    Unfinished.removeAll()
    talk("error: out of processor time; nothing was written that is not whole")
    _exit(Failure.failedRun)
  }

  /// From now on a tape that is cut while it is read ends the program in words.
  static func explainCutFiles() {
    MappedFiles.whenCut { path in
      Terminal.talk(
        "error: "
          + TapeError(path: String(cString: path), defect: .cutWhileRead).description)
      Unfinished.removeAll()
      _exit(Failure.badInput)
    }
  }
}

/// Text of strangers for a terminal.
enum Visible {
  /// Control characters but line feeds and tabs are shown as `\u{...}`: a name in a file must not
  /// move the cursor or colour what follows.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10: false
    case 0..<32, 127..<160, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

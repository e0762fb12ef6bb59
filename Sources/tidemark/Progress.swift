import Foundation
import Quantities
import Simulation

/// The line that shows how far a run has come: redrawn on a terminal, else every ten seconds.
final class Progress {
  private let started = ContinuousClock.now
  private var shown = ContinuousClock.now
  private let isQuiet: Bool

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  private var pause: Duration { Terminal.isInteractive ? .milliseconds(100) : .seconds(10) }

  /// Shows progress now and then; false where a signal asked to stop.
  func report(_ progress: RunProgress) -> Bool {
    if Terminal.isStopAsked || ProcessorLimit.isReached { return false }
    let now = ContinuousClock.now
    guard !isQuiet, now - shown >= pause else { return true }
    shown = now
    let text = line(progress, elapsed: now - started)
    if Terminal.isInteractive { Terminal.redraw(text) } else { Terminal.talk(text) }
    return true
  }

  private func line(_ progress: RunProgress, elapsed: Duration) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    let done = Double(min(progress.permille, 1000)) / 1000
    let left = done > 0 ? Int(seconds * (1 - done) / done) : 0
    let rate = Int(Double(progress.counters.records) / seconds)
    return "\(Int(done * 100)) %  \(progress.instant)  \(rate) records/s  ETA \(left) s  "
      + "liquidations \(progress.counters.liquidations)"
  }

  /// Ends the redrawn line.
  func finish(_ outcome: RunOutcome) {
    guard !isQuiet else { return }
    let seconds = max((ContinuousClock.now - started) / .seconds(1), 0.001)
    let rate = Int(Double(outcome.counters.records) / seconds)
    let text =
      "replayed \(outcome.counters.records) records in \(String(format: "%.2f", seconds)) s "
      + "(\(rate) records/s), \(outcome.events) events, "
      + "\(outcome.counters.liquidations) liquidations"
    if Terminal.isInteractive { Terminal.redraw(text + "\n") } else { Terminal.talk(text) }
  }
}

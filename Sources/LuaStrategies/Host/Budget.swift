/// What one script may make the engine keep, so that memory and disk are bounded however often a
/// callback asks. The amounts are far above what a strategy needs; going beyond is an error of the
/// script, not a refusal.
struct Budget {
  /// Orders and movements of money in one callback: so few that no clock can end it before.
  static let actionsInCallback = 1_000
  /// Orders and movements of money in a run.
  static let actionsInRun = 2_000_000
  /// Bytes of logs, notes, plots and records in a run; each counts 64 and its text.
  static let output = 256 << 20
  /// The same in one callback: 16,384 short lines.
  static let outputInCallback = 1 << 20

  private var actionsNow = 0
  private var actions = 0
  private var bytesNow = 0
  private var bytes = 0

  /// A callback begins.
  mutating func begin() {
    actionsNow = 0
    bytesNow = 0
  }

  /// One order or movement of money.
  mutating func act(_ call: String) throws(Mistake) {
    actionsNow += 1
    actions += 1
    if actionsNow > Self.actionsInCallback {
      throw Mistake(
        "\(call): more than \(Self.actionsInCallback) orders and movements of money in a callback")
    }
    if actions > Self.actionsInRun {
      throw Mistake(
        "\(call): more than \(Self.actionsInRun) orders and movements of money in a run")
    }
  }

  /// One line of output.
  mutating func write(_ call: String, _ text: String) throws(Mistake) {
    bytesNow += 64 + text.utf8.count
    bytes += 64 + text.utf8.count
    if bytesNow > Self.outputInCallback {
      throw Mistake("\(call): more than \(Self.outputInCallback >> 20) MiB in one callback")
    }
    if bytes > Self.output {
      throw Mistake("\(call): the script has written more than \(Self.output >> 20) MiB")
    }
  }
}

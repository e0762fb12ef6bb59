import Margin
import MarketData
import Quantities
import Strategies

/// An alert that is raised or cleared.
struct Alert: Sendable {
  let account: Int
  let kind: AlertKind
  let severity: Severity
  let isRaised: Bool
  let metric: String
  let value: Rate?
  let line: Rate
  let message: String
}

/// Messages to the owners of accounts: to their scripts at once, to people by channels that take
/// time and fail.
extension Engine {
  /// Journals an alert, tells the script, and sends it where it is raised. Returns its number.
  @discardableResult
  func tellAlert(_ alert: Alert, cause: Int?) -> Int {
    let account = accounts[alert.account]
    let event = journal.record(
      .alerts, cause: cause,
      [
        .time(clock), id(alert.account), .text(alert.kind.rawValue),
        .text(alert.severity.word), .text(alert.isRaised ? "raised" : "cleared"),
        .text(alert.metric), .exact(alert.value), .exact(alert.line), .text(alert.message),
      ])
    outbox.append(
      Notice(
        owner: account.owner,
        event: .alert(
          AlertEvent(
            ts: clock, account: account.name, kind: alert.kind.rawValue,
            level: alert.severity.word, isRaised: alert.isRaised, metric: alert.metric,
            value: alert.value, threshold: alert.line, message: alert.message)), number: event))
    if alert.isRaised {
      send(
        .alert, event, to: alert.account, alert.severity,
        by: rulebook.alerts.routes[alert.severity])
    }
    return event
  }

  /// What a message is about.
  enum MessageSubject: String {
    case alert
    case marginCall = "margin_call"
  }

  /// Sends a message by every channel in turn: what becomes of it on one changes nothing on
  /// another, for each draws from a stream of its own.
  func send(
    _ subject: MessageSubject, _ event: Int, to number: Int, _ severity: Severity,
    by channels: [Channel]
  ) {
    for channel in channels {
      let fate = senders[channel, default: Sender(channel, settings)].send()
      journal.record(
        .deliveries, cause: event,
        [
          .time(clock), id(number), .text(subject.rawValue), .text(severity.word),
          .text(channel.rawValue), .text(fate.isDelivered ? "delivered" : "failed"),
          .integer(fate.latency.nanoseconds),
          .time(fate.isDelivered ? clock + fate.latency : nil),
        ])
    }
  }
}

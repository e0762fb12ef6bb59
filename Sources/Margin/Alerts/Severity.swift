/// How grave an alert is, from least to most (source 001).
public enum Severity: Int, Hashable, Comparable, Sendable, CaseIterable {
  case info, warning, danger, critical

  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  /// `info`, `warning`, `danger`, `critical`.
  public var word: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .danger: "danger"
    case .critical: "critical"
    }
  }
}

/// A way by which a message leaves the venue.
public enum Channel: String, Hashable, Sendable, CaseIterable {
  case email, sms, push, webhook
}

/// Which channels carry a message.
public struct AlertRoutes: Hashable, Sendable {
  /// By severity, in order of `Severity`.
  private var channels: [[Channel]]

  /// Source 001: critical by all four, danger without sms, warning by push and webhook, info by
  /// webhook alone.
  public static let standard = AlertRoutes(channels: [
    [.webhook], [.push, .webhook], [.email, .push, .webhook], [.email, .sms, .push, .webhook],
  ])

  public subscript(severity: Severity) -> [Channel] {
    get { channels[severity.rawValue] }
    set { channels[severity.rawValue] = newValue }
  }
}

public import Quantities

/// What alerts are about (source 001).
public enum AlertKind: String, Hashable, Sendable, CaseIterable {
  case marginLevel = "margin_level"
  case concentration, liquidity, behaviour
}

/// A number of an account that is watched beside its margin level; the higher, the worse.
public enum AlertMeasure: String, Hashable, Sendable, CaseIterable {
  case concentration, liquidity
  case orderRate = "order_rate"
  case cancelRate = "cancel_rate"
  case turnover
  case lossStreak = "loss_streak"

  public var kind: AlertKind {
    switch self {
    case .concentration: .concentration
    case .liquidity: .liquidity
    case .orderRate, .cancelRate, .turnover, .lossStreak: .behaviour
    }
  }

  /// The place in `allCases`.
  public var index: Int {
    switch self {
    case .concentration: 0
    case .liquidity: 1
    case .orderRate: 2
    case .cancelRate: 3
    case .turnover: 4
    case .lossStreak: 5
    }
  }
}

/// The lines of one measure, one for each severity that it can reach; a value at a line is across
/// it.
public struct AlertLines: Hashable, Sendable {
  /// nil: never reached.
  private var info, warning, danger, critical: Rate?

  /// No line at all.
  public init() {}

  public init(info: Rate? = nil, warning: Rate? = nil, danger: Rate? = nil, critical: Rate? = nil) {
    self.info = info
    self.warning = warning
    self.danger = danger
    self.critical = critical
  }

  public subscript(severity: Severity) -> Rate? {
    get {
      switch severity {
      case .info: info
      case .warning: warning
      case .danger: danger
      case .critical: critical
      }
    }
    set {
      switch severity {
      case .info: info = newValue
      case .warning: warning = newValue
      case .danger: danger = newValue
      case .critical: critical = newValue
      }
    }
  }

  public var isEmpty: Bool { self == AlertLines() }

  /// The first line that is not above the one before it, nil where they rise.
  public var misplaced: Severity? {
    var last: Rate?
    for severity in Severity.allCases {
      guard let line = self[severity] else { continue }
      if let last, line <= last { return severity }
      last = line
    }
    return nil
  }

  /// The gravest severity whose line the value has reached, nil where it has reached none. O(1).
  public func severity(of value: Rate) -> Severity? {
    if let critical, critical <= value { return .critical }
    if let danger, danger <= value { return .danger }
    if let warning, warning <= value { return .warning }
    if let info, info <= value { return .info }
    return nil
  }

  /// The lines between two severities: those crossed on the way up, gravest last, or on the way
  /// back, gravest first. Nothing where both are the same: a state that lasts is told once.
  public func crossings(from before: Severity?, to after: Severity?) -> [Severity] {
    let (low, high) = (before?.rawValue ?? -1, after?.rawValue ?? -1)
    let range = (min(low, high) + 1)..<(max(low, high) + 1)
    let crossed = Severity.allCases.filter {
      range.contains($0.rawValue) && self[$0] != nil
    }
    return high < low ? crossed.reversed() : crossed
  }
}

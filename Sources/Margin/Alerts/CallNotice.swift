public import Quantities

/// How pressing a margin call is (source 001).
public enum Urgency: String, Hashable, Sendable, CaseIterable {
  case reminder, important, urgent

  /// As alerts grade it.
  public var severity: Severity {
    switch self {
    case .reminder: .warning
    case .important: .danger
    case .urgent: .critical
    }
  }

  /// In the source's words: how pressing, and how soon.
  var chinese: (urgency: String, pace: String) {
    switch self {
    case .reminder: ("提醒", "及时")
    case .important: ("重要", "尽快")
    case .urgent: ("紧急", "立即")
    }
  }
}

/// What happens to a margin call that is open at its deadline.
public enum CallExpiry: String, Hashable, Sendable, CaseIterable {
  /// The account is liquidated, as the source's message says.
  case liquidate
  /// It is noted as expired, and that is all (C20).
  case none
}

/// A margin call in words.
public struct CallNotice: Hashable, Sendable {
  public var urgency: Urgency
  /// nil without a level.
  public var level: Rate?
  public var shortfall: Money
  public var asset: String
  public var line: Rate
  public var deadline: Instant
  public var expiry: CallExpiry

  public init(
    urgency: Urgency, level: Rate?, shortfall: Money, asset: String, line: Rate,
    deadline: Instant, expiry: CallExpiry
  ) {
    self.urgency = urgency
    self.level = level
    self.shortfall = shortfall
    self.asset = asset
    self.line = line
    self.deadline = deadline
    self.expiry = expiry
  }

  private var shownLevel: String { level?.description ?? "none" }

  public var english: String {
    let end = expiry == .liquidate ? "; else the account is liquidated" : ""
    return "margin level \(shownLevel): add \(shortfall) \(asset) by \(deadline) to reach \(line)"
      + end
  }

  /// After the source's text.
  public var chinese: String {
    let words = urgency.chinese
    let end = expiry == .liquidate ? "，否则系统将执行强制平仓。" : "。"
    return "【\(words.urgency)】保证金不足通知：您的杠杆账户保证金水平已降至 \(shownLevel)，"
      + "需要\(words.pace)补充保证金 \(shortfall) \(asset)，使其达到 \(line)。"
      + "请在 \(deadline) 前完成补充\(end)"
  }
}

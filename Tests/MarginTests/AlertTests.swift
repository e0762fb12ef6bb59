import Margin
import Quantities
import Testing

private func rate(_ text: String) throws -> Rate { try Rate(text) }
private func second(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000_000) }

@Suite struct AlertTests {
  @Test(arguments: [
    (Severity.info, "webhook"), (.warning, "push webhook"), (.danger, "email push webhook"),
    (.critical, "email sms push webhook"),
  ])
  func `a severity goes by the channels of the source`(severity: Severity, channels: String) {
    let sent = AlertRoutes.standard[severity].map(\.rawValue)
    #expect(sent.joined(separator: " ") == channels)
  }

  @Test(
    arguments: [
      ("0.29", nil), ("0.3", .warning), ("0.59", .warning), ("0.6", .danger), ("0.9", .critical),
      ("7", .critical),
    ] as [(String, Severity?)])
  func `the gravest line that is reached gives the severity`(value: String, expected: Severity?)
    throws
  {
    #expect(AlertRule.standard[.liquidity].severity(of: try rate(value)) == expected)
  }

  @Test(
    arguments: [
      (nil, .critical, "warning danger critical"), (.warning, .danger, "danger"),
      (.danger, .danger, ""), (nil, nil, ""), (.critical, .warning, "critical danger"),
      (.critical, nil, "critical danger warning"), (nil, .info, ""),
    ] as [(Severity?, Severity?, String)])
  func `lines between two states are told once each`(
    before: Severity?, after: Severity?, told: String
  ) throws {
    let lines = AlertLines(
      warning: try rate("1"), danger: try rate("2"), critical: try rate("3"))
    let crossed = lines.crossings(from: before, to: after).map(\.word)
    #expect(crossed.joined(separator: " ") == told)
  }

  @Test func `lines that do not rise are found`() throws {
    #expect(AlertLines(info: try rate("1"), danger: try rate("1")).misplaced == .danger)
    #expect(AlertLines(info: try rate("1"), critical: try rate("2")).misplaced == nil)
    for measure in AlertMeasure.allCases {
      #expect(AlertRule.standard[measure].misplaced == nil, "\(measure)")
      #expect(!AlertRule.standard[measure].isEmpty, "\(measure)")
      #expect(AlertMeasure.allCases[measure.index] == measure)
    }
  }

  @Test(
    arguments: [
      ([], nil), (["5"], "1"), (["0", "5"], "1"), (["50", "50"], "0"), (["75", "-25"], "0.25"),
      (["90", "10"], "0.64"), (["1", "1", "1", "1"], "0"), (["100", "0.00000001"], "0.9999999996"),
    ] as [([String], String?)])
  func `concentration is the normalised index of the sizes`(values: [String], expected: String?)
    throws
  {
    let found = try RiskScore.concentration(values.map { try Money($0) })
    let wanted = try expected.map { try rate($0) }
    // Shares are rounded to 1e-12.
    let error = abs((found?.raw ?? 0) - (wanted?.raw ?? 0))
    #expect((found == nil) == (wanted == nil) && error <= 10)
  }

  @Test(
    arguments: [
      ([], nil), ([("100", "2", "2")], "0"), ([("100", "2", "0.5")], "0.75"),
      ([("100", "-2", "0")], "1"), ([("300", "3", "3"), ("100", "2", "1")], "0.125"),
      ([("300", "3", "3"), ("100", "2", nil)], nil),
    ] as [([(String, String, String?)], String?)])
  func `illiquidity is the share that the books do not take`(
    positions: [(String, String, String?)], expected: String?
  ) throws {
    let rows = try positions.map { value, quantity, depth in
      PositionShares.Closing(
        value: try Money(value), quantity: try Quantity(quantity),
        depth: try depth.map { try Quantity($0) })
    }
    #expect(PositionShares.illiquidity(rows) == (try expected.map { try rate($0) }))
  }
}

@Suite struct BehaviourTests {
  @Test func `orders count until the window has passed them`() throws {
    var behaviour = Behaviour(.standard)
    for order in 0..<40 { behaviour.order(at: second(Int64(order))) }
    let counts = [39, 59, 60, 98, 99].map { behaviour.orderRate(at: second($0)).description }
    #expect(counts == ["40", "40", "39", "1", "0"])
  }

  @Test func `a cancel rate needs orders enough`() throws {
    var behaviour = Behaviour(.standard)
    for order in 0..<9 {
      behaviour.order(at: second(Int64(order)))
      behaviour.cancel(at: second(Int64(order)))
    }
    #expect(behaviour.cancelRate(at: second(9)) == nil)
    behaviour.order(at: second(9))
    #expect(behaviour.cancelRate(at: second(9)) == (try rate("0.9")))
    #expect(behaviour.cancelRate(at: second(609)) == nil)
  }

  @Test func `turnover is what was traded in a day over equity`() throws {
    var behaviour = Behaviour(.standard)
    behaviour.trade(try Money("30000"), at: second(0))
    behaviour.trade(try Money("-10000"), at: second(3600))
    let equity = try Money("2000")
    #expect(behaviour.turnover(at: second(7200), equity: equity) == (try rate("20")))
    #expect(behaviour.turnover(at: second(86_400), equity: equity) == (try rate("5")))
    #expect(behaviour.turnover(at: second(86_401), equity: .zero) == nil)
    #expect(behaviour.turnover(at: second(86_401), equity: Money(raw: 1)) == .greatest)
  }

  @Test func `losses in a row end with a gain`() {
    var behaviour = Behaviour(.standard)
    var streaks: [String] = []
    for profit: Int128 in [-1, -5, 3, -1, -1, -1, 0] {
      behaviour.end(profit: profit)
      streaks.append(behaviour.lossStreak.description)
    }
    #expect(streaks == ["1", "2", "0", "1", "2", "3", "0"])
  }

  @Test func `a sum that nobody asks for keeps no more than its window`() {
    var sum = SlidingSum(over: .second * 10)
    for index in 0..<10_000 { sum.add(at: second(Int64(index))) }
    #expect(sum.count < 2_100)
    #expect(sum.total(at: second(9_999)) == 10)
  }

  @Test func `nothing traded is no turnover, with equity or without`() throws {
    var behaviour = Behaviour(.standard)
    #expect(behaviour.turnover(at: second(0), equity: .zero) == .zero)
    behaviour.trade(try Money("10"), at: second(0))
    #expect(behaviour.turnover(at: second(1), equity: .zero) == nil)
    #expect(behaviour.turnover(at: second(86_400), equity: .zero) == .zero)
  }

  /// A trip: fills as signed quantity, price and fee, and after each the profit of a trip that
  /// ended, in quote.
  @Test(
    arguments: [
      ([("1", "100", "0"), ("-1", "110", "0")], [nil, "10"]),
      ([("2", "100", "1"), ("-1", "90", "1"), ("-1", "120", "1")], [nil, nil, "7"]),
      ([("-1", "100", "0"), ("1", "110", "0")], [nil, "-10"]),
      // Through flat: one trip of 1 ends, another of 2 begins, and the fee of 3 is shared.
      ([("1", "100", "0"), ("-3", "110", "3"), ("2", "100", "0")], [nil, "9", "18"]),
      ([("0", "100", "0")], [nil]),
    ] as [([(String, String, String)], [String?])])
  func `a trip from flat to flat has the profit of its money`(
    fills: [(String, String, String)], expected: [String?]
  ) throws {
    var trip = RoundTrip()
    var profits: [String?] = []
    for (quantity, price, fee) in fills {
      let profit = trip.add(try Quantity(quantity), at: try Price(price), fee: try Money(fee))
      profits.append(profit.map { Money(raw: Int64($0 / 100_000_000)).description })
    }
    #expect(profits == expected)
  }
}

@Suite struct CallNoticeTests {
  private func notice(_ urgency: Urgency, _ expiry: CallExpiry) throws -> CallNotice {
    CallNotice(
      urgency: urgency, level: try rate("1.746"), shortfall: try Money("62.5"), asset: "USDT",
      line: try rate("2.5"), deadline: second(1_700_000_000), expiry: expiry)
  }

  @Test(arguments: [
    (Urgency.reminder, Severity.warning, "提醒", "及时"), (.important, .danger, "重要", "尽快"),
    (.urgent, .critical, "紧急", "立即"),
  ])
  func `a call is as grave as it is urgent, in both languages`(
    urgency: Urgency, severity: Severity, word: String, pace: String
  ) throws {
    #expect(urgency.severity == severity)
    let notice = try notice(urgency, .liquidate)
    #expect(
      notice.english
        == "margin level 1.746: add 62.5 USDT by 2023-11-14T22:13:20Z to reach 2.5; "
        + "else the account is liquidated")
    #expect(
      notice.chinese
        == "【\(word)】保证金不足通知：您的杠杆账户保证金水平已降至 1.746，需要\(pace)补充保证金 62.5 USDT，"
        + "使其达到 2.5。请在 2023-11-14T22:13:20Z 前完成补充，否则系统将执行强制平仓。")
  }

  @Test func `a call without consequence threatens none`() throws {
    let notice = try notice(.urgent, .none)
    #expect(!notice.english.contains("liquidated") && !notice.chinese.contains("平仓"))
  }
}

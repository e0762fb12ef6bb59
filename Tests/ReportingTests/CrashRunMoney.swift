import Foundation
import GRDB

/// The money of the made-up run. Half a bitcoin is bought at sample 60 with a loan, and sold by
/// the liquidation at sample 330; interest of 1.25 is charged every hour in between.
extension CrashRun {
  static let bought = 60
  static let liquidated = 330
  static let loan = 24_000.0
  static let deposit = 6_000.0

  /// Position and debt of the margin account at a sample.
  static func state(_ sample: Int) -> (btc: Double, cash: Double, debt: Double, interest: Double) {
    let cost = 0.5 * price(bought) + 15
    if sample < bought { return (0, deposit, 0, 0) }
    let hours = Double((min(sample, liquidated) - bought) / 60)
    let cash = deposit + loan - cost
    if sample < liquidated { return (0.5, cash, loan, 1.25 * hours) }
    return (0, max(0, cash + 0.5 * price(liquidated) - 12 - loan - 1.25 * hours), 0, 0)
  }

  static func equity(_ sample: Int) -> Double {
    let state = state(sample)
    return state.cash + state.btc * price(sample) - state.debt - state.interest
  }

  func addEquity() throws {
    let all = 0..<Self.samples
    try fixture.add("equity", all.flatMap { [Self.wallet($0), Self.account($0)] })
    try fixture.add("balances", all.flatMap(Self.balances))
    try addTotals()
  }

  private static func wallet(_ index: Int) -> Values {
    [time(index), 1, e8(4000), e8(4000), 0, 0, nil, nil, e8(-deposit), nil, nil]
  }

  private static func account(_ index: Int) -> Values {
    let state = state(index)
    let (assets, debt) = (state.cash + state.btc * price(index), state.debt + state.interest)
    let level = debt > 0 ? e12(assets / debt) : nil
    let edge = debt > 0 ? e8((1.1 * debt - state.cash) / state.btc) : nil
    return [
      time(index), 2, e8(equity(index)), e8(assets), e8(debt), nil, level, nil, e8(deposit), edge,
      debt > 0 ? (debt < 24_003 ? 1 : 2) : nil,
    ]
  }

  private static func balances(_ index: Int) -> [Values] {
    let (state, ts) = (state(index), time(index))
    return [
      [ts, 1, 1, e8(4000), 0, 0, 0],
      [ts, 2, 1, e8(state.cash), 0, e8(state.debt), e8(state.interest)],
      [ts, 2, 2, e8(state.btc), 0, 0, 0],
    ]
  }

  private func addTotals() throws {
    let last = Self.equity(Self.samples - 1)
    let (interest, fees, cost) = (-5.0, -15.0, -12.0)
    try fixture.add(
      "totals",
      [
        [2, "price", 1, e8(last) - e8(Self.deposit) - e8(interest) - e8(fees) - e8(cost)],
        [2, "interest", 1, e8(interest)], [2, "fees", 1, e8(fees)],
        [2, "liquidation_cost", 1, e8(cost)], [2, "flows", 1, e8(Self.deposit)],
        [1, "price", 1, 0], [1, "interest", 1, 0], [1, "fees", 1, 0],
        [1, "liquidation_cost", 1, 0], [1, "flows", 1, e8(4000)],
      ])
  }

  func addTrading() throws {
    let (buy, sell) = (Self.time(Self.bought), Self.time(Self.liquidated))
    try fixture.add(
      "orders",
      [
        [
          1, 10, nil, buy, 2, 1, "buy", "market", "ioc", e8(0.5), nil, 1, 0,
          "entry " + Hostile.script, "filled", nil, nil, e8(0.5), e8(Self.price(Self.bought)), buy,
          nil,
        ],
        [
          2, 20, nil, buy + 1, 2, 1, "buy", "limit", "gtc", e8(5), e8(59_000), 1, 0, nil,
          "rejected", nil, "max_borrow: 300000 > 24000 " + Hostile.breaks, 0, nil, buy + 1, nil,
        ],
        [
          3, 30, 29, sell, 2, 1, "sell", "market", "ioc", e8(0.5), nil, 0, 0, nil, "filled", nil,
          nil, e8(0.5), e8(Self.price(Self.liquidated)), sell, 1,
        ],
      ])
    try fixture.add(
      "fills",
      [
        [
          1, 11, 10, buy, 1, 2, 1, "buy", e8(Self.price(Self.bought)), e8(0.5), e8(15), 1, "taker",
          nil,
        ],
        [
          2, 31, 30, sell, 3, 2, 1, "sell", e8(Self.price(Self.liquidated)), e8(0.5), e8(12), 1,
          "taker", 1,
        ],
      ])
  }

  /// Every movement; those of the liquidation are caused by it (202) or by its fill (31).
  func addTransfers() throws {
    let (buy, sell) = (Self.time(Self.bought), Self.time(Self.liquidated))
    let (cost, proceeds) = (
      e8(0.5 * Self.price(Self.bought)), e8(0.5 * Self.price(Self.liquidated))
    )
    let rows: [(Int64, Int64?, Int64, Int64, Int64, Int64, Int64, String)] = [
      (1, nil, midnight, 1, 7, 1, e8(10_000), "deposit"),
      (2, nil, midnight, 1, 1, 2, e8(6000), "transfer"),
      (12, 11, buy, 1, 3, 2, e8(Self.loan), "borrow"), (13, 11, buy, 1, 2, 6, cost, "trade"),
      (14, 11, buy, 2, 6, 2, e8(0.5), "trade"), (15, 11, buy, 1, 2, 5, e8(15), "fee"),
      (34, 31, sell, 2, 2, 6, e8(0.5), "trade"), (35, 31, sell, 1, 6, 2, proceeds, "trade"),
      (36, 31, sell, 1, 2, 5, e8(12), "fee"), (37, 202, sell, 1, 2, 3, e8(5), "repay_interest"),
      (38, 202, sell, 1, 2, 3, e8(Self.loan), "repay_principal"),
      (39, 202, sell, 1, 2, 4, e8(7.5), "liquidation_fee"),
    ]
    try fixture.add(
      "transfers",
      rows.enumerated().map { index, row in
        [index + 1, row.0, row.1, row.2, row.3, row.4, row.5, row.6, row.7]
      })
  }

  func addLending() throws {
    try fixture.add(
      "pool_models", [[1, "slope", e12(0.02), e12(0.8), e12(0.15), e12(0.6), e12(0.1)]])
    try fixture.add("pools", (0..<Self.samples).map(Self.pool))
    let (buy, sell) = (Self.time(Self.bought), Self.time(Self.liquidated))
    try fixture.add(
      "loans",
      [
        [
          10, 9, buy, 2, 1, "borrow", e8(Self.loan), e8(Self.loan), 0, e12(0.11), 1, 1,
          e8(Self.loan),
        ],
        [32, 30, sell, 2, 1, "repay", e8(Self.loan + 5), e8(Self.loan), e8(5), nil, 1, 3, 0],
      ])
    for hour in 1...4 {
      try fixture.add(
        "interest",
        [
          [
            100 + hour, nil, Self.time(Self.bought + 60 * hour), 2, 1, e8(1.25), e12(0.11),
            e8(Self.loan), e8(Self.loan + 1.25 * Double(hour)), 0, "accrued",
          ]
        ])
    }
  }

  private static func pool(_ index: Int) -> Values {
    let borrowed = 600_000 + state(index).debt
    let use = borrowed / 1_000_000
    let rate = 0.02 + 0.15 * use
    return [
      time(index), 1, e8(1_000_000 - borrowed), e8(borrowed), e8(1_000_000),
      e8(Double(index) / 100), e12(use), e12(rate), e12(rate * use * 0.9),
    ]
  }

  func addTrouble() throws {
    let (call, end) = (Self.time(316), Self.time(Self.liquidated))
    try fixture.add(
      "alerts",
      [
        [
          200, nil, call - seconds(120), 2, "margin_level", "warning", "raised", "margin_level",
          e12(1.49), e12(1.5), "level below alert",
        ]
      ])
    try fixture.add(
      "calls",
      [
        [
          1, 201, nil, call, 2, "urgent", e12(1.16), e12(1.3), e8(2500), 1, call + seconds(3600),
          "liquidated", end, "pay now " + Hostile.markup, "保证金不足通知",
        ]
      ])
    try fixture.add(
      "deliveries",
      [
        [202, 201, call, 2, "margin_call", "critical", "email", "delivered", 3, call + 3],
        [203, 201, call, 2, "margin_call", "critical", "sms", "failed", 2, nil],
      ])
    try fixture.add(
      "liquidations",
      [
        [
          1, 202, 201, end, end + seconds(3), 2, "margin_level", "full", "margin_level", e12(1.09),
          e12(1.1), e8(500), e8(24_505), e8(24_005), e8(24_005), e8(Self.equity(Self.liquidated)),
          0, 0, 0, 0, 0, e8(12), e8(31.5), e8(6), e8(2), e8(3), 2,
        ]
      ])
    try fixture.add(
      "liquidation_steps",
      ["trigger", "freeze", "cancel", "order", "fill", "repay", "release", "finish"].enumerated()
        .map { index, action in
          [
            1, index + 1, 203 + index, 202, end + seconds(index) / 4, action,
            action == "fill" ? 1 : nil, 1, action == "fill" ? "sell" : nil,
            action == "fill" ? e8(0.5) : nil,
            action == "fill" ? e8(Self.price(Self.liquidated)) : nil, nil,
            action == "repay" ? e8(24_005) : nil,
            action == "fill" ? e8(42_900) : nil, action == "fill" ? e8(31.5) : nil,
            action == "fill" ? e8(2) : nil, "detail " + Hostile.accent,
          ]
        })
    try fixture.add("fund", [[210, 202, end, 1, e8(7.5), e8(1007.5), 1]])
    try addIndex()
  }

  func addScript() throws {
    try fixture.add("notes", [[Self.time(59), "enter " + Hostile.markup]])
    try fixture.add("records", [["calls", 1], [Hostile.quotes, "1.5"]])
    try fixture.add("log", [[Self.time(59), Hostile.script + Hostile.breaks]])
  }
}

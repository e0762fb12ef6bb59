import MarketData
import Quantities
import Testing

@testable import Matching

/// One thing that happens to the tape.
enum TapeEvent: Hashable, Sendable {
  /// A level is written, in a message of its own.
  case level(Side, Int64, Int64)
  /// A trade, with its aggressor.
  case trade(Int64, Int64, Side?)

  /// The same in a market in which bid and ask are exchanged around 100.
  var mirrored: TapeEvent {
    switch self {
    case .level(let side, let price, let size): .level(side.opposite, 200 - price, size)
    case .trade(let price, let size, let side): .trade(200 - price, size, side?.opposite)
    }
  }

  func apply(to market: inout Market, at seconds: Int64, _ fills: inout [Fill]) {
    switch self {
    case .level(let side, let price, let size):
      market.apply(Sample.delta(seconds, side, price, size), into: &fills)
    case .trade(let price, let size, let side):
      market.apply(Sample.trade(seconds, price, size, side), into: &fills)
    }
  }
}

/// The rules that hftbacktest documents (docs/order_fill.rst) for a buy of 4 at 100, and the mirror
/// image for a sell. The book: bids 10 at 100, 20 at 99, 30 at 98; asks 10 at 101 and 102.
@Suite("When a resting order is filled")
struct FillRuleTests {
  struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let events: [TapeEvent]
    /// What is filled, and after which event, under each model.
    let expected: [(models: [FillModel], fills: [(event: Int, quantity: String)])]

    var testDescription: String { name }
  }

  static let through = FillModel.through
  static let throughWhole = FillModel(queue: .through, amount: .whole)
  static let averse = FillModel(queue: .riskAverse)
  static let averseWhole = FillModel(queue: .riskAverse, amount: .whole)
  static let half = FillModel(queue: .probability(.power(1)))
  static let halfWhole = FillModel(queue: .probability(.power(1)), amount: .whole)
  static let cubed = FillModel(queue: .probability(.power3(3)))
  static let printed = [averse, half, cubed]
  static let whole = [averseWhole, halfWhole]
  static let all = [through, throughWhole] + printed + whole

  static let rules: [Rule] = [
    Rule(
      name: "your order price >= the best ask price",
      events: [.level(.buy, 100, 0), .level(.sell, 100, 3), .level(.sell, 101, 9)],
      expected: [
        ([through] + printed, [(1, "3")]), ([throughWhole] + whole, [(1, "4")]),
      ]),
    Rule(
      name: "your order price > the best ask price: filled at your price, out of what is there",
      events: [.level(.buy, 100, 0), .level(.buy, 99, 0), .level(.sell, 99, 3)],
      expected: [
        ([through] + printed, [(2, "3")]), ([throughWhole] + whole, [(2, "4")]),
      ]),
    Rule(
      name: "nothing is filled while the book is crossed",
      events: [.level(.sell, 100, 3), .level(.sell, 100, 0)], expected: [(all, [])]),
    Rule(
      name: "your order price > sell trade price: up to the size of the trade, or all",
      events: [.trade(99, 3, .sell), .trade(99, 3, .sell)],
      expected: [
        ([through] + printed, [(0, "3"), (1, "1")]), ([throughWhole] + whole, [(0, "4")]),
      ]),
    Rule(
      name: "your order price > buy trade price says nothing, but to the model that knows no side",
      events: [.trade(99, 3, .buy)],
      expected: [
        (printed + whole, []), ([through], [(0, "3")]), ([throughWhole], [(0, "4")]),
      ]),
    Rule(
      name: "a trade above your order is none of its business",
      events: [.trade(101, 50, .buy), .trade(101, 50, .sell), .trade(101, 50, nil)],
      expected: [(all, [])]),
    Rule(
      name: "front of the queue and order price == sell trade price",
      events: [.trade(100, 10, .sell), .trade(100, 3, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(1, "3")]), (whole, [(1, "4")]),
      ]),
    Rule(
      name: "filled by the (remaining) sell trade quantity",
      events: [.trade(100, 12, .sell), .trade(100, 99, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(0, "2"), (1, "2")]), (whole, [(0, "4")]),
      ]),
    Rule(
      name: "a buy trade at the order price moves no bid",
      events: [.trade(100, 10, .buy), .trade(100, 10, .sell)], expected: [(all, [])]),
    Rule(
      name: "a trade of unknown aggressor counts for both sides",
      events: [.trade(100, 13, nil)],
      expected: [
        ([through, throughWhole], []), (printed, [(0, "3")]), (whole, [(0, "4")]),
      ]),
    Rule(
      name: "increases do not move the order",
      events: [.level(.buy, 100, 50), .trade(100, 11, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(1, "1")]), (whole, [(1, "4")]),
      ]),
    Rule(
      name: "nothing is behind the last of the queue: all that leaves was before it",
      events: [.level(.buy, 100, 6), .trade(100, 7, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(1, "1")]), (whole, [(1, "4")]),
      ]),
    Rule(
      name: "a decrease by cancellation is behind (risk averse), or on both sides of you",
      // 20 come behind the 10, then 15 leave. power 1: 20/30 of them behind, 5 before: 5 remain.
      // power 3 of the front: 1 - (1/3)^3 = 26/27 behind, 0.5556 before: 9.4444 remain.
      events: [.level(.buy, 100, 30), .level(.buy, 100, 15), .trade(100, 8, .sell)],
      expected: [
        ([through, throughWhole, averse, averseWhole, cubed], []), ([half], [(2, "3")]),
        ([halfWhole], [(2, "4")]),
      ]),
    Rule(
      name: "a decrease that trades explain moves nobody twice",
      events: [.trade(100, 4, .sell), .level(.buy, 100, 6), .trade(100, 7, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(2, "1")]), (whole, [(2, "4")]),
      ]),
    Rule(
      name: "of a decrease the part beyond the trades is divided",
      // 6 before it after the trade; 10 leave, 6 of them unexplained; behind it 30 - 6 = 24 of 30:
      // power 1: 6 x 24/30 = 4.8 behind, 1.2 before, 4.8 remain. cubed: 1 - 0.2^3 = 0.992 behind,
      // 0.048 before, 5.952 remain.
      events: [
        .level(.buy, 100, 30), .trade(100, 4, .sell), .level(.buy, 100, 20),
        .trade(100, 6, .sell),
      ],
      expected: [
        ([through, throughWhole, averse, averseWhole], []), ([half], [(3, "1.2")]),
        ([halfWhole], [(3, "4")]), ([cubed], [(3, "0.048")]),
      ]),
    Rule(
      name: "no more stands before the order than the level holds",
      events: [.level(.buy, 100, 30), .level(.buy, 100, 2), .trade(100, 3, .sell)],
      expected: [
        ([through, throughWhole], []), ([averse], [(2, "1")]), ([averseWhole], [(2, "4")]),
      ]),
    Rule(
      name: "an order whose level is gone is the first",
      events: [.level(.buy, 100, 0), .level(.buy, 100, 7), .trade(100, 1, .sell)],
      expected: [
        ([through, throughWhole], []), (printed, [(2, "1")]), (whole, [(2, "4")]),
      ]),
    Rule(
      name: "after a trade went through, nothing stands before what is left",
      events: [.trade(99, 1, .sell), .trade(100, 2, .sell)],
      expected: [
        ([through], [(0, "1")]), ([throughWhole] + whole, [(0, "4")]),
        (printed, [(0, "1"), (1, "2")]),
      ]),
  ]

  private static func market(_ model: FillModel, _ side: Side) -> Market {
    var fills: [Fill] = []
    var market = Sample.market(.book, rules: MarketRules(fillModel: model))
    let book: [TapeEvent] = [
      .level(.buy, 98, 30), .level(.buy, 99, 20), .level(.buy, 100, 10), .level(.sell, 102, 10),
      .level(.sell, 101, 10),
    ]
    for event in book {
      (side == .buy ? event : event.mirrored).apply(to: &market, at: 0, &fills)
    }
    let admission = market.submit(
      OrderTerms(id: 1, side: side, limit: Sample.price(100), quantity: Sample.size(4)),
      at: Sample.at(0), into: &fills)
    #expect(admission == Admission(outcome: .resting, left: Sample.size(4)) && fills.isEmpty)
    return market
  }

  @Test("is what the rules say", arguments: rules, [Side.buy, .sell])
  func rule(rule: Rule, side: Side) throws {
    for (models, expected) in rule.expected {
      for model in models {
        var market = Self.market(model, side)
        var found: [Fill] = []
        for (index, event) in rule.events.enumerated() {
          var fills: [Fill] = []
          (side == .buy ? event : event.mirrored).apply(to: &market, at: Int64(index), &fills)
          found += fills
        }
        let wanted = try expected.map {
          Fill(
            order: 1, side: side, price: Sample.price(100), quantity: try Quantity($0.quantity),
            isMaker: true, ts: Sample.at(Int64($0.event)))
        }
        #expect(found == wanted, "\(model)")
      }
    }
  }

  /// hftbacktest's NoPartialFillExchange (proc/nopartialfillexchange.rs, `check_if_buy_filled` and
  /// `on_best_ask_update`) fills each order that a trade or the best price went through as a whole.
  @Test("whole: one trade through several orders fills each; at one limit they stand in line")
  func wholeOrders() {
    for (event, filled) in [
      (TapeEvent.trade(98, 1, .sell), [1, 2, 3]), (.trade(99, 1, .sell), [1, 2]),
      (.trade(100, 11, .sell), [1]), (.trade(100, 15, .sell), [1, 2]),
      (.trade(100, 10, .sell), []),
    ] {
      var fills: [Fill] = []
      var market = Self.market(Self.averseWhole, .buy)
      for (id, limit) in [(2, Int64(100)), (3, 99)] {
        _ = market.submit(
          OrderTerms(
            id: id, side: .buy, limit: Sample.price(limit), quantity: Sample.size(7), owner: id),
          at: Sample.at(0), into: &fills)
      }
      event.apply(to: &market, at: 1, &fills)
      #expect(fills.map(\.order) == filled, "\(event)")
      #expect(fills.map(\.quantity) == filled.map { Sample.size($0 == 1 ? 4 : 7) })
    }
  }

  @Test("an order at a price worse than any in view is behind all that comes into view there")
  func outOfView() {
    for (size, filled) in [(Int64(7), Int64(2)), (9, 0)] {
      var fills: [Fill] = []
      var market = Self.market(Self.averse, .buy)
      _ = market.submit(
        OrderTerms(id: 2, side: .buy, limit: Sample.price(97), quantity: Sample.size(3)),
        at: Sample.at(0), into: &fills)
      #expect(market.restingOrder(2)?.place.ahead == QueuePlace.unknown)
      for event: TapeEvent in [
        .level(.buy, 96, 1), .level(.buy, 97, size), .level(.buy, 100, 0), .level(.buy, 99, 0),
        .level(.buy, 98, 0),
      ] { event.apply(to: &market, at: 1, &fills) }
      _ = market.cancel(1)
      TapeEvent.trade(97, 9, .sell).apply(to: &market, at: 2, &fills)
      #expect(fills.map(\.quantity) == (filled == 0 ? [] : [Sample.size(filled)]))
    }
  }

  @Test("a snapshot that takes a level away from view leaves the place as it was")
  func snapshot() {
    var fills: [Fill] = []
    var market = Self.market(Self.averse, .buy)
    let rows: [(Side, Int64, Int64, DeltaFlags)] = [
      (.buy, 103, 5, [.snapshot, .clear, .first]), (.sell, 105, 5, [.snapshot, .last]),
      (.buy, 103, 0, [.first]), (.buy, 100, 8, []), (.buy, 99, 8, []), (.sell, 101, 2, [.last]),
    ]
    for (index, row) in rows.enumerated() {
      market.apply(Sample.delta(1, row.0, row.1, row.2, row.3), into: &fills)
      if index == 1 { #expect(market.restingOrder(1)?.place.ahead == Sample.size(10)) }
    }
    #expect(market.restingOrder(1)?.place.ahead == Sample.size(8))
  }

  @Test("best quotes tell the place of an order at the best price, and keep it when they move away")
  func quotes() {
    var fills: [Fill] = []
    var market = Sample.market(.quotes, rules: MarketRules(fillModel: Self.averse))
    market.apply(Sample.quote(1, 99, 5, 101, 4), into: &fills)
    _ = market.submit(
      OrderTerms(id: 1, side: .buy, limit: Sample.price(99), quantity: Sample.size(2)),
      at: Sample.at(1), into: &fills)
    for (quote, ahead) in [
      (Sample.quote(2, 99, 3, 101, 4), Int64(3)), (Sample.quote(3, 100, 9, 101, 4), 3),
      (Sample.quote(4, 99, 8, 101, 4), 3), (Sample.quote(5, 98, 8, 101, 4), 0),
    ] {
      market.apply(quote, into: &fills)
      #expect(market.restingOrder(1)?.place.ahead == Sample.size(ahead))
    }
    market.apply(Sample.trade(6, 99, 1, .sell), into: &fills)
    #expect(fills.map(\.quantity) == [Sample.size(1)])
  }

  @Test("without depth a place cannot be known: only what goes through fills", arguments: printed)
  func noDepth(model: FillModel) {
    var fills: [Fill] = []
    var market = Sample.market(.trades, rules: MarketRules(fillModel: model))
    _ = market.submit(
      OrderTerms(id: 1, side: .buy, limit: Sample.price(99), quantity: Sample.size(2)),
      at: Sample.at(1), into: &fills)
    market.apply(Sample.trade(1, 99, 50, .sell), into: &fills)
    #expect(fills.isEmpty)
    market.apply(Sample.trade(2, 98, 1, .sell), into: &fills)
    #expect(fills.map(\.quantity) == [Sample.size(1)])
  }
}

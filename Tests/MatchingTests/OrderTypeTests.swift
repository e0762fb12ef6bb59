import MarketData
import Quantities
import Testing

@testable import Matching

/// Orders of ours of all kinds in one book: bids 5 at 99, 7 at 98; asks 4 at 101, 6 at 103.
@Suite("Order types, and orders of ours that meet")
struct OrderTypeTests {
  /// A fill: order, price, quantity, and the order of ours on the other side.
  struct Trade: Equatable {
    let order: Int
    let price: Int64
    let quantity: Int64
    let against: Int?

    init(_ order: Int, _ price: Int64, _ quantity: Int64, against: Int? = nil) {
      self.order = order
      self.price = price
      self.quantity = quantity
      self.against = against
    }
  }

  /// A market with some orders of ours in it.
  struct Venue {
    var market: Market
    var fills: [Fill] = []

    init(_ model: FillModel = .through, _ policy: SelfTradePolicy = .cancelNewest) {
      market = Sample.market(.book, rules: MarketRules(fillModel: model, selfTrade: policy))
      for (side, price, size) in [
        (Side.buy, Int64(99), Int64(5)), (.buy, 98, 7), (.sell, 101, 4), (.sell, 103, 6),
      ] { market.apply(Sample.delta(1, side, price, size), into: &fills) }
    }

    @discardableResult
    mutating func send(
      _ id: Int, _ side: Side, _ limit: Int64?, _ quantity: Int64,
      _ timeInForce: OrderTerms.TimeInForce = .gtc, isPostOnly: Bool = false,
      display: Int64? = nil, owner: Int? = nil
    ) -> Admission {
      market.submit(
        OrderTerms(
          id: id, side: side, limit: limit.map(Sample.price), quantity: Sample.size(quantity),
          timeInForce: timeInForce, isPostOnly: isPostOnly, display: display.map(Sample.size),
          owner: owner ?? id), at: Sample.at(2), into: &fills)
    }

    /// The fills since the last call.
    mutating func trades() -> [Trade] {
      defer { fills = [] }
      return fills.map {
        Trade(
          $0.order, $0.price.raw / 100_000_000, $0.quantity.raw / 100_000_000, against: $0.against)
      }
    }

    func resting(_ side: Side) -> [Int] { market.restingOrders(side).map(\.id) }
  }

  private func dropped(_ drop: Admission.Drop, _ left: Int64, _ cancelled: [Int] = []) -> Admission
  {
    Admission(outcome: .dropped(drop), left: Sample.size(left), cancelled: cancelled)
  }

  @Test("an order meets better prices first, of the tape or of ours")
  func prices() {
    var venue = Venue()
    venue.send(1, .sell, 100, 2)
    venue.send(2, .sell, 102, 2)
    venue.send(3, .sell, 102, 2)
    let admission = venue.send(4, .buy, 102, 9)
    #expect(
      venue.trades() == [
        Trade(4, 100, 2, against: 1), Trade(1, 100, 2, against: 4), Trade(4, 101, 4),
        Trade(4, 102, 2, against: 2), Trade(2, 102, 2, against: 4), Trade(4, 102, 1, against: 3),
        Trade(3, 102, 1, against: 4),
      ])
    #expect(admission == Admission(outcome: .filled, left: .zero))
    #expect(venue.resting(.sell) == [3] && venue.resting(.buy) == [])
  }

  @Test("a taker of ours pays, the one that rested does not")
  func makers() {
    var venue = Venue()
    venue.send(1, .sell, 100, 2)
    venue.send(2, .buy, nil, 1)
    #expect(venue.fills.map(\.isMaker) == [false, true])
    #expect(venue.fills.map(\.side) == [.buy, .sell])
  }

  @Test("at one price the tape's quantity that stands before our order goes first")
  func queue() {
    for (model, expected) in [
      (FillModel.through, [Trade(2, 101, 7), Trade(2, 101, 1, against: 1)]),
      (
        FillModel(queue: .riskAverse),
        [Trade(2, 101, 4), Trade(2, 101, 2, against: 1), Trade(2, 101, 2)]
      ),
    ] {
      var venue = Venue(model)
      venue.send(1, .sell, 101, 2)
      venue.market.apply(Sample.delta(2, .sell, 101, 7), into: &venue.fills)
      venue.send(2, .buy, 101, 8)
      #expect(venue.trades().filter { $0.order == 2 } == expected)
    }
  }

  @Test("what an order of ours takes from the tape no longer stands before one that rests")
  func taken() {
    var venue = Venue(FillModel(queue: .riskAverse))
    venue.send(1, .sell, 101, 2)
    venue.send(2, .buy, 101, 3)
    #expect(venue.market.restingOrder(1)?.place.ahead == Sample.size(1))
    venue.market.apply(Sample.trade(3, 101, 2, .buy), into: &venue.fills)
    #expect(venue.trades() == [Trade(2, 101, 3), Trade(1, 101, 1)])
  }

  @Test("a liquidity without depth offers its last price, and our orders theirs")
  func lastPrice() {
    var venue = Venue()
    venue.market = Sample.market(.trades)
    venue.market.apply(Sample.trade(1, 100, 1), into: &venue.fills)
    venue.send(1, .sell, 99, 2)
    venue.send(2, .sell, 104, 2)
    venue.send(3, .sell, 105, 2)
    #expect(venue.trades() == [Trade(1, 100, 2)])
    venue.send(4, .buy, 104, 5)
    #expect(venue.trades() == [Trade(4, 100, 5)])
    venue.market = Sample.market(
      .bars, Slippage(basisPoints: .zero, volumeShareLimit: .one))
    venue.market.apply(
      BarPath.ohlc.step(0, of: Sample.bar(1, 100, 100, 100, 100, volume: 3)), into: &venue.fills)
    venue.send(5, .sell, 102, 2)
    venue.send(6, .buy, 104, 6)
    #expect(
      venue.trades() == [
        Trade(6, 100, 3), Trade(6, 102, 2, against: 5), Trade(5, 102, 2, against: 6),
      ])
    #expect(venue.resting(.buy) == [6])
  }

  /// Three sells of 1 at 100 rest, of owners 1, 9 and 3; owner 9 buys 3 there.
  struct Prevention: Sendable, CustomTestStringConvertible {
    let policy: SelfTradePolicy
    let admission: Admission
    /// The sells that 9 trades with, and those that rest afterwards.
    let met: [Int]
    let rest: [Int]

    var testDescription: String { policy.rawValue }
  }

  static let preventions: [Prevention] = [
    Prevention(
      policy: .cancelNewest,
      admission: Admission(outcome: .dropped(.selfTrade), left: Sample.size(2)), met: [1],
      rest: [2, 3]),
    Prevention(
      policy: .cancelOldest,
      admission: Admission(outcome: .resting, left: Sample.size(1), cancelled: [2]),
      met: [1, 3], rest: []),
    Prevention(
      policy: .cancelBoth,
      admission: Admission(
        outcome: .dropped(.selfTrade), left: Sample.size(2), cancelled: [2]), met: [1],
      rest: [3]),
    Prevention(
      policy: .allow, admission: Admission(outcome: .filled, left: .zero), met: [1, 2, 3],
      rest: []),
  ]

  @Test("an order that meets one of its owner does what the policy says", arguments: preventions)
  func selfTrade(prevention: Prevention) {
    var venue = Venue(.through, prevention.policy)
    for (id, owner) in [(1, 1), (2, 9), (3, 3)] { venue.send(id, .sell, 100, 1, owner: owner) }
    let admission = venue.send(9, .buy, 100, 3)
    #expect(admission == prevention.admission)
    #expect(
      venue.trades()
        == prevention.met.flatMap {
          [Trade(9, 100, 1, against: $0), Trade($0, 100, 1, against: 9)]
        })
    #expect(venue.resting(.sell) == prevention.rest)
    #expect(venue.resting(.buy) == (admission.outcome == .resting ? [9] : []))
  }

  @Test("what stands before an order of the same owner is met first")
  func selfTradeBehind() {
    var venue = Venue(FillModel(queue: .riskAverse))
    venue.send(1, .sell, 101, 2)
    #expect(venue.send(2, .buy, nil, 9, owner: 1) == dropped(.selfTrade, 5))
    #expect(venue.trades() == [Trade(2, 101, 4)] && venue.resting(.sell) == [1])
  }

  @Test("a post-only order rests or is dropped, whoever it would meet")
  func postOnly() {
    var venue = Venue()
    #expect(venue.send(1, .buy, 101, 1, isPostOnly: true) == dropped(.postOnly, 1))
    #expect(venue.send(2, .buy, 100, 1, isPostOnly: true).outcome == .resting)
    #expect(venue.send(3, .sell, 100, 1, isPostOnly: true) == dropped(.postOnly, 1))
    #expect(venue.send(4, .sell, 100, 1, isPostOnly: true, owner: 2) == dropped(.postOnly, 1))
    #expect(venue.trades().isEmpty && venue.resting(.buy) == [2])
    #expect(venue.market.bestAsk?.size == Sample.size(4))
  }

  @Test("a fill-or-kill order is filled as a whole or touches nothing")
  func fillOrKill() {
    for policy in SelfTradePolicy.allCases {
      var venue = Venue(.through, policy)
      venue.send(1, .sell, 100, 1, owner: 9)
      venue.send(2, .sell, 102, 3, display: 1, owner: 2)
      let isCounted = policy == .allow
      let isReached = isCounted || policy == .cancelOldest
      let most: Int64 = isCounted ? 8 : policy == .cancelOldest ? 7 : 0
      #expect(venue.send(3, .buy, 102, most + 1, .fok, owner: 9) == dropped(.fok, most + 1))
      #expect(venue.trades().isEmpty && venue.resting(.sell) == [1, 2])
      guard isReached else { continue }
      let admission = venue.send(4, .buy, 102, most, .fok, owner: 9)
      #expect(
        admission
          == Admission(outcome: .filled, left: .zero, cancelled: isCounted ? [] : [1]))
      #expect(venue.resting(.sell) == [])
    }
  }

  @Test("what an immediate-or-cancel or a market order does not find is dropped")
  func immediate() {
    var venue = Venue()
    venue.send(1, .sell, 102, 1)
    #expect(venue.send(2, .buy, 102, 9, .ioc) == dropped(.ioc, 4))
    #expect(venue.send(3, .sell, nil, 20) == dropped(.ioc, 8))
    #expect(venue.resting(.buy) == [] && venue.resting(.sell) == [])
  }

  @Test("an iceberg shows a slice at a time, each at the end of the queue")
  func iceberg() {
    var venue = Venue()
    venue.send(1, .sell, 100, 5, display: 2)
    venue.send(2, .sell, 100, 2)
    #expect(venue.market.restingOrder(1)?.shown == Sample.size(2))
    venue.send(3, .buy, 100, 3)
    #expect(
      venue.trades().filter { $0.order == 3 } == [
        Trade(3, 100, 2, against: 1), Trade(3, 100, 1, against: 2),
      ])
    #expect(venue.resting(.sell) == [2, 1])
    venue.send(4, .buy, 100, 2)
    #expect(
      venue.trades().filter { $0.order == 4 } == [
        Trade(4, 100, 1, against: 2), Trade(4, 100, 1, against: 1),
      ])
    #expect(venue.market.restingOrder(1)?.shown == Sample.size(1))
    venue.send(5, .buy, 100, 9)
    #expect(venue.trades().first == Trade(5, 100, 2, against: 1))
    #expect(venue.resting(.sell) == [] && venue.resting(.buy) == [5])
  }

  @Test("behind the tape's level, too, and filled slice by slice where a trade comes through it")
  func icebergQueue() {
    var venue = Venue(FillModel(queue: .riskAverse))
    venue.send(1, .buy, 99, 5, display: 1)
    #expect(venue.market.restingOrder(1)?.place.ahead == Sample.size(5))
    venue.market.apply(Sample.trade(2, 99, 6, .sell), into: &venue.fills)
    // The next slice stands behind what came meanwhile: the level as written, less the trade.
    #expect(venue.trades() == [Trade(1, 99, 1)])
    #expect(venue.market.restingOrder(1)?.place.ahead == .zero)
    venue.market.apply(Sample.delta(3, .buy, 99, 8), into: &venue.fills)
    venue.market.apply(Sample.trade(4, 99, 2, .sell), into: &venue.fills)
    #expect(venue.trades() == [Trade(1, 99, 1)])
    // The other half of that trade met the tape's 8.
    #expect(venue.market.restingOrder(1)?.place.ahead == Sample.size(7))
    venue.market.apply(Sample.trade(5, 98, 2, .sell), into: &venue.fills)
    #expect(venue.trades() == [Trade(1, 99, 2)])
  }

  @Test("an amended order keeps its place only where its price stays and it does not grow")
  func amend() {
    let changes: [(limit: Int64, left: Int64, order: [Int])] = [
      (100, 1, [1, 2]), (100, 2, [1, 2]), (100, 3, [2, 1]), (99, 1, [2, 1]),
    ]
    for change in changes {
      var venue = Venue()
      venue.send(1, .buy, 100, 2)
      venue.send(2, .buy, 100, 2)
      let admission = venue.market.amend(
        1, limit: Sample.price(change.limit), remaining: Sample.size(change.left),
        at: Sample.at(3), into: &venue.fills)
      #expect(admission == Admission(outcome: .resting, left: Sample.size(change.left)))
      #expect(venue.resting(.buy) == change.order && venue.fills.isEmpty)
    }
  }

  @Test("an amended order arrives with the terms it had, and may take")
  func amendTaking() {
    var venue = Venue()
    venue.send(1, .buy, 100, 6, display: 2)
    venue.send(2, .buy, 97, 1, isPostOnly: true)
    #expect(
      venue.market.amend(
        1, limit: Sample.price(101), remaining: Sample.size(9), at: Sample.at(3),
        into: &venue.fills) == Admission(outcome: .resting, left: Sample.size(5)))
    #expect(venue.trades() == [Trade(1, 101, 4)])
    #expect(venue.market.restingOrder(1)?.shown == Sample.size(2))
    #expect(
      venue.market.amend(
        2, limit: Sample.price(103), remaining: Sample.size(1), at: Sample.at(3),
        into: &venue.fills) == dropped(.postOnly, 1))
    #expect(venue.resting(.buy) == [1])
    #expect(
      venue.market.amend(
        7, limit: Sample.price(103), remaining: Sample.size(1), at: Sample.at(3),
        into: &venue.fills) == nil)
  }

  @Test("orders off the grids, of nothing or showing nothing stop the program")
  func preconditions() async {
    for (limit, quantity, display) in [
      (Int64(100_000_000_01), Int64(100_000_000), nil), (0, 100_000_000, nil),
      (100_000_000, 100_000_001, nil), (100_000_000, 0, nil), (100_000_000, 100_000_000, 0),
    ] as [(Int64, Int64, Int64?)] {
      await #expect(processExitsWith: .failure) {
        [limit = limit as Int64, quantity = quantity as Int64, display = display as Int64?] in
        var fills: [Fill] = []
        var market = Sample.market(.book)
        _ = market.submit(
          OrderTerms(
            id: 1, side: .buy, limit: Price(raw: limit), quantity: Quantity(raw: quantity),
            display: display.map { Quantity(raw: $0) }), at: Sample.at(1), into: &fills)
      }
    }
  }
}

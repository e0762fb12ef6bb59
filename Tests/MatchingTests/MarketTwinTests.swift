import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("A market with orders of ours and its obvious twin")
struct MarketTwinTests {
  /// What is run: a kind of liquidity, a model, a policy.
  struct Course: Sendable, CustomTestStringConvertible {
    var liquidity = Liquidity.book
    var queue: FillModel.Queue
    var amount = FillModel.Amount.printed
    var policy: SelfTradePolicy

    var rules: MarketRules {
      MarketRules(fillModel: FillModel(queue: queue, amount: amount), selfTrade: policy)
    }
    var testDescription: String { "\(liquidity), \(queue), \(amount), \(policy)" }
  }

  static let courses: [Course] =
    [
      .through, .riskAverse, .probability(.power(2)), .probability(.power2(3)),
      .probability(.power3(1)), .probability(.log), .probability(.log2), .fifo,
    ].enumerated().map {
      Course(queue: $1, policy: SelfTradePolicy.allCases[$0 % SelfTradePolicy.allCases.count])
    }
    + [FillModel.Queue.through, .riskAverse, .probability(.power(3)), .fifo].map {
      Course(queue: $0, amount: .whole, policy: .cancelOldest)
    }
    + SelfTradePolicy.allCases.map {
      Course(liquidity: .trades, queue: .through, policy: $0)
    }

  /// Fills of a market as trades; both sides of one between two of ours are one trade.
  private static func trades(_ fills: [Fill]) -> [NaiveMarket.Trade] {
    var trades: [NaiveMarket.Trade] = []
    for (index, fill) in fills.enumerated() {
      if fill.isMaker, fill.against != nil {
        let taker = fills[index - 1]
        #expect(taker.order == fill.against && taker.against == fill.order && !taker.isMaker)
        #expect(taker.price == fill.price && taker.quantity == fill.quantity)
        #expect(taker.side == fill.side.opposite)
        continue
      }
      let maker = fill.isMaker ? fill.order : fill.against
      let trade = NaiveMarket.Trade(
        taker: fill.isMaker ? nil : fill.order, maker: maker, price: fill.price.raw,
        quantity: fill.quantity.raw)
      if let last = trades.last, last.taker == trade.taker, last.maker == trade.maker,
        last.price == trade.price
      {
        trades[trades.count - 1].quantity += trade.quantity
      } else {
        trades.append(trade)
      }
    }
    return trades
  }

  /// One seeded run of both.
  private struct Both {
    var random: RandomStream
    var market: Market
    var twin: NaiveMarket
    var next = 0
    /// What each order asked for and got.
    var asked: [Int: Int64] = [:]
    var filled: [Int: Int64] = [:]

    init(_ course: Course, seed: UInt64) {
      random = RandomStream(seed: seed, purpose: "market twin")
      market = Sample.rawMarket(course.liquidity, course.rules)
      twin = NaiveMarket(course.liquidity, course.rules)
    }

    mutating func draw(_ count: UInt64) -> Int64 { Int64(random.below(count)) }

    mutating func price() -> Int64 { 100 + draw(12) }

    mutating func side() -> Side { draw(2) == 0 ? .buy : .sell }

    mutating func terms() -> OrderTerms {
      next += 1
      let isMarket = draw(8) == 0
      let quantity = 1 + draw(9)
      asked[next] = quantity
      return OrderTerms(
        id: next, side: side(), limit: isMarket ? nil : Price(raw: price()),
        quantity: Quantity(raw: quantity),
        timeInForce: [.gtc, .gtc, .gtc, .ioc, .fok][Int(draw(5))],
        isPostOnly: !isMarket && draw(6) == 0,
        display: draw(3) == 0 ? Quantity(raw: 1 + draw(3)) : nil, owner: Int(draw(3)))
    }

    mutating func submit(_ fills: inout [Fill]) -> Bool {
      let terms = terms()
      return market.submit(terms, at: Sample.at(1), into: &fills) == twin.submit(terms)
    }

    mutating func amend(_ fills: inout [Fill]) -> Bool {
      let order = twin.orders[Int(draw(UInt64(twin.orders.count)))]
      let (id, left) = (order.terms.id, 1 + draw(9))
      let limit = draw(2) == 0 ? order.limit : price()
      asked[id] = filled[id, default: 0] + left
      return market.amend(
        id, limit: Price(raw: limit), remaining: Quantity(raw: left), at: Sample.at(1),
        into: &fills) == twin.amend(id, limit, left)
    }

    mutating func cancel() -> Bool {
      let id = draw(10) == 0 ? 0 : twin.orders[Int(draw(UInt64(twin.orders.count)))].terms.id
      return market.cancel(id)?.raw == twin.cancel(id)
    }

    mutating func trade(_ fills: inout [Fill]) {
      let (price, size) = (price(), 1 + draw(6))
      let side = [Side.buy, .sell, nil][Int(draw(3))]
      market.apply(
        TradeRow(ts: Sample.at(1), price: Price(raw: price), size: Quantity(raw: size), side: side),
        into: &fills)
      twin.trade(price, size, side)
    }

    /// A row of the tape; bids lie mostly under asks.
    mutating func row(_ flags: DeltaFlags) -> DeltaRow {
      let side = side()
      let price = side == .buy ? 98 + draw(8) : 104 + draw(8)
      let size = draw(3) == 0 ? 0 : 1 + draw(12)
      return DeltaRow(
        ts: Sample.at(1), price: Price(raw: price), size: Quantity(raw: size), side: side,
        flags: flags)
    }

    mutating func message(_ fills: inout [Fill]) {
      let count = 1 + Int(draw(3))
      for index in 0..<count {
        var flags: DeltaFlags = index == 0 ? [.first] : []
        if index == count - 1 { flags.insert(.last) }
        let row = row(flags)
        market.apply(row, into: &fills)
        twin.write(row.side, row.price.raw, row.size.raw)
        twin.writeQueues((row.side, row.price.raw))
      }
      twin.meetDepth()
    }

    mutating func snapshot(_ fills: inout [Fill]) {
      let count = 6 + Int(draw(6))
      twin.tape = [.buy: [:], .sell: [:]]
      for index in 0..<count {
        var flags: DeltaFlags = index == 0 ? [.snapshot, .clear, .first] : [.snapshot]
        if index == count - 1 { flags.insert(.last) }
        var row = row(flags)
        if row.size == .zero { row.size = Quantity(raw: 1) }
        market.apply(row, into: &fills)
        twin.write(row.side, row.price.raw, row.size.raw)
      }
      twin.writeQueues()
      twin.meetDepth()
    }

    mutating func queueChange(_ fills: inout [Fill]) {
      if draw(2) == 0 {
        twin.number += 1
        #expect(market.enqueue() == twin.number)
      }
      let change = QueueChange(
        side: side(), price: Price(raw: price()), number: Int(draw(UInt64(twin.number + 2))),
        quantity: Quantity(raw: 1 + draw(4)), isTraded: draw(2) == 0)
      market.queueChanged(change, at: Sample.at(1), into: &fills)
      twin.queueChanged(change)
    }

    /// Both do the same at random. What differs afterwards, nil where nothing does.
    mutating func step() -> String? {
      var fills: [Fill] = []
      twin.trades = []
      var isEqual = true
      switch draw(20) {
      case 0..<6 where twin.orders.count < 24: isEqual = submit(&fills)
      case 6 where !twin.orders.isEmpty: isEqual = amend(&fills)
      case 7 where !twin.orders.isEmpty: isEqual = cancel()
      case 8..<13: trade(&fills)
      case 13 where twin.rules.fillModel.queue == .fifo: queueChange(&fills)
      case 14 where draw(10) == 0 && twin.hasDepth: snapshot(&fills)
      case _ where twin.hasDepth: message(&fills)
      default: trade(&fills)
      }
      for fill in fills { filled[fill.order, default: 0] += fill.quantity.raw }
      if !isEqual { return "the answer" }
      let trades = MarketTwinTests.trades(fills)
      if trades != twin.trades { return "\(trades), not \(twin.trades)" }
      return unsound(fills) ?? differentOrders() ?? differentTape()
    }

    /// Nothing is filled beyond what was asked, and no two resting orders of ours cross.
    private func unsound(_ fills: [Fill]) -> String? {
      for fill in fills where filled[fill.order, default: 0] > asked[fill.order, default: 0] {
        return "order \(fill.order) is filled beyond what it asked"
      }
      if let buy = market.restingOrders(.buy).first, let sell = market.restingOrders(.sell).first,
        buy.limit >= sell.limit
      {
        return "\(buy.id) and \(sell.id) cross"
      }
      return nil
    }

    private func differentOrders() -> String? {
      for side in [Side.buy, .sell] {
        let mine = market.restingOrders(side).map {
          [
            $0.id, Int($0.remaining.raw), Int($0.shown.raw),
            twin.usesQueue ? Int($0.place.ahead.raw) : 0,
          ]
        }
        let unknown = QueuePlace.unknown.raw
        let naive = twin.ranked(side).map {
          [
            $0.terms.id, Int($0.left), Int($0.shown),
            twin.usesQueue ? Int($0.ahead ?? unknown) : 0,
          ]
        }
        if mine != naive { return "orders \(side): \(mine), not \(naive)" }
      }
      return nil
    }

    private func differentTape() -> String? {
      for side in [Side.buy, .sell] {
        let mine = market.top(99, side).map { [$0.price.raw, $0.size.raw] }
        let naive = (twin.tape[side] ?? [:]).map { [$0.key, $0.value] }
          .sorted { NaiveMarket.isBetter(side, $0[0], $1[0]) }
        if mine != naive { return "levels \(side): \(mine), not \(naive)" }
      }
      return nil
    }
  }

  /// The last has found an iceberg's next slice moved forward by the trade that renewed it.
  private static let seeds = Seeds.all + [4_862_862_862_046_306_572]

  @Test("do the same over five times 25,000 commands", arguments: Self.courses, Self.seeds)
  func twin(course: Course, seed: UInt64) {
    var both = Both(course, seed: seed)
    for command in 0..<25_000 {
      guard let difference = both.step() else { continue }
      Issue.record("seed \(seed): after command \(command): \(difference)")
      return
    }
    #expect(both.filled.count > 1_000)
  }
}

import Foundation
import MarketData
import Quantities
import Testing

@testable import Matching

/// Ten minutes of Coinbase and its trades: quotes of ours at the best prices, under every model.
@Suite("Fills in a recorded book")
struct RecordedFillTests {
  static let folder: URL? = RecordedBookTests.folder.flatMap {
    let folder = $0.deletingLastPathComponent().appending(path: "coinbase_2018-04-17")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  private enum Record {
    case level(DeltaRow)
    case trade(TradeRow)

    var ts: Instant {
      switch self {
      case .level(let row): row.ts
      case .trade(let row): row.ts
      }
    }
  }

  private static func lines(_ name: String) throws -> [[String]] {
    let file = try #require(folder).appending(path: name)
    let text = String(decoding: try RecordedBookTests().unpacked(file), as: UTF8.self)
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Snapshot, then changes and trades by time; a match bears the side of its maker.
  private static func records() throws -> [Record] {
    var records: [Record] = []
    for (index, cells) in try (lines("snapshot_bids.csv.gz") + lines("snapshot_asks.csv.gz"))
      .enumerated()
    {
      records.append(
        .level(
          DeltaRow(
            ts: .distantPast, price: try Price(cells[1]), size: try Quantity(cells[2]),
            side: cells[0] == "buy" ? .buy : .sell,
            flags: index == 0 ? [.snapshot, .clear] : .snapshot)))
    }
    for cells in try lines("l2update.csv.gz") {
      records.append(
        .level(
          DeltaRow(
            ts: try Instant(cells[3]), price: try Price(cells[1]), size: try Quantity(cells[2]),
            side: cells[0] == "buy" ? .buy : .sell, flags: [.first, .last])))
    }
    for cells in try lines("match.csv.gz") {
      records.append(
        .trade(
          TradeRow(
            ts: try Instant(cells[8]), price: try Price(cells[2]), size: try Quantity(cells[6]),
            side: cells[5] == "buy" ? .sell : .buy)))
    }
    return records.enumerated().sorted { ($0.element.ts, $0.offset) < ($1.element.ts, $1.offset) }
      .map(\.element)
  }

  /// What each order is filled with: every 100 records two of 0.05 at the best prices, each for the
  /// time of 3,000.
  private static func filled(
    _ model: FillModel, _ records: [Record]
  ) -> (orders: [Int: Quantity], hash: String) {
    var market = Sample.market(.book, rules: MarketRules(fillModel: model))
    var orders: [Int: Quantity] = [:]
    var fills: [Fill] = []
    var all: [Fill] = []
    for (index, record) in records.enumerated() {
      fills.removeAll(keepingCapacity: true)
      switch record {
      case .level(let row): market.apply(row, into: &fills)
      case .trade(let row):
        market.apply(row, into: &fills)
        let size = fills.reduce(Quantity.zero) { $0 + $1.quantity }
        #expect(model.amount == .whole || size <= row.size)
      }
      all += fills
      if record.ts > .distantPast, index % 100 == 0, !market.isCrossed,
        let bid = market.bestBid, let ask = market.bestAsk
      {
        for (id, side, price) in [(index, Side.buy, bid.price), (index + 1, .sell, ask.price)] {
          _ = market.cancel(id - 3_000)
          _ = market.submit(
            OrderTerms(
              id: id, side: side, limit: price, quantity: Quantity(raw: 5_000_000),
              isPostOnly: true), at: record.ts, into: &all)
        }
      }
    }
    for fill in all { orders[fill.order, default: .zero] += fill.quantity }
    return (orders, Fingerprint.of(all.map { "\($0)" }.joined()))
  }

  @Test(
    "come no later with a guess of the queue than with none, and the same twice",
    .enabled(if: folder != nil, "set TIDEMARK_DATA to the folder of recorded data"),
    arguments: FillModel.Amount.allCases)
  func models(amount: FillModel.Amount) throws {
    let records = try Self.records()
    let averse = Self.filled(FillModel(queue: .riskAverse, amount: amount), records)
    #expect(averse.orders.count > 20)
    var earlier = Quantity.zero
    for curve: QueueCurve in [.power(1), .power(3), .power2(2), .power3(3), .log, .log2] {
      let model = FillModel(queue: .probability(curve), amount: amount)
      let guess = Self.filled(model, records)
      #expect(Self.filled(model, records).hash == guess.hash)
      for (order, quantity) in averse.orders {
        #expect(quantity <= guess.orders[order, default: .zero], "\(curve), order \(order)")
      }
      earlier += guess.orders.values.reduce(.zero, +) - averse.orders.values.reduce(.zero, +)
    }
    #expect(earlier > .zero)
  }
}

import Foundation
import MarketData
import Quantities
import Testing

@testable import Matching

/// Cases that hftbacktest 2.4.4 was run over (`Tools/hftbacktest_fills.py`).
@Suite("Fills as hftbacktest recorded them")
struct PeerFillTests {
  /// One event of a case and what is filled after it under each model; empty where hftbacktest's
  /// place has fallen below nothing.
  struct Event {
    let number: Int
    let kind: String
    let side: Side
    let price: Int64
    let size: Int64
    let filled: [String]
  }

  static let models: [(name: String, queue: FillModel.Queue)] = [
    ("risk_averse", .riskAverse), ("power_1", .probability(.power(1))),
    ("power_3", .probability(.power(3))), ("power2_2", .probability(.power2(2))),
    ("power3_3", .probability(.power3(3))), ("log", .probability(.log)),
    ("log2", .probability(.log2)),
  ]

  static func read() throws -> (columns: [String], events: [Event]) {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/hftbacktest_fills.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let header = try #require(lines.first)
    let events = try lines.dropFirst().map { fields in
      Event(
        number: try #require(Int(fields[0])), kind: fields[1],
        side: fields[2] == "buy" ? .buy : .sell, price: try #require(Int64(fields[3])),
        size: try #require(Int64(fields[4])), filled: Array(fields[5...]))
    }
    return (Array(header[5...]), events)
  }

  @Test(
    "come at the same event, up to the same quantity and at the limit", arguments: models,
    FillModel.Amount.allCases)
  func same(model: (name: String, queue: FillModel.Queue), amount: FillModel.Amount) throws {
    let (columns, events) = try Self.read()
    let column = try #require(columns.firstIndex(of: "\(model.name).\(amount.rawValue)"))
    let rules = MarketRules(fillModel: FillModel(queue: model.queue, amount: amount))
    var market = Sample.market(.book, rules: rules)
    var current = -1
    var filled = Quantity.zero
    var compared = 0
    for event in events {
      if event.number != current {
        (current, filled) = (event.number, .zero)
        market = Sample.market(.book, rules: rules)
      }
      var fills: [Fill] = []
      apply(event, to: &market, &fills)
      for fill in fills {
        #expect(fill.isMaker && fill.price == Sample.price(100))
        filled += fill.quantity
      }
      if event.filled[column].isEmpty { continue }
      compared += 1
      let expected = try Quantity(event.filled[column])
      guard abs(filled.raw - expected.raw) <= 100 else {
        Issue.record("case \(event.number): \(filled) filled, not \(expected)")
        return
      }
    }
    // Every event whose cell says something has been held against it, and some say more than 0.
    let cells = events.map { $0.filled[column] }.filter { !$0.isEmpty }
    #expect(compared == cells.count && Set(cells).count > 1)
  }

  private func apply(_ event: Event, to market: inout Market, _ fills: inout [Fill]) {
    switch event.kind {
    case "D":
      market.apply(Sample.delta(1, event.side, event.price, event.size), into: &fills)
    case "T":
      market.apply(Sample.trade(1, event.price, event.size, event.side), into: &fills)
    default:
      let admission = market.submit(
        OrderTerms(
          id: 1, side: event.side, limit: Sample.price(event.price),
          quantity: Sample.size(event.size)), at: Sample.at(1), into: &fills)
      #expect(admission.outcome == .resting)
    }
  }
}

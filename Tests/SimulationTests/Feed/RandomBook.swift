import MarketData
import Quantities

@testable import Simulation

/// Books drawn from a fixed seed.
enum RandomBook {
  private struct Draw {
    var state: UInt64 = 7

    mutating func below(_ bound: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % bound)
    }
  }

  /// Instants up to three nanoseconds apart, of two rows each or more: bids from 100 to 119, asks
  /// from 121 on.
  static func levels(_ count: Int) -> [BookRow] {
    var draw = Draw()
    var rows: [BookRow] = []
    var at: Int64 = 0
    for number in 0..<count {
      at += number == 1 ? 5 : draw.below(4)
      rows.append(BookRow(number == 0 ? 0 : at, .buy, 100 + draw.below(20), draw.below(3)))
      rows.append(BookRow(number == 0 ? 0 : at, .sell, 121 + draw.below(20), draw.below(3)))
    }
    return rows
  }

  /// A row of an order tape and the number of its order.
  struct Single {
    var at: Int64
    var id: Int64
    var side: Side
    var price: Int64
    var size: Int64
    var action: OrderAction
  }

  /// Orders that come, lose some of their size and are deleted, up to three nanoseconds apart.
  static func orders(_ count: Int) -> [Single] {
    var draw = Draw()
    var open: [Single] = []
    var rows: [Single] = []
    var at: Int64 = 0
    for number in 0..<count {
      at += draw.below(4)
      if open.count > 4, draw.below(2) == 0 {
        var order = open.remove(at: Int(draw.below(UInt64(open.count))))
        order.at = at
        order.action = order.size > 1 && draw.below(2) == 0 ? .changed : .deleted
        if order.action == .changed {
          order.size -= 1
          open.append(order)
        }
        rows.append(order)
      } else {
        let side: Side = draw.below(2) == 0 ? .buy : .sell
        let price = (side == .buy ? 100 : 121) + draw.below(20)
        let order = Single(
          at: at, id: Int64(number) + 1, side: side, price: price, size: 1 + draw.below(5),
          action: .created)
        open.append(order)
        rows.append(order)
      }
    }
    return rows
  }
}

extension TestWorld {
  /// Writes a tape of single orders; with the venue's times where some are given.
  func singleOrders(_ rows: [RandomBook.Single], venueTimes: [Int64]? = nil) throws {
    let names = ["id"] + (venueTimes == nil ? [] : ["ts_venue"])
    var writer = try TapeWriter<OrderRow>(path: "\(folder)/tape", companions: names)
    for (number, row) in rows.enumerated() {
      try writer.append(
        OrderRow(
          ts: Self.start + TimeSpan(nanoseconds: row.at),
          price: Price(raw: row.price * 100_000_000),
          size: Quantity(raw: row.size * 100_000_000), side: row.side, action: row.action))
      try writer.append(companion: 0, row.id)
      if let venueTimes {
        try writer.append(companion: 1, Self.start.nanoseconds + venueTimes[number])
      }
    }
    _ = try writer.finish(
      TapeMetadata(kind: .order, venue: "v", symbol: "BTCUSDT", format: "test"))
  }
}

internal import Quantities

/// The events of a run by their numbers, to walk from an effect to its first cause.
struct Causes {
  private var events: [Int64: (words: String, ts: Int64, cause: Int64?)] = [:]

  init(_ data: RunData) {
    for row in data.alerts {
      note(row.event, row.ts, row.cause, "alert \(row.kind) \(row.level) \(row.state)")
    }
    for row in data.calls {
      note(row.event, row.ts, row.cause, "margin call \(row.id)")
    }
    for row in data.liquidations {
      note(row.event, row.ts, row.cause, "liquidation \(row.id)")
    }
    for row in data.orders {
      note(
        row.event, row.ts, row.cause,
        "order \(row.id): \(row.side) \(data.instrumentName(row.instrument))")
    }
    for row in data.fills {
      note(row.event, row.ts, row.cause, "fill \(row.id) of order \(row.orderId)")
    }
    for row in data.loans {
      note(row.event, row.ts, row.cause, "\(row.kind) of \(data.assetName(row.asset))")
    }
    for row in data.interest {
      note(row.event, row.ts, nil, "interest on \(data.assetName(row.asset))")
    }
    for row in data.statuses {
      note(row.event, row.ts, nil, "\(row.what) \(row.isUp == 1 ? "ended" : "began")")
    }
  }

  private mutating func note(_ event: Int64?, _ ts: Int64, _ cause: Int64?, _ words: String) {
    if let event { events[event] = (words, ts, cause) }
  }

  /// From an event back to the first that has no cause, the first cause first. A chain ends where
  /// an event is unknown, and never returns to an event that it has.
  func chain(to event: Int64?) -> [Explanation.Line] {
    var lines: [Explanation.Line] = []
    var next = event
    var seen: Set<Int64> = []
    while let number = next, let found = events[number], seen.insert(number).inserted {
      lines.append(
        Explanation.Line(found.words, at: found.ts, event: number, cause: found.cause))
      next = found.cause
    }
    return lines.reversed()
  }
}

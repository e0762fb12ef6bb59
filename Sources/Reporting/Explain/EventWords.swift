internal import Quantities

/// Alerts, margin calls and messages in words.
enum AlertWords {
  static func of(_ alert: AlertRow) -> String {
    let metric = alert.metric.map { " \($0)" } ?? ""
    let value = alert.valueE12 == nil ? "" : " \(Format.ratio(alert.valueE12))"
    let line = alert.thresholdE12 == nil ? "" : " against \(Format.ratio(alert.thresholdE12))"
    let message = alert.message.map { ": \($0)" } ?? ""
    return "alert \(alert.kind), \(alert.level), \(alert.state):\(metric)\(value)\(line)\(message)"
  }
}

struct CallWords {
  let line: Explanation.Line

  init(_ data: RunData, _ call: CallRow) {
    let asset = data.assetName(call.asset)
    let fate = call.fate ?? "open"
    let end = call.endTs.map { " at \(Format.time($0))" } ?? ""
    line = Explanation.Line(
      "margin call \(call.id), \(call.urgency ?? ""): level \(Format.ratio(call.levelE12)), "
        + "\(Format.exact(call.shortfallE8)) \(asset) missing to \(Format.ratio(call.lineE12)), "
        + "deadline \(Format.time(call.deadline)), \(fate)\(end). \(call.message ?? "")",
      at: call.ts, event: call.event, cause: call.cause,
      numbers: [
        "call": .integer(call.id), "level": Summary.ratio(call.levelE12),
        "shortfall": Summary.money(call.shortfallE8), "asset": .text(asset),
        "deadline": Summary.time(call.deadline), "fate": .text(fate),
      ])
  }
}

enum DeliveryWords {
  static func line(_ row: DeliveryRow) -> Explanation.Line {
    let took = row.latencyNs.map { " after \(TimeSpan(nanoseconds: $0))" } ?? ""
    return Explanation.Line(
      "\(row.subject) by \(row.channel): \(row.state)\(took)", at: row.ts, event: row.event,
      cause: row.cause)
  }
}

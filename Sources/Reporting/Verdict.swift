/// The run in words.
extension Summary {
  /// Two to four sentences: how it ended, what it made, how close it came, which gates failed.
  public var verdict: String {
    [ending, outcome, danger, gateSentence].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Whether the header shows the run as passed, failed, or neither.
  var tone: String {
    if data.facts.status != "finished" || !passed { return "bad" }
    return whole.counts.liquidations > 0 || whole.counts.badDebt > 0 ? "warn" : "good"
  }

  private var ending: String {
    switch data.facts.status {
    case "finished": ""
    case "stopped": "The run was stopped before its end."
    default: "The run failed: \(data.facts.error)."
    }
  }

  private var outcome: String {
    let net = whole.profit.net
    let amount = Format.amount(Int64(net.magnitude)) + " " + data.facts.quoteAsset
    let length = Format.duration(data.facts.stop - data.facts.start)
    let share = whole.statistics["ret.total"]?.number.map { " (\(Format.percent($0)))" } ?? ""
    if net == 0 { return "The strategy neither gained nor lost in \(length)." }
    return "The strategy \(net > 0 ? "gained" : "lost") \(amount)\(share) in \(length)."
  }

  private var danger: String {
    var parts: [String] = []
    if let level = whole.margin.lowestLevel {
      parts.append("margin level fell to \(Format.ratio(level.valueE12, places: 3))")
    }
    parts.append(Self.times(whole.counts.marginCalls, "margin call"))
    parts.append(Self.times(whole.counts.liquidations, "liquidation"))
    if whole.counts.badDebt > 0 {
      parts.append("\(Format.amount(whole.counts.badDebt)) \(data.facts.quoteAsset) of bad debt")
    }
    let text = parts.joined(separator: ", ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private var gateSentence: String {
    let failed = gates.filter { !$0.passed }
    if gates.isEmpty { return "" }
    if failed.isEmpty { return gates.count == 1 ? "Its gate holds." : "All gates hold." }
    let names = failed.map(\.gate.text).joined(separator: "; ")
    return "\(failed.count) of \(Self.times(gates.count, "gate")) failed: \(names)."
  }

  static func times(_ count: Int, _ noun: String) -> String {
    count == 0 ? "no \(noun)" : count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}

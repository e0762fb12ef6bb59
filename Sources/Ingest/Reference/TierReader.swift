import Quantities

/// Leverage tiers of Binance as ccxt and freqtrade keep them: symbol to list of tiers.
///
/// The maintenance amount `info.cum` must be what the rates and floors give,
/// `cum_i = cum_(i-1) + floor_i x (rate_i - rate_(i-1))` (Binance, "Leverage & Margin"), so that
/// the table is exactly the method `deduction`.
enum TierReader {
  struct Tier {
    var floor: Money
    /// nil for no end.
    var cap: Money?
    var rate: Rate
    var leverage: Rate
    var amount: Money
  }

  /// The keys of a tier in the files of a year, and those of the venue's own answer under `info`.
  private struct Keys {
    var floor: String
    var cap: String
    var rate: String
  }

  private static let keys = [
    Keys(floor: "minNotional", cap: "maxNotional", rate: "maintenanceMarginRate"),
    Keys(floor: "notionalFloor", cap: "notionalCap", rate: "maintenanceMarginRatio"),
  ]
  private static let answer = Keys(
    floor: "notionalFloor", cap: "notionalCap", rate: "maintMarginRatio")

  /// The greatest whole number of 64 bits, which stands for no end, and what a double makes of it.
  private static let endless: Set<String> = ["9223372036854775807", "9223372036854776000"]

  static func read(
    _ bytes: [UInt8], _ sheet: inout ReferenceSheet
  ) throws(IngestError) {
    let root = try sheet.document(bytes)
    sheet.note("Each section is a `margin.maintenance` of a rulebook; amounts in quote.")
    sheet.note("cum: the venue's maintenance amount, which `deduction` gives too (checked).")
    sheet.add(key: "maintenance:")
    for (key, value) in root.members {
      let rows = Array(value.elements)
      sheet.read(rows: max(1, rows.count))
      do throws(JSONFault) {
        let symbol = try key.name()
        guard sheet.chooses([symbol], rows: max(1, rows.count)) else { continue }
        if !sheet.claims(symbol) { throw key.fault("the name stands twice") }
        let tiers = try table(value, rows)
        sheet.add(entry: section(symbol, tiers), rows: tiers.count)
      } catch { try sheet.reject(error, rows: max(1, rows.count)) }
    }
  }

  private static func section(_ symbol: String, _ tiers: [Tier]) -> String {
    let lines = tiers.map { tier in
      let cap = tier.cap.map { " cap: \($0)," } ?? ""
      return "      - { floor: \(tier.floor),\(cap) mmr: \(tier.rate), "
        + "max_leverage: \(tier.leverage) } # cum \(tier.amount)"
    }
    let head = "    method: deduction\n    on: exposure\n    key: base\n    tiers:\n"
    return "  \(YAMLText.name(symbol)):\n" + head + lines.joined(separator: "\n")
  }

  private static func table(
    _ list: JSONValue, _ rows: [JSONValue]
  ) throws(JSONFault) -> [Tier] {
    guard list.kind == .array, !rows.isEmpty else {
      throw list.fault("a list of tiers is due here")
    }
    var tiers: [Tier] = []
    for row in rows {
      let tier = try tier(row, number: tiers.count + 1)
      try check(tier, after: tiers.last, row)
      tiers.append(tier)
    }
    return tiers
  }

  private static func tier(_ row: JSONValue, number: Int) throws(JSONFault) -> Tier {
    guard let names = keys.first(where: { row[$0.floor] != nil }) else {
      throw row.fault("the tier has neither `minNotional` nor `notionalFloor`")
    }
    if let value = row["tier"], try value.decimal() != ExactDecimal("\(number)") {
      throw value.fault("tier \(number) is due here")
    }
    let info = try row.required("info")
    try compare(row, names, with: info)
    let cap = try row.required(names.cap)
    let isEndless = endless.contains(try cap.decimal().text)
    return Tier(
      floor: try row.required(names.floor).fixed(Money.self, least: .zero),
      cap: isEndless ? nil : try cap.fixed(Money.self, least: Money(raw: 1)),
      rate: try row.required(names.rate).fixed(Rate.self, least: Rate(raw: 1), most: .one),
      leverage: try row.required("maxLeverage").fixed(
        Rate.self, least: .one, most: Rate(raw: 125 * Rate.one.raw)),
      amount: try info.required("cum").fixed(Money.self))
  }

  /// The tier and the venue's own answer beside it must say the same.
  private static func compare(
    _ row: JSONValue, _ names: Keys, with info: JSONValue
  ) throws(JSONFault) {
    let pairs = [
      (names.floor, answer.floor), (names.cap, answer.cap), (names.rate, answer.rate),
      ("maxLeverage", "initialLeverage"),
    ]
    for (key, other) in pairs {
      guard let answered = info[other] else { continue }
      let (ours, theirs) = (try row.required(key).decimal().text, try answered.decimal().text)
      if ours != theirs, !(endless.contains(ours) && endless.contains(theirs)) {
        throw answered.fault("`info.\(other)` differs from `\(key)`, which is \(ours)")
      }
    }
  }

  private static func check(
    _ tier: Tier, after last: Tier?, _ row: JSONValue
  ) throws(JSONFault) {
    let begin = last.map(\.cap) ?? .zero
    if tier.floor != begin {
      let end = begin.map { "ends at \($0)" } ?? "has no end"
      throw row.fault(
        last == nil
          ? "the first tier begins at \(tier.floor), not at 0"
          : "the tier begins at \(tier.floor), the one before \(end)")
    }
    if let cap = tier.cap, cap <= tier.floor {
      throw row.fault("the cap \(cap) is not above the floor \(tier.floor)")
    }
    let expected = amount(of: tier, after: last)
    let unit = Int128(Rate.one.raw)
    if expected != Int128(tier.amount.raw) * unit {
      throw row.fault(
        "the maintenance amount is \(tier.amount), rates and floors give "
          + text(of: expected))
    }
  }

  /// `cum_(i-1) + floor_i x (rate_i - rate_(i-1))` in units of 1e-20; 0 for the first tier.
  private static func amount(of tier: Tier, after last: Tier?) -> Int128 {
    guard let last else { return 0 }
    let step = Int128(tier.rate.raw) - Int128(last.rate.raw)
    return Int128(last.amount.raw) * Int128(Rate.one.raw) + Int128(tier.floor.raw) * step
  }

  private static func text(of amount: Int128) -> String {
    ExactDecimal("\(amount)e-20")?.text ?? "\(amount)e-20"
  }
}

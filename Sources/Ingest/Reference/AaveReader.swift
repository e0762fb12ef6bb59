import Quantities

/// The state of an Aave v3 pool as its governance reports keep it: `reserves` by address, each with
/// the address of its strategy, and `strategies` with rates in ray, 1e27.
///
/// Up to the optimal usage the rate is `base + slope1 x U / optimal`, beyond it
/// `base + slope1 + slope2 x (U - optimal) / (1 - optimal)` (Aave v3 technical paper), which is the
/// form `rate_at_kink`.
enum AaveReader {
  private static let ray = 27
  /// Shares are counted in 1/10000.
  private static let share = 4

  static func read(_ bytes: [UInt8], _ sheet: inout ReferenceSheet) throws(IngestError) {
    let root = try sheet.document(bytes)
    let reserves = try sheet.section("reserves", of: root)
    var strategies: [String: JSONValue] = [:]
    for (key, value) in try sheet.section("strategies", of: root).members {
      strategies[key.text] = value
    }
    sheet.note("The key of a rulebook; variable rates a year. Behind each pool what no key holds.")
    sheet.add(key: "lending:\n  pools:")
    for (_, reserve) in reserves.members {
      sheet.read()
      do throws(JSONFault) {
        let symbol = try reserve.required("symbol").name()
        guard sheet.chooses([symbol]) else { continue }
        if !sheet.claims(symbol) {
          throw try reserve.required("symbol").fault("two reserves have this symbol")
        }
        sheet.add(entry: try pool(symbol, reserve, strategies))
      } catch { try sheet.reject(error) }
    }
  }

  private static func pool(
    _ symbol: String, _ reserve: JSONValue, _ strategies: [String: JSONValue]
  ) throws(JSONFault) -> String {
    let address = try reserve.required("interestRateStrategy")
    guard let strategy = strategies[address.text] else {
      throw address.fault("there is no such strategy in the file")
    }
    let factor = try reserve.required("reserveFactor")
    let reserveFactor = try factor.rate(places: share)
    if let share = try? Rate(reserveFactor.text), share > .one {
      throw factor.fault("a share is above 1; it is written in 1/10000")
    }
    var words = ["strategy \(address.text)"]
    for (key, name) in terms {
      if let value = reserve[key] { words.append("\(name) \(try value.rate(places: share).text)") }
    }
    for (key, odd, name) in states where reserve[key]?.kind == odd { words.append(name) }
    let curve = try curve(strategy)
    if curve.kink == RateCurve.farKink { words.append("flat") }
    return curve.line(
      symbol, reserveFactor: reserveFactor, comment: words.joined(separator: ", "))
  }

  /// Shares that a rulebook has no key for yet.
  private static let terms = [
    ("ltv", "ltv"), ("liquidationThreshold", "liquidation threshold"),
    ("liquidationBonus", "liquidation bonus"),
  ]
  private static let states = [
    ("borrowingEnabled", JSONKind.no, "not borrowable"), ("isFrozen", .yes, "frozen"),
    ("isPaused", .yes, "paused"), ("isActive", .no, "inactive"),
  ]

  private static func curve(_ strategy: JSONValue) throws(JSONFault) -> RateCurve {
    func rate(_ key: String) throws(JSONFault) -> ExactDecimal {
      try strategy.required(key).rate(places: ray)
    }
    let optimal = try strategy.required("optimalUsageRatio")
    var curve = RateCurve(
      form: .rateAtKink, base: try rate("baseVariableBorrowRate"),
      kink: try optimal.rate(places: ray), first: try rate("variableRateSlope1"),
      second: try rate("variableRateSlope2"))
    if curve.first.isZero, curve.second.isZero {
      curve.kink = RateCurve.farKink
      return curve
    }
    guard let kink = curve.kink.exactly(Rate.self), kink > .zero, kink < .one else {
      throw optimal.fault("the optimal usage is not between 0 and 1")
    }
    if let rest = strategy["maxExcessUsageRatio"],
      try rest.rate(places: ray).exactly(Rate.self) != .one - kink
    {
      throw rest.fault("optimal usage and excess usage do not add up to 1")
    }
    return curve
  }
}

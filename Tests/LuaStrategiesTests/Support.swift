import LuaStrategies
import MarketData
import Quantities
import Strategies

/// A strategy from the text of its functions.
func strategy(
  _ functions: String, settings: [String: String] = [:]
) throws -> LuaStrategy {
  let source = "local S = strategy { name = 'x', api = 1 }\n\(functions)\nreturn S"
  return try LuaStrategy(
    StrategyScript(file: "test.lua", source: source), settings: settings)
}

/// Runs the body of an `on_start`, which begins in line 3, and returns what it logged.
@discardableResult
func started(_ body: String, _ context: FakeContext = FakeContext()) throws -> [String] {
  var strategy = try strategy("function S.on_start(ctx)\n\(body)\nend")
  try strategy.start(context)
  return context.logged
}

/// The failure of the body of an `on_start`.
func failure(_ body: String) throws -> StrategyFailure? {
  var strategy = try strategy("function S.on_start(ctx)\n\(body)\nend")
  do throws(StrategyFailure) {
    try strategy.start(FakeContext())
    return nil
  } catch {
    return error
  }
}

/// A bar of one minute whose four prices are one, at a minute of the run.
func bar(_ minute: Int, _ price: Double, spread: Double = 0, volume: Double = 1) -> BarRow {
  let raw = Int64((price * 1e8).rounded())
  let half = Int64((spread * 1e8).rounded())
  return BarRow(
    ts: Instant(nanoseconds: Int64(minute) * 60_000_000_000), open: Price(raw: raw),
    high: Price(raw: raw + half), low: Price(raw: raw - half), close: Price(raw: raw),
    volume: Quantity(raw: Int64((volume * 1e8).rounded())))
}

extension LuaStrategy {
  /// Hands over a bar of one minute.
  mutating func receive(_ bar: BarRow, _ context: FakeContext) throws {
    try receive(.bar(FakeContext.bitcoin, interval: .minute, bar), context)
  }
}

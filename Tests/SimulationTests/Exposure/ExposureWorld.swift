import Foundation
import MarketData
import Quantities
import Strategies

@testable import Simulation

extension TestWorld {
  /// Daily bars that end before the start, as the scenario's history of the traded market: closes
  /// go up by a quarter and down by a fifth in turn.
  func swings(_ days: Int) throws {
    var writer = try TapeWriter<BarRow>(path: "\(folder)/daily")
    let midnight = Self.start.floored(to: .day)
    for day in 0..<days {
      let close = try Price(day % 2 == 0 ? "100" : "125")
      try writer.append(
        BarRow(
          ts: midnight - .day * Int64(days - 1 - day), open: close, high: close, low: close,
          close: close, volume: try Quantity("10")))
    }
    var metadata = TapeMetadata(kind: .bar, venue: "v", symbol: "BTCUSDT", format: "test")
    metadata.intervalNanoseconds = TimeSpan.day.nanoseconds
    _ = try writer.finish(metadata)
    extra += "\nhistory: [{ venue: v, symbol: BTCUSDT, tape: daily }]"
  }

  /// Labels of the venue for the one user.
  func label(_ text: String) {
    strategies = strategies.replacingOccurrences(of: "spot: {", with: "\(text)\n  spot: {")
  }
}

/// Moves 1,000 USDT into the margin account.
let funding = Step(1) {
  $0.transfer("USDT", money("1000"), from: "spot", to: "main").word
}

/// A market order that borrows what it lacks; the refusal with its numbers.
func trade(_ second: Int64, _ side: Side, _ quantity: String) -> Step {
  Step(second) { context in
    let order = OrderRequest(
      instrument: InstrumentID(0), side: side,
      size: .base((try? Quantity(quantity)) ?? .zero), style: .market, autoBorrow: true)
    return numbers(context.submit(order))
  }
}

/// `ok`, or code and numbers of a refusal.
func numbers<T>(_ result: Result<T, Refusal>) -> String {
  guard case .failure(let refusal) = result else { return "ok" }
  let numbers = [("have", refusal.have), ("need", refusal.need), ("allowed", refusal.allowed)]
    .compactMap { name, value in value.map { "\(name) \($0)" } }
  return ([refusal.code.rawValue] + numbers).joined(separator: " ")
}

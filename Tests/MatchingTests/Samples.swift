import MarketData
import Matching
import Quantities

/// Short ways to write records, in whole units.
enum Sample {
  static func price(_ value: Int64) -> Price { Price(raw: value * 100_000_000) }

  static func size(_ value: Int64) -> Quantity { Quantity(raw: value * 100_000_000) }

  static func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  static func delta(
    _ seconds: Int64, _ side: Side, _ price: Int64, _ size: Int64,
    _ flags: DeltaFlags = [.first, .last]
  ) -> DeltaRow {
    DeltaRow(
      ts: at(seconds), price: Self.price(price), size: Self.size(size), side: side, flags: flags)
  }

  static func quote(
    _ seconds: Int64, _ bid: Int64, _ bidSize: Int64, _ ask: Int64, _ askSize: Int64
  ) -> QuoteRow {
    QuoteRow(
      ts: at(seconds), bid: price(bid), bidSize: size(bidSize), ask: price(ask),
      askSize: size(askSize))
  }

  static func trade(
    _ seconds: Int64, _ price: Int64, _ size: Int64, _ side: Side? = nil
  ) -> TradeRow {
    TradeRow(ts: at(seconds), price: Self.price(price), size: Self.size(size), side: side)
  }

  static func bar(
    _ seconds: Int64, _ open: Int64, _ high: Int64, _ low: Int64, _ close: Int64,
    volume: Int64 = 1000
  ) -> BarRow {
    BarRow(
      ts: at(seconds), open: price(open), high: price(high), low: price(low),
      close: price(close), volume: size(volume))
  }

  /// A market with a tick of 0.01 and a lot of 0.001.
  static func market(_ liquidity: Liquidity, _ slippage: Slippage = .none) -> Market {
    market(liquidity, rules: MarketRules(slippage: slippage))
  }

  static func market(_ liquidity: Liquidity, rules: MarketRules) -> Market {
    Market(
      instrument: Instrument(
        venue: "test", symbol: "BTCUSD", kind: .spot, base: "BTC", quote: "USD",
        tick: Price(raw: 1_000_000), lot: Quantity(raw: 100_000), minNotional: .zero,
        multiplier: Quantity(raw: 100_000_000)),
      liquidity: liquidity, rules: rules)
  }

  /// A market with a tick and a lot of one unit.
  static func rawMarket(_ liquidity: Liquidity, _ rules: MarketRules) -> Market {
    Market(
      instrument: Instrument(
        venue: "test", symbol: "BTCUSD", kind: .spot, base: "BTC", quote: "USD",
        tick: Price(raw: 1), lot: Quantity(raw: 1), minNotional: .zero,
        multiplier: Quantity(raw: 100_000_000)),
      liquidity: liquidity, rules: rules)
  }
}

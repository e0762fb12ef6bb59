public import MarketData
import Quantities

/// Reading of `instruments/*.yaml`.
public enum InstrumentFile {
  /// The instruments of a file. Throws with place and remedy.
  public static func read(_ path: String) throws(ConfigurationError) -> [Instrument] {
    let text = try ConfigurationFile.text(path)
    return try ConfigurationNode(file: path, text: text).map { map throws(ConfigurationError) in
      var result: [Instrument] = []
      var names: Set<String> = []
      for entry in try map.required("instruments").list() {
        let instrument = try entry.map { fields throws(ConfigurationError) in
          try decode(&fields)
        }
        if !names.insert(instrument.name).inserted {
          throw entry.error("\(instrument.name) stands twice", "keep one of them")
        }
        result.append(instrument)
      }
      return result
    }
  }

  private static func decode(
    _ fields: inout ConfigurationMap
  ) throws(ConfigurationError) -> Instrument {
    let kind = try fields.required("kind").choice(Instrument.Kind.self)
    let multiplier = try fields.optional("multiplier")?.decimal(
      Quantity.self, least: Quantity(raw: 1))
    return Instrument(
      venue: try fields.required("venue").string(),
      symbol: try fields.required("symbol").string(), kind: kind,
      base: try fields.required("base").string(), quote: try fields.required("quote").string(),
      tick: try fields.required("tick").decimal(Price.self, least: Price(raw: 1)),
      lot: try fields.required("lot").decimal(Quantity.self, least: Quantity(raw: 1)),
      minNotional: try fields.optional("min_notional")?.decimal(Money.self, least: .zero)
        ?? .zero,
      multiplier: multiplier ?? Quantity(raw: 100_000_000))
  }
}

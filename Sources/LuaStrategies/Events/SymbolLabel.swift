internal import LuaBridge
internal import MarketData
internal import Quantities
internal import Strategies

/// The kept texts of an instrument: its symbol as a script may use it, and its venue.
struct SymbolLabel {
  let symbol: Int32
  let venue: Int32
}

extension ScriptHost {
  /// The kept texts of an instrument; made at its first event.
  func label(_ id: InstrumentID, _ context: any StrategyContext) -> SymbolLabel {
    if id.index < labels.count, let known = labels[id.index] { return known }
    let instrument = context.instrument(id)
    var symbol = instrument.name
    if case .success(let found) = context.instrument(named: instrument.symbol), found == id {
      symbol = instrument.symbol
    }
    let label = SymbolLabel(symbol: keep(symbol), venue: keep(instrument.venue))
    while labels.count <= id.index { labels.append(nil) }
    labels[id.index] = label
    return label
  }

  /// Keeps a text for the life of the state.
  func keep(_ text: String) -> Int32 {
    var copy = text
    return copy.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return lb_intern(writer.state, "", 0) }
      let characters = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
      return lb_intern(writer.state, characters, bytes.count)
    }
  }

  /// `symbol` and `venue`.
  func putSymbol(_ id: InstrumentID, _ context: any StrategyContext) {
    let label = label(id, context)
    writer.key(.symbol)
    writer.interned(label.symbol)
    writer.key(.venue)
    writer.interned(label.venue)
  }
}

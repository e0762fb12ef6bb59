import MarketData
import Quantities

/// The names of a run as dense indices: assets, instruments, which of them are traded, and which
/// market prices which asset.
struct World: Sendable {
  let assets: [String]
  let instruments: [Instrument]
  /// By instrument: base and quote.
  let base: [AssetID]
  let quote: [AssetID]
  /// Instruments that accounts trade, in order of the scenario.
  let traded: [InstrumentID]
  private let assetIndex: [String: AssetID]
  private let instrumentIndex: [String: InstrumentID]

  /// Assets and instruments are numbered in the order given, traded markets by name.
  init(instruments: [Instrument], traded: [String], extraAssets: [String]) {
    var names: [String] = []
    var index: [String: AssetID] = [:]
    for name in instruments.flatMap({ [$0.base, $0.quote] }) + extraAssets
    where index[name] == nil {
      index[name] = AssetID(names.count)
      names.append(name)
    }
    assets = names
    assetIndex = index
    self.instruments = instruments
    base = instruments.compactMap { index[$0.base] }
    quote = instruments.compactMap { index[$0.quote] }
    var byName: [String: InstrumentID] = [:]
    for (position, instrument) in instruments.enumerated() {
      byName[instrument.name] = InstrumentID(position)
    }
    instrumentIndex = byName
    self.traded = traded.compactMap { byName[$0] }
  }

  func asset(_ name: String) -> AssetID? { assetIndex[name] }

  /// `venue:SYMBOL`, or `SYMBOL` where one traded market (or one market at all) has it.
  func instrument(_ name: String) -> InstrumentID? {
    if let exact = instrumentIndex[name] { return exact }
    let matches = traded.filter { instruments[$0.index].symbol == name }
    if matches.count == 1 { return matches[0] }
    let all = instruments.indices.filter { instruments[$0].symbol == name }
    return matches.isEmpty && all.count == 1 ? InstrumentID(all[0]) : nil
  }

  /// The traded market that prices `asset` in `quote`, nil where none does.
  func market(pricing asset: AssetID, in quote: AssetID) -> InstrumentID? {
    traded.first { base[$0.index] == asset && self.quote[$0.index] == quote }
  }
}

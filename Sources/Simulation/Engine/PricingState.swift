import MarketData
import Pricing
import Quantities

/// The prices of one traded market.
struct PricingState: Sendable {
  let instrument: InstrumentID
  /// The markets that make its index, in the order of the rule's sources.
  let sources: [InstrumentID]
  var index: IndexState
  var mark: MarkState
  var indexPrice: Price?
  var markPrice: Price?
  /// The standing of each source when it was last written to the journal.
  var journalled: [SourceStatus?]
  var checkDue = Instant.distantFuture

  init(instrument: InstrumentID, sources: [InstrumentID], rule: IndexRule, mark: MarkModel) {
    self.instrument = instrument
    self.sources = sources
    index = IndexState(rule)
    self.mark = MarkState(mark)
    journalled = Array(repeating: nil, count: sources.count)
  }
}

import MarketData
import Pricing
import Quantities

/// One of the prices of an index as the engine finds it.
struct IndexInput: Sendable {
  enum Origin: Sendable {
    case market(InstrumentID, times: InstrumentID?)
    case series(Int)
    case fixed
  }

  let venue: String
  let symbol: String
  let origin: Origin
}

/// What a source, or an index as a whole, has been since an instant: a row of `index_sources`.
struct Standing: Sendable {
  let id: Int
  let event: Int
  let state: String
  let since: Instant
  let price: Price?
  let index: Price?
  var cost = IndexCost()
}

/// The prices of one traded market.
struct PricingState: Sendable {
  let instrument: InstrumentID
  /// What makes its index, in the order of the rule's sources.
  let inputs: [IndexInput]
  var index: IndexState
  var mark: MarkState
  var indexPrice: Price?
  var markPrice: Price?
  /// The series of the recorded mark, where that is the mark.
  let recordedMark: Int?
  /// By source, and last of the index itself: nil before the first computation.
  var standings: [Standing?]
  /// Of which computation and price the standings are.
  var noted: (computations: Int, price: Price?) = (0, nil)
  var checkDue = Instant.distantFuture
  var isDirty = false
  /// Whether the mark is the last price.
  let isMarkedByLast: Bool
  /// Whether every source entered as it was, and the standings say so.
  var isWhole = false

  init(
    instrument: InstrumentID, inputs: [IndexInput], rule: IndexRule, mark: MarkModel,
    recordedMark: Int?
  ) {
    self.instrument = instrument
    self.inputs = inputs
    index = IndexState(rule)
    self.mark = MarkState(mark)
    isMarkedByLast = mark == .last
    self.recordedMark = recordedMark
    standings = Array(repeating: nil, count: inputs.count + 1)
  }
}

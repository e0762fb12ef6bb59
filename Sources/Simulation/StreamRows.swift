public import MarketData
import Quantities

/// The rows of one tape with their type. The run keeps the tapes, and so the rows, mapped.
@usableFromInline enum StreamRows {
  case trade(InstrumentID, UnsafeBufferPointer<TradeRow>)
  case quote(InstrumentID, UnsafeBufferPointer<QuoteRow>)
  case delta(InstrumentID, UnsafeBufferPointer<DeltaRow>, sequences: Int?)
  /// Single orders, with their numbers among those of all streams.
  case order(InstrumentID, UnsafeBufferPointer<OrderRow>, identities: Int)
  case bar(InstrumentID, UnsafeBufferPointer<BarRow>)
  /// A recorded series that the engine follows, by its number.
  case series(Int, RecordedSeries)

  /// `companion` is the place of the tape's update ids, or of the numbers of its orders, among
  /// those of all streams.
  init(_ stream: RunSetup.Stream, companion: Int?) {
    let (tape, id) = (stream.tape, stream.instrument)
    switch tape.kind {
    case .trade: self = .trade(id, tape.rows(as: TradeRow.self))
    case .quote: self = .quote(id, tape.rows(as: QuoteRow.self))
    case .delta: self = .delta(id, tape.rows(as: DeltaRow.self), sequences: companion)
    case .bar: self = .bar(id, tape.rows(as: BarRow.self))
    case .order:
      guard let companion else { preconditionFailure("single orders have numbers") }
      self = .order(id, tape.rows(as: OrderRow.self), identities: companion)
    case .value: preconditionFailure("a run does not replay \(tape.kind) tapes")
    }
  }
}

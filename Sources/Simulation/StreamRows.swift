import MarketData
import Quantities

/// The rows of one tape with their type.
enum StreamRows: Sendable {
  case trade(InstrumentID, Rows<TradeRow>)
  case quote(InstrumentID, Rows<QuoteRow>)
  case delta(InstrumentID, Rows<DeltaRow>, sequences: Companion?)
  case bar(InstrumentID, Rows<BarRow>)

  /// Mapped rows together with the tape that keeps them mapped.
  struct Rows<Row: TapeRow>: Sendable {
    private let tape: Tape
    nonisolated(unsafe) let buffer: UnsafeBufferPointer<Row>

    init(_ tape: Tape) {
      self.tape = tape
      buffer = tape.rows(as: Row.self)
    }
  }

  init(_ stream: RunSetup.Stream) throws(TapeError) {
    let (tape, id) = (stream.tape, stream.instrument)
    switch tape.kind {
    case .trade: self = .trade(id, Rows(tape))
    case .quote: self = .quote(id, Rows(tape))
    case .delta: self = .delta(id, Rows(tape), sequences: try tape.companion("seq"))
    case .bar: self = .bar(id, Rows(tape))
    case .value: preconditionFailure("a run has no series of values yet")
    }
  }
}

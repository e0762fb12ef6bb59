import Ingest
import Kernel
import Quantities

/// The ways between strategies and the venue. Of one strategy nothing overtakes: what was sent
/// first arrives first, what was answered first is heard first.
struct Connections: Sendable {
  /// What becomes of a request.
  enum Passage: Hashable {
    case arrives(Instant)
    /// It is refused on its way, which is heard then.
    case lost(heard: Instant)
  }

  private let latency: Latency
  private let recorded: RecordedLatency?
  private var entryStream: RandomStream
  private var responseStream: RandomStream
  /// By owner: when the last request arrives, and when the last answer is heard.
  private var arrivals: [Instant]
  private var heard: [Instant]

  /// Whether requests act, and answers are heard, in the instant in which they are sent.
  let arrivesAtOnce: Bool
  let isHeardAtOnce: Bool

  init(_ latency: Latency, recorded: [LatencyRow]?, seed: UInt64, owners: Int) {
    self.latency = latency
    self.recorded = recorded.map { RecordedLatency($0) }
    entryStream = RandomStream(seed: seed, purpose: "latency of requests")
    responseStream = RandomStream(seed: seed, purpose: "latency of answers")
    arrivals = Array(repeating: .distantPast, count: owners)
    heard = Array(repeating: .distantPast, count: owners)
    arrivesAtOnce = recorded == nil && latency.entry == .fixed(.zero)
    isHeardAtOnce = recorded == nil && latency.response == .fixed(.zero)
  }

  /// Sends a request of an owner.
  mutating func send(_ owner: Int, at now: Instant) -> Passage {
    let entry: TimeSpan
    if let recorded {
      guard let known = recorded.entry(at: now) else {
        heard[owner] = max(heard[owner], now + recorded.refusal(at: now))
        return .lost(heard: heard[owner])
      }
      entry = known
    } else {
      entry = latency.entry.draw(&entryStream)
    }
    arrivals[owner] = max(arrivals[owner], now + entry)
    return .arrives(arrivals[owner])
  }

  /// When an owner hears what the venue answers now.
  mutating func answer(_ owner: Int, at now: Instant) -> Instant {
    let response = recorded?.response(at: now) ?? latency.response.draw(&responseStream)
    heard[owner] = max(heard[owner], now + response)
    return heard[owner]
  }
}

import Kernel
import MarketData
import Matching
public import Quantities

/// How much later strategies see what a market's tapes record.
public enum FeedLatency: Hashable, Sendable {
  case fixed(TimeSpan)
  /// Drawn from the seed for each instant of a tape; of one tape nothing overtakes.
  case drawn(Latency.Model)
  /// By the two times of a tape: `ts_venue`, when the venue did it, and `ts`, when it became known.
  case recorded
}

/// What the rows of a tape of the merge are for.
@usableFromInline enum StreamRole: Sendable {
  /// They change the market at the time that is written in them; strategies are told then, where
  /// their feed is not late.
  case plain
  /// They change the market at a time that only the merge knows.
  case restamped
  /// They change what strategies see of the market.
  case heard
}

/// A tape at the venue and as it is heard of, by their places in the merge.
@usableFromInline struct StreamPair: Sendable {
  @usableFromInline let venue: Int
  @usableFromInline let heard: Int
  @usableFromInline let latency: TimeSpan
}

/// One tape of the merge of a run.
struct FeedSource {
  var stream: RunSetup.Stream
  var role: StreamRole
  var source: MergeSource
}

extension RunSetup {
  /// By instrument: whether strategies see its market later than the venue does.
  var lateMarkets: [Bool] {
    world.instruments.indices.map { number in
      let id = InstrumentID(number)
      guard world.traded.contains(id) else { return false }
      switch scenario.feed {
      case nil: return false
      case .fixed(let span): return span > .zero
      case .drawn: return true
      case .recorded:
        return streams.contains { $0.instrument == id && Self.hasVenueTime($0.tape) }
      }
    }
  }

  static func hasVenueTime(_ tape: Tape) -> Bool {
    tape.metadata.companions.contains("ts_venue")
  }

  /// The tapes as the venue takes them up, in order, and after them those that strategies hear of
  /// later. Throws `TapeError`.
  func feed() throws(TapeError) -> [FeedSource] {
    let late = lateMarkets
    let shifts = try clockShifts()
    var venue: [FeedSource] = []
    var heard: [FeedSource] = []
    for (number, stream) in streams.enumerated() {
      let tape = stream.tape
      if scenario.feed == .recorded, let times = try tape.companion("ts_venue") {
        let source = MergeSource(
          tape, times: Self.venueTimes(tape, times, shift: shifts[tape.venue] ?? .zero))
        venue.append(FeedSource(stream: stream, role: .restamped, source: source))
      } else {
        venue.append(FeedSource(stream: stream, role: .plain, source: MergeSource(tape)))
      }
      if late[stream.instrument.index] {
        heard.append(FeedSource(stream: stream, role: .heard, source: heardSource(number)))
      }
    }
    return venue + heard
  }

  /// The pair that a stream of the feed belongs to, nil where it is in none.
  func pair(of place: Int, in feed: [FeedSource]) -> StreamPair? {
    guard case .fixed(let latency) = scenario.feed, feed.indices.contains(place) else { return nil }
    let path = feed[place].stream.tape.path
    let both = feed.indices.filter { feed[$0].stream.tape.path == path }
    guard both.count == 2 else { return nil }
    return StreamPair(venue: both[0], heard: both[1], latency: latency)
  }

  private func heardSource(_ number: Int) -> MergeSource {
    let tape = streams[number].tape
    return switch scenario.feed {
    case nil, .recorded: MergeSource(tape)
    case .fixed(let span): MergeSource(tape, shift: span)
    case .drawn(let law): MergeSource(tape, times: drawnTimes(number, law))
    }
  }

  /// When strategies hear of the rows of a stream: one draw for all rows of an instant, and none
  /// before those of the instant before it. Each tape has a stream of chance of its own, named
  /// after its market and kind.
  func drawnTimes(_ number: Int, _ law: Latency.Model) -> RowTimes {
    let (tape, id) = (streams[number].tape, streams[number].instrument)
    let earlier = streams[..<number].filter { $0.instrument == id && $0.tape.kind == tape.kind }
    var random = RandomStream(
      seed: scenario.seed,
      purpose: "latency of the feed of \(world.instruments[id.index].name), "
        + "\(tape.kind.rawValue) \(earlier.count + 1)")
    var known: Instant?
    var last = Instant.distantPast
    return RowTimes(count: tape.count) { rows, target in
      for row in rows {
        let time = tape.instant(row)
        if time != known {
          known = time
          last = max(last, time + law.draw(&random))
        }
        target[row - rows.lowerBound] = last
      }
    }
  }

  /// The venue's times: the running maximum of `ts_venue`; a row without one happens when it became
  /// known.
  private static func venueTimes(
    _ tape: Tape, _ times: Companion, shift: TimeSpan
  ) -> RowTimes {
    var last = Instant.distantPast
    return RowTimes(count: tape.count) { rows, target in
      for row in rows {
        let known = tape.instant(row)
        let time = Self.venueTime(times[row]).map { $0 - shift } ?? known
        last = max(last, time)
        target[row - rows.lowerBound] = last
      }
    }
  }

  /// The smallest number stands for no time.
  private static func venueTime(_ value: Int64) -> Instant? {
    value == .min ? nil : Instant(nanoseconds: value)
  }

  /// By venue: how much its recorded times are moved back, so that nothing is known before it has
  /// happened: the clock that wrote `ts` was behind by at least so much. O(rows).
  func clockShifts() throws(TapeError) -> [String: TimeSpan] {
    guard scenario.feed == .recorded else { return [:] }
    var shifts: [String: TimeSpan] = [:]
    for stream in streams {
      let tape = stream.tape
      guard let times = try tape.companion("ts_venue") else { continue }
      var most = shifts[tape.venue] ?? .zero
      for row in 0..<tape.count {
        guard let time = Self.venueTime(times[row]) else { continue }
        most = max(most, time - tape.instant(row))
      }
      shifts[tape.venue] = most
    }
    return shifts
  }

  /// `recorded` needs a market whose data have the venue's time.
  static func checkFeed(_ scenario: Scenario, _ streams: [Stream]) throws(ConfigurationError) {
    guard scenario.feed == .recorded, !streams.contains(where: { hasVenueTime($0.tape) }) else {
      return
    }
    throw problem(
      scenario, scenario.places.value("latency.feed"), "recorded",
      "no tape of the data has the venue's time (`ts_venue`) beside its own",
      "give a span such as 5ms")
  }

  /// A market of an instrument that has seen no record.
  func market(_ id: InstrumentID, _ rules: MarketRules) -> Market {
    Market(instrument: world.instruments[id.index], liquidity: liquidity(id), rules: rules)
  }
}

import MarketData
import Pricing
import Quantities

@testable import Simulation

/// An index worked out again from the tapes alone, with nothing of the engine or of Pricing: every
/// instant at which anything could change, every source looked up in its tape.
struct NaiveIndex {
  /// A price and since when it stands.
  typealias Mark = (at: Int64, price: Int64)

  /// What a source was from `from` on.
  struct Change: Hashable {
    let at: Int64
    let source: Int
    let state: String
  }

  /// By source: the prices in order, four for each bar.
  let prices: [[Mark]]
  let weights: [Int64]
  /// Nanoseconds.
  let staleAfter: Int64
  /// In steps of 1e-12.
  let band: Int64
  let isClamped: Bool
  private(set) var changes: [Change] = []
  /// The index after each instant.
  private(set) var index: [(at: Int64, price: Int64)] = []
  /// By source and state: pieces of time with the difference to the index with it.
  private(set) var pieces: [Int: [(from: Int64, state: String, difference: Double)]] = [:]

  init(
    _ tapes: [Tape], weights: [Int64], staleAfter: TimeSpan, band: Rate, isClamped: Bool,
    through stop: Instant
  ) {
    prices = tapes.map(Self.marks)
    self.weights = weights
    self.staleAfter = staleAfter.nanoseconds
    self.band = band.raw
    self.isClamped = isClamped
    walk(through: stop.nanoseconds)
  }

  private static func marks(_ tape: Tape) -> [Mark] {
    switch tape.kind {
    case .bar:
      tape.rows(as: BarRow.self).flatMap { row in
        [row.open, row.high, row.low, row.close].map { (row.ts.nanoseconds, $0.raw) }
      }
    case .quote:
      last(
        tape.rows(as: QuoteRow.self).map { row in
          (row.ts.nanoseconds, (row.bid.raw + row.ask.raw) >> 1)
        })
    default: []
    }
  }

  /// The last of the quotes of each instant: an index looks when all have come.
  private static func last(_ marks: [Mark]) -> [Mark] {
    marks.indices.filter { $0 + 1 == marks.count || marks[$0 + 1].at != marks[$0].at }
      .map { marks[$0] }
  }

  private mutating func walk(through stop: Int64) {
    var last = [Mark?](repeating: nil, count: prices.count)
    var next = [Int](repeating: 0, count: prices.count)
    var state = [String](repeating: "", count: prices.count)
    var held: Int64?
    while true {
      let records = prices.indices.compactMap { source in
        next[source] < prices[source].count ? prices[source][next[source]].at : nil
      }
      let ends = last.compactMap { $0.map { $0.at + staleAfter + 1 } }
      let seen = index.last?.at ?? .min
      guard let now = (records + ends.filter { $0 > seen }).min(), now <= stop else { return }
      // Bars of one instant walk together: the first of the four prices of each, then the second.
      let rounds = prices.indices.map { source in
        prices[source][next[source]...].prefix { $0.at == now }.count
      }
      for round in 0..<max(1, rounds.max() ?? 0) {
        for source in prices.indices where round < rounds[source] {
          last[source] = prices[source][next[source] + round]
        }
        look(now, last, &state, &held)
      }
      for source in prices.indices { next[source] += rounds[source] }
    }
  }

  private mutating func look(
    _ now: Int64, _ last: [Mark?], _ state: inout [String], _ held: inout Int64?
  ) {
    let live = last.indices.filter { last[$0].map { now - $0.at <= staleAfter } ?? false }
    let sorted = live.compactMap { last[$0]?.price }.sorted()
    var entered: [Int: Int64] = [:]
    for source in last.indices {
      var word = last[source] == nil ? "missing" : "stale"
      if live.contains(source), let price = last[source]?.price {
        let median = Self.half(
          Int128(sorted[(sorted.count - 1) / 2]) + Int128(sorted[sorted.count / 2]), 2)
        let unit = Int128(1_000_000_000_000)
        let low = Self.half(Int128(median) * (unit - Int128(band)), unit)
        let high = Self.half(Int128(median) * (unit + Int128(band)), unit)
        word = price >= low && price <= high ? "used" : isClamped ? "clamped" : "band"
        if word != "band" { entered[source] = min(max(price, low), high) }
      }
      if word != state[source] { changes.append(Change(at: now, source: source, state: word)) }
      state[source] = word
    }
    let made = mean(entered)
    held = made ?? held
    guard let value = held else { return }
    index.append((now, value))
    for source in last.indices where state[source] != "used" {
      guard let price = last[source]?.price else { continue }
      var with = entered
      with[source] = price
      let other = Double(mean(with) ?? 0)
      pieces[source, default: []].append((now, state[source], (Double(value) - other) / other))
    }
    for source in last.indices where state[source] == "used" {
      pieces[source, default: []].append((now, "used", 0))
    }
  }

  private func mean(_ entered: [Int: Int64]) -> Int64? {
    if entered.isEmpty { return nil }
    let sources = entered.keys.sorted()
    let total = sources.reduce(Int128(0)) { $0 + Int128(weights[$1]) }
    let sum = sources.reduce(Int128(0)) { $0 + Int128(entered[$1] ?? 0) * Int128(weights[$1]) }
    return Self.half(sum, total)
  }

  /// The mean by time of what leaving a source out cost in the period that begins at `start`, and
  /// the difference furthest from zero; nil where no time passed.
  func cost(_ source: Int, from start: Int64, to end: Int64) -> (mean: Double, worst: Double)? {
    let all = (pieces[source] ?? []).filter { $0.from >= start && $0.from <= end }
    guard let state = changes.last(where: { $0.at == start && $0.source == source })?.state
    else { return nil }
    // At the end instant itself the source is something else, in one of the steps.
    let own = all.filter { $0.state == state }
    guard !own.isEmpty, end > start else { return nil }
    var sum = 0.0
    for (place, piece) in all.enumerated() {
      let until = place + 1 < all.count ? all[place + 1].from : end
      if piece.state == state { sum += piece.difference * Double(until - piece.from) }
    }
    let worst = own.map(\.difference).max { abs($0) < abs($1) } ?? 0
    return (sum / Double(end - start), worst)
  }

  private static func half(_ a: Int128, _ b: Int128) -> Int64 {
    let twice = (a % b) * 2
    let isUp = twice > b || (twice == b && (a / b) % 2 == 1)
    return Int64(a / b + (isUp ? 1 : 0))
  }
}

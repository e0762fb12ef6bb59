internal import Quantities

/// How close an account came to the edge.
struct MarginFigures: Sendable {
  /// An extreme of a ratio and when it was seen.
  struct Extreme: Sendable, Equatable {
    let valueE12: Int64
    let ts: Int64
  }

  /// A line of the health metric and the time spent beyond it.
  struct Band: Sendable, Equatable {
    let name: String
    let metric: String
    let lineE12: Int64
    let isBelow: Bool
    let nanoseconds: Int64
  }

  /// Lowest level over the samples, nil where the account never had debt.
  var lowestLevel: Extreme?
  /// Smallest |mark - liquidation price| / mark over the samples with both (see `reference`).
  var closestLiquidation: Extreme?
  var bands: [Band] = []
}

extension MarginFigures {
  /// O(samples). A sample holds until the next one, the last until the end of the run.
  init(_ data: RunData, _ account: AccountRow) {
    guard let series = data.equity[[account.id]] else { return }
    let levels = series["level_e12"]
    lowestLevel = Self.lowest(series.ts, levels)
    closestLiquidation = Self.closest(data, account, series)
    bands = data.bands.filter { $0.account == account.id }.map { row in
      Band(
        name: row.name, metric: row.metric ?? "", lineE12: row.lineE12, isBelow: row.isBelow != 0,
        nanoseconds: Self.time(
          series.ts, levels, until: data.facts.stop,
          where: { row.isBelow != 0 ? $0 <= row.lineE12 : $0 >= row.lineE12 }))
    }
  }

  /// The extremes of several accounts; a band of the same name and line adds up its time.
  init(merging parts: [MarginFigures]) {
    lowestLevel = parts.compactMap(\.lowestLevel).min { $0.valueE12 < $1.valueE12 }
    closestLiquidation = parts.compactMap(\.closestLiquidation).min { $0.valueE12 < $1.valueE12 }
    for band in parts.flatMap(\.bands) {
      let same = bands.firstIndex {
        ($0.name, $0.metric, $0.lineE12) == (band.name, band.metric, band.lineE12)
      }
      guard let same else {
        bands.append(band)
        continue
      }
      bands[same] = Band(
        name: band.name, metric: band.metric, lineE12: band.lineE12, isBelow: band.isBelow,
        nanoseconds: bands[same].nanoseconds + band.nanoseconds)
    }
  }

  /// Time during which the level is in a state.
  private static func time(
    _ ts: [Int64], _ levels: [Int64?], until stop: Int64, where holds: (Int64) -> Bool
  ) -> Int64 {
    var total: Int64 = 0
    for index in ts.indices {
      guard let level = levels[index], holds(level) else { continue }
      let end = index + 1 < ts.count ? ts[index + 1] : max(stop, ts[index])
      total += end - ts[index]
    }
    return total
  }

  private static func lowest(_ ts: [Int64], _ values: [Int64?]) -> Extreme? {
    var best: Extreme?
    for (instant, value) in zip(ts, values) {
      guard let value, value < best?.valueE12 ?? .max else { continue }
      best = Extreme(valueE12: value, ts: instant)
    }
    return best
  }

  private static func closest(
    _ data: RunData, _ account: AccountRow, _ series: Series
  ) -> Extreme? {
    guard let instrument = data.mainInstrument(of: account),
      let prices = data.prices[[instrument.id]]
    else { return nil }
    let marks = prices.reference(at: series.ts)
    let distances = zip(series["liquidation_price_e8"], marks).map { line, mark -> Int64? in
      guard let line, let mark, line > 0, mark > 0 else { return nil }
      let gap = Int128((line - mark).magnitude) * 1_000_000_000_000
      return Int64(exactly: Rounding.down.divide(gap, by: Int128(mark)))
    }
    return lowest(series.ts, distances)
  }
}

extension Series {
  /// The values of a column at given instants, nil where there is no sample at that instant.
  func samples(_ name: String, at instants: [Int64]) -> [Int64?] {
    let values = self[name]
    var index = 0
    return instants.map { instant in
      while index < ts.count, ts[index] < instant { index += 1 }
      return index < ts.count && ts[index] == instant ? values[index] : nil
    }
  }
}

extension Series {
  /// The mark of an instrument at given instants; the index, then the last price, where there is
  /// no mark.
  func reference(at instants: [Int64]) -> [Int64?] {
    let (mark, index) = (samples("mark_e8", at: instants), samples("index_e8", at: instants))
    let last = samples("last_e8", at: instants)
    return instants.indices.map { mark[$0] ?? index[$0] ?? last[$0] }
  }
}

extension RunData {
  /// The instrument an account traded most, else the first one that may be traded.
  func mainInstrument(of account: AccountRow) -> InstrumentRow? {
    var used = instruments.map { _ in 0 }
    for fill in fills where fill.account == account.id {
      if let index = instruments.firstIndex(where: { $0.id == fill.instrument }) {
        used[index] += 1
      }
    }
    let most = used.max() ?? 0
    if most > 0, let index = used.firstIndex(of: most) { return instruments[index] }
    return instruments.first { $0.isTraded == 1 } ?? instruments.first
  }

  /// The instruments an account traded, the main one first.
  func instruments(of account: AccountRow) -> [InstrumentRow] {
    guard let main = mainInstrument(of: account) else { return [] }
    let traded = Set(fills.lazy.filter { $0.account == account.id }.map(\.instrument))
    return [main] + instruments.filter { $0.id != main.id && traded.contains($0.id) }
  }
}

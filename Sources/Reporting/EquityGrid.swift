internal import Quantities

/// The even grid of instants on which statistics look at an equity curve.
///
/// Daily at 00:00 UTC where the run spans 30 days, else hourly where it spans 30 hours, else the
/// sampling of the scenario.
struct EquityGrid: Sendable, Equatable {
  /// Length of a period in nanoseconds.
  let step: Int64
  /// Whether the instants are whole multiples of `step` since 1970; else they start with the run.
  let isAligned: Bool

  init(span: Int64, sampling: Int64) {
    let (day, hour) = (TimeSpan.day.nanoseconds, TimeSpan.hour.nanoseconds)
    if span >= 30 * day, sampling <= day {
      (step, isAligned) = (day, true)
    } else if span >= 30 * hour, sampling <= hour {
      (step, isAligned) = (hour, true)
    } else {
      (step, isAligned) = (sampling, false)
    }
  }

  /// `1d`, `1h`, or the sampling.
  var name: String { TimeSpan(nanoseconds: step).description }

  /// 365 times the periods a day, exactly where that is a whole number.
  var periodsPerYear: Double { 365 * 86_400e9 / Double(step) }
}

/// A curve of equity with its flows, ready for statistics: units of the quote asset.
struct Curve: Sendable {
  /// Equity at `ts[0]`, the starting balance.
  var start = 0.0
  var startTime: Int64 = 0
  /// End of each period.
  var ts: [Int64] = []
  /// Equity at the end of each period, NaN where there is no sample.
  var equity: [Double] = []
  /// Money paid in during each period, signed.
  var flows: [Double] = []
}

/// Samples of equity and of the money paid in so far, in 1e-8 units.
struct EquitySamples: Sendable {
  var ts: [Int64] = []
  var equity: [Int64?] = []
  /// Cumulative, from the start of the run.
  var paidIn: [Int64] = []

  /// The samples from the first with something in the account.
  private var funded: Range<Int> {
    (equity.firstIndex { ($0 ?? 0) > 0 } ?? ts.count)..<ts.count
  }

  /// Every sample as a period of its own.
  var curve: Curve {
    var curve = Curve()
    guard let first = funded.first, let start = equity[first] else { return curve }
    (curve.start, curve.startTime) = (Self.units(start), ts[first])
    for index in funded.dropFirst() {
      curve.ts.append(ts[index])
      curve.equity.append(equity[index].map(Self.units) ?? .nan)
      curve.flows.append(Self.units(paidIn[index] - paidIn[index - 1]))
    }
    return curve
  }

  /// The last sample of each period of `grid`; a period without one is missing. O(samples).
  func curve(on grid: EquityGrid) -> Curve {
    var curve = Curve()
    guard let first = funded.first, let start = equity[first], let last = ts.last else {
      return curve
    }
    (curve.start, curve.startTime) = (Self.units(start), ts[first])
    var end = grid.isAligned ? (ts[first] / grid.step + 1) * grid.step : ts[first] + grid.step
    var (index, before) = (first + 1, paidIn[first])
    while end <= last {
      var latest: Int?
      while index < ts.count, ts[index] <= end {
        latest = index
        index += 1
      }
      let paid = latest.map { paidIn[$0] } ?? before
      curve.ts.append(end)
      curve.equity.append(latest.flatMap { equity[$0] }.map(Self.units) ?? .nan)
      curve.flows.append(Self.units(paid - before))
      before = paid
      end += grid.step
    }
    return curve
  }

  private static func units(_ raw: Int64) -> Double { Money(raw: raw).approximate }
}

extension EquitySamples {
  /// The samples of one account.
  init(_ series: Series?) {
    guard let series else { return }
    ts = series.ts
    equity = series["equity_e8"]
    var last: Int64 = 0
    for value in series["net_transfer_in_e8"] {
      last = value ?? last
      paidIn.append(last)
    }
  }

  /// The sum of several accounts over all their instants: an account without a sample at an
  /// instant counts as before it, one whose equity is unknown makes the sum unknown.
  init(sumOf parts: [EquitySamples]) {
    var cursors = parts.map { _ in 0 }
    ts = Self.union(parts.map(\.ts))
    for instant in ts {
      var (total, paid): (Int64?, Int64) = (0, 0)
      for (index, part) in parts.enumerated() {
        while cursors[index] < part.ts.count, part.ts[cursors[index]] <= instant {
          cursors[index] += 1
        }
        guard cursors[index] > 0 else { continue }
        let value = part.equity[cursors[index] - 1]
        total = total.flatMap { sum in value.map { sum + $0 } }
        paid += part.paidIn[cursors[index] - 1]
      }
      equity.append(total)
      paidIn.append(paid)
    }
  }

  private static func union(_ lists: [[Int64]]) -> [Int64] {
    var merged: [Int64] = []
    for instant in lists.flatMap(\.self).sorted() where instant != merged.last {
      merged.append(instant)
    }
    return merged
  }
}

import Pricing
import Quantities

/// The obvious index: keeps every observation ever made and works everything out anew.
struct SlowIndex {
  struct Seen {
    let at: Instant
    let price: Price?
    let isCrossed: Bool
  }

  let rule: IndexRule
  private var history: [[Seen]]
  private var wasOutside: [Bool]
  private var barred: [Instant]
  private(set) var statuses: [SourceStatus] = []
  private(set) var entered: [Int: Int64] = [:]
  private var lastGood: Double?
  private var policy: IndexPolicy { rule.policy }

  init(_ rule: IndexRule) {
    self.rule = rule
    history = rule.sources.map { _ in [] }
    wasOutside = rule.sources.map { _ in false }
    barred = rule.sources.map { _ in .distantPast }
  }

  mutating func observe(_ source: Int, _ price: Price?, at: Instant, isCrossed: Bool) {
    history[source].append(Seen(at: at, price: price, isCrossed: isCrossed))
  }

  /// The last price that a source had.
  func raw(_ source: Int) -> Int64? {
    if case .fixed(let price) = rule.sources[source].kind { return price.raw }
    return history[source].last { $0.price != nil }?.price?.raw
  }

  private func status(_ source: Int, _ now: Instant) -> SourceStatus {
    if case .fixed = rule.sources[source].kind { return .used }
    let seen = history[source]
    let isCrossed = seen.last?.isCrossed ?? false
    guard raw(source) != nil else { return isCrossed ? .crossed : .missing }
    let priced = seen.filter { $0.price != nil }
    var since = priced.last?.at ?? now
    if policy.freshness == .change {
      since = priced[0].at
      for (one, two) in zip(priced, priced.dropFirst()) where one.price != two.price {
        since = two.at
      }
    }
    let limit = rule.sources[source].staleAfter ?? policy.staleAfter
    let isOld = limit.map { now - since > $0 } ?? false
    let lastPriced = seen.lastIndex { $0.price != nil } ?? 0
    let wasCrossedSince = seen[lastPriced...].dropFirst().contains { $0.isCrossed }
    if isOld || wasCrossedSince { return isCrossed ? .crossed : .stale }
    return .used
  }

  /// The price, as a double: nearer to the exact one than half a unit for all but huge prices.
  mutating func price(at now: Instant) -> (price: Double?, origin: IndexResult.Origin) {
    entered = [:]
    statuses = rule.sources.indices.map { status($0, now) }
    let live = rule.sources.indices.filter {
      rule.sources[$0].kind == .venue && statuses[$0] == .used
    }
    var outside = 0
    let prices = live.compactMap { raw($0) }
    for index in rule.sources.indices where statuses[index] == .used { entered[index] = raw(index) }
    for (place, index) in live.enumerated() {
      if judge(index, prices, place, now) { outside += 1 }
    }
    if policy.severalOutliers == .median, outside > 1 {
      let isEnough = live.count >= policy.minSources
      return finish(isEnough ? Double(Self.median(prices)) : nil, .median)
    }
    let counted = rule.sources.indices.filter { statuses[$0].counts }
    guard counted.count >= policy.minSources else { return finish(nil, .sources) }
    let pairs = counted.map { (entered[$0] ?? 0, rule.sources[$0].weight.raw) }
    return finish(aggregate(pairs), .sources)
  }

  private mutating func judge(_ index: Int, _ prices: [Int64], _ place: Int, _ now: Instant) -> Bool
  {
    guard let band = policy.band else { return false }
    var others = prices
    others.remove(at: place)
    let reference: Int64
    switch policy.bandReference {
    case .median: reference = Self.median(prices)
    case .meanOfOthers:
      if others.isEmpty { return false }
      reference = Self.half(others.reduce(Int128(0)) { $0 + Int128($1) }, Int128(others.count))
    }
    let unit = Int128(1_000_000_000_000)
    let low = Self.half(Int128(reference) * (unit - Int128(band.raw)), unit)
    let high = Self.half(Int128(reference) * (unit + Int128(band.raw)), unit)
    let price = prices[place]
    let isOutside = price < low || price > high
    if policy.bandAction == .clamp, isOutside {
      statuses[index] = .clamped
      entered[index] = min(max(price, low), high)
    } else if isOutside {
      statuses[index] = .excluded
    }
    if policy.bandAction == .cooldown, let span = policy.cooldown {
      if wasOutside[index], !isOutside { barred[index] = now + span }
      wasOutside[index] = isOutside
      if !isOutside, now < barred[index] { statuses[index] = .cooldown }
    }
    return isOutside
  }

  private func aggregate(_ pairs: [(Int64, Int64)]) -> Double? {
    var pairs = pairs
    if policy.aggregate == .equalMean || pairs.count < policy.equalWeightsBelow {
      pairs = pairs.map { ($0.0, 1) }
    }
    let total = pairs.reduce(Int128(0)) { $0 + Int128($1.1) }
    if total == 0 { return nil }
    let mean = Self.half(
      pairs.reduce(Int128(0)) { $0 + Int128($1.0) * Int128($1.1) }, total)
    switch policy.aggregate {
    case .weightedMean, .equalMean: return Double(mean)
    case .weightedMedian:
      let sorted = pairs.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
      for end in sorted.indices {
        let reached = sorted[...end].reduce(Int128(0)) { $0 + Int128($1.1) }
        if reached * 2 >= total { return Double(sorted[end].0) }
      }
      return nil
    case .inverseSquare:
      let floor = max(1, Double(mean) * policy.spreadFloor.approximate)
      let weighed = pairs.filter { $0.1 > 0 }.map { price, _ in
        (Double(price), 1 / pow2(max(floor, abs(Double(price - mean)))))
      }
      let sum = weighed.reduce(0) { $0 + $1.1 }
      return weighed.reduce(0) { $0 + $1.0 * $1.1 / sum }
    }
  }

  private mutating func finish(
    _ price: Double?, _ origin: IndexResult.Origin
  ) -> (price: Double?, origin: IndexResult.Origin) {
    if let price {
      lastGood = price
      return (price, origin)
    }
    if policy.fallback == .holdLast, let lastGood { return (lastGood, .held) }
    return (nil, .none)
  }

  private static func median(_ prices: [Int64]) -> Int64 {
    let sorted = prices.sorted()
    let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
    return half(Int128(low) + Int128(high), 2)
  }

  /// Half to even for what is not below zero.
  private static func half(_ a: Int128, _ b: Int128) -> Int64 {
    let twice = (a % b) * 2
    let isUp = twice > b || (twice == b && (a / b) % 2 == 1)
    return Int64(a / b + (isUp ? 1 : 0))
  }
}

private func pow2(_ value: Double) -> Double { value * value }

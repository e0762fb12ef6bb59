import Pricing
import Quantities
import Testing

/// Three venues, one of them outside the band.
private func index(
  _ aggregate: IndexRule.Aggregate, _ action: IndexRule.BandAction = .clamp,
  weights: [String] = ["0.4", "0.3", "0.3"]
) throws -> Price {
  let rule = try IndexRule(
    sources: zip(["a", "b", "c"], weights).map { IndexRule.Source($0, weight: try exact($1)) },
    band: exact("0.02"), bandAction: action, aggregate: aggregate)
  var state = IndexState(rule)
  let now = Instant(nanoseconds: 0)
  for (source, price) in ["60000", "60010", "57000"].enumerated() {
    state.observe(source: source, price: try exact(price), at: now)
  }
  return try #require(state.price(at: now).price)
}

private func mark(_ model: MarkModel) throws -> Price {
  var state = MarkState(model)
  for (step, mid) in ["60012", "60018", "60006"].enumerated() {
    let now = Instant(nanoseconds: 0) + TimeSpan.second * Int64(step)
    state.sample(mid: try exact(mid), index: try exact("60000"), at: now)
  }
  let made = try state.value(index: exact("60000"), last: exact("60050"))
  return try #require(made).price
}

extension Computation {
  static let prices: [Computation] = [
    Computation("index.median") { try index(.weightedMedian) },
    Computation("index.edge") { try index(.weightedMean, weights: ["0", "0", "1"]) },
    Computation("index.clamp") { try index(.weightedMean) },
    Computation("index.exclude") { try index(.weightedMean, .exclude) },
    Computation("index.equal") { try index(.equalMean) },
    Computation("mark.basis") {
      try mark(.indexPlusBasis(window: .minute, sampleEvery: .second))
    },
    Computation("mark.median3") { try mark(.median3(basisWindow: .minute, sampleEvery: .second)) },
    Computation("mark.last") { try mark(.last) },
  ]
}

import Pricing
import Quantities
import Testing

/// Up to three venues, one of them far off.
private func index(
  _ policy: IndexPolicy, prices: [String] = ["60000", "60010", "57000"],
  weights: [String] = ["0.4", "0.3", "0.3"]
) throws -> Price {
  let rule = try IndexRule(
    sources: zip(prices.indices, weights).map { IndexRule.Source("\($0)", weight: try exact($1)) },
    policy)
  var state = IndexState(rule)
  let now = Instant(nanoseconds: 0)
  for (source, price) in prices.enumerated() {
    state.observe(source: source, price: try exact(price), at: now)
  }
  return try #require(state.price(at: now).price)
}

/// The same with the third venue outside the band.
private func index(
  _ aggregate: IndexPolicy.Aggregate, _ action: IndexPolicy.BandAction = .clamp,
  weights: [String] = ["0.4", "0.3", "0.3"]
) throws -> Price {
  try index(
    IndexPolicy(band: exact("0.02"), bandAction: action, aggregate: aggregate), weights: weights)
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
    Computation("index.others") {
      try index(
        IndexPolicy(
          band: exact("0.03"), bandReference: .meanOfOthers, bandAction: .exclude))
    },
    Computation("index.outliers") {
      try index(IndexPolicy(band: exact("0.0001"), severalOutliers: .median))
    },
    Computation("index.two") {
      try index(IndexPolicy(equalWeightsBelow: 3), prices: ["60000", "60010"])
    },
    Computation("index.inverse") { try index(IndexPolicy(aggregate: .inverseSquare)) },
    Computation("index.cost") {
      let without = try index(.weightedMean, .exclude)
      return IndexCost.difference(without, with: try index(IndexPolicy())) ?? .zero
    },
    Computation("mark.basis") {
      try mark(.indexPlusBasis(window: .minute, sampleEvery: .second))
    },
    Computation("mark.median3") { try mark(.median3(basisWindow: .minute, sampleEvery: .second)) },
    Computation("mark.last") { try mark(.last) },
  ]
}

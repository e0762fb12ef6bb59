import Kernel
import MarketData
import Quantities
import Testing

@testable import Matching

@Suite("The overlay and its obvious twin")
struct ImpactTwinTests {
  private static let rules = [
    ImpactRule(refill: .exponential(halfLife: .second * 20)),
    ImpactRule(
      refill: .exponential(halfLife: .second * 5), permanent: Rate(raw: 300_000_000_000)),
    ImpactRule(
      refill: .power(exponent: Rate(raw: 2_000_000_000_000), scale: .second),
      permanent: Rate(raw: 100_000_000_000)),
    // Others withdraw, others come, both.
    ImpactRule(
      refill: .exponential(halfLife: .second * 20),
      withdrawal: ImpactRule.Withdrawal(scale: Rate(raw: 100_000_000_000))),
    ImpactRule(
      refill: .power(exponent: Rate(raw: 2_000_000_000_000), scale: .second * 5),
      arrivals: Rate(raw: 5_000_000_000_000)),
    ImpactRule(
      refill: .exponential(halfLife: .second * 20), permanent: Rate(raw: 200_000_000_000),
      withdrawal: ImpactRule.Withdrawal(
        scale: Rate(raw: 300_000_000_000), exponent: Rate(raw: 1_300_000_000_000)),
      arrivals: Rate(raw: 5_000_000_000_000)),
  ]

  /// The last has found a difference once.
  private static let seeds = Seeds.all + [17_824_158_302_200_091_081]

  @Test(
    "offer the same levels through thousands of commands each", arguments: seeds,
    rules.indices)
  func twin(seed: UInt64, index: Int) {
    let rule = Self.rules[index]
    var random = RandomStream(seed: seed, purpose: "impact twin")
    var market = Market(
      instrument: Sample.market(.book).instrument, liquidity: .book,
      rules: MarketRules(impact: rule))
    var twin = NaiveImpact(rule: rule, tick: market.instrument.tick)
    // Stress goes by minutes.
    let isCalm = rule.withdrawal == nil && rule.arrivals == .zero
    let pause: UInt64 = isCalm ? 400_000_000 : 12_000_000_000
    var withdrawn = 0
    var stressed = 0
    var now = Sample.at(1)
    var fills: [Fill] = []
    for step in 0..<(isCalm ? 9_000 : 300) {
      now = now + TimeSpan(nanoseconds: Int64(random.below(pause)))
      market.advance(to: now)
      twin.advance(to: now)
      let side: Side = random.below(2) == 0 ? .buy : .sell
      switch random.below(10) {
      case 0..<7:
        let away = Int64(random.below(40))
        let price = Sample.price(side == .buy ? 999 - away : 1001 + away)
        let size = Sample.size(random.below(4) == 0 ? 0 : 1 + Int64(random.below(9)))
        market.apply(
          DeltaRow(ts: now, price: price, size: size, side: side, flags: [.first, .last]),
          into: &fills)
        twin.tape[side]?[price] = size > .zero ? size : nil
        market.advance(to: now)
        twin.advance(to: now)
      case 7..<9:
        guard let best = market.best(side) else { continue }
        let wanted = min(best.size, Sample.size(1 + Int64(random.below(5))))
        market.take(side, wanted, at: now)
        twin.take(side, wanted)
      default:
        let amount = Price(raw: Int64(random.below(3_000_001)) - 1_500_000)
        market.follow(amount)
        twin.follow(amount)
      }
      if !isCalm, let state = market.impactState {
        withdrawn += state.survival < Rate(raw: 900_000_000_000) ? 1 : 0
        stressed += twin.stress ?? .zero > .zero ? 1 : 0
        guard state.survival == twin.survival, state.displacement == twin.away() else {
          Issue.record("seed \(seed), rule \(index), step \(step): \(state) \(twin.survival)")
          return
        }
      }
      guard step % 25 == 0 else { continue }
      for side in [Side.buy, .sell] where market.top(60, side) != twin.levels(side) {
        Issue.record("seed \(seed), rule \(index), step \(step): \(side)")
        return
      }
    }
    #expect(withdrawn > 5 || rule.withdrawal == nil)
    #expect(stressed > 5 || rule.arrivals == .zero)
  }

  @Test(
    "leave a market without own flow as its tape, level by level", arguments: Seeds.all)
  func identity(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "impact identity")
    var rule = Self.rules[2]
    rule.withdrawal = ImpactRule.Withdrawal(noise: .one)
    rule.arrivals = .one
    let instrument = Sample.market(.book).instrument
    var plain = Market(instrument: instrument, liquidity: .book)
    var market = Market(
      instrument: instrument, liquidity: .book, rules: MarketRules(impact: rule))
    var fills: [Fill] = []
    var now = Sample.at(1)
    for _ in 0..<10_000 {
      now = now + TimeSpan(nanoseconds: Int64(random.below(4_000_000_000)))
      let row = DeltaRow(
        ts: now, price: Sample.price(990 + Int64(random.below(20))),
        size: Sample.size(Int64(random.below(4))), side: random.below(2) == 0 ? .buy : .sell,
        flags: [.first, .last])
      plain.apply(row, into: &fills)
      market.apply(row, into: &fills)
      market.advance(to: now)
      guard market.top(40, .buy) == plain.top(40, .buy),
        market.top(40, .sell) == plain.top(40, .sell), market.isPlain, market.mid == plain.mid
      else {
        Issue.record("seed \(seed) at \(now)")
        return
      }
    }
  }
}

import Kernel
import MarketData
import Matching
public import Quantities

/// What is due for the impact of our orders.
@usableFromInline enum ImpactTask: Sendable {
  /// Those who trade between markets look at a displaced one.
  case look(market: Int)
  /// They have moved the others.
  case move(market: Int, displacement: Rate)
}

/// The markets on which our orders have impact.
@usableFromInline struct ImpactWork: Sendable {
  /// One that others follow.
  struct Leader: Sendable {
    var rate: Rate
    var every: TimeSpan
    var latency: TimeSpan
    var others: [InstrumentID]
    var isLooking = false
  }

  var markets: [InstrumentID] = []
  /// By instrument.
  var leaders: [Leader?] = []
  /// By instrument: the tape's volume in a day, nil where it holds no trades.
  var dayVolumes: [Quantity?] = []
}

/// The feedback of our orders on markets (docs/impact.md).
extension Engine {
  /// Whether orders of ours can have impact on any market.
  @usableFromInline var hasImpact: Bool { !impact.markets.isEmpty }

  /// Brings what lies over the tapes to the clock, before anything looks at them.
  func advanceImpact() {
    for id in impact.markets {
      let wasDisturbed = markets[id.index].isDisturbed
      markets[id.index].advance(to: clock)
      if wasDisturbed || markets[id.index].isDisturbed { touched(id) }
    }
  }

  /// An order of ours has traded: prices are looked at again, and others may follow.
  func noteOwnFlow(_ id: InstrumentID) {
    guard hasImpact, markets[id.index].isImpacted else { return }
    touched(id)
    guard let leader = impact.leaders[id.index], !leader.isLooking,
      markets[id.index].isDisturbed
    else { return }
    impact.leaders[id.index]?.isLooking = true
    queue.schedule(.impact(.look(market: id.index)), at: clock, .prices)
  }

  func perform(_ task: ImpactTask) {
    switch task {
    case .look(let market): look(market)
    case .move(let market, let displacement): move(market, displacement)
    }
  }

  private func look(_ market: Int) {
    guard let leader = impact.leaders[market] else { return }
    let displacement = markets[market].displacement
    if let displacement {
      queue.schedule(
        .impact(.move(market: market, displacement: displacement)), at: clock + leader.latency,
        .prices)
    }
    let isMissing = markets[market].impactState.map {
      $0.missingBids > .zero || $0.missingAsks > .zero
    }
    let isApart = leader.others.contains {
      distance($0, from: displacement ?? .zero).magnitude >= world.instruments[$0.index].tick
    }
    if isMissing == true || isApart {
      queue.schedule(.impact(.look(market: market)), at: clock + leader.every, .prices)
    } else {
      impact.leaders[market]?.isLooking = false
    }
  }

  /// Moves the followers by a part of what they are behind.
  private func move(_ market: Int, _ displacement: Rate) {
    guard let leader = impact.leaders[market] else { return }
    for other in leader.others {
      let behind = distance(other, from: displacement)
      let part = Rounding.towardZero.divide(
        Int128(behind.raw) * Int128(leader.rate.raw), by: Int128(Rate.one.raw))
      markets[other.index].follow(Price(raw: Int64(part)))
      touched(other)
    }
  }

  /// How far a market is behind a displacement, in units of its price.
  private func distance(_ other: InstrumentID, from displacement: Rate) -> Price {
    let market = markets[other.index]
    guard let own = market.displacement, let price = market.mid ?? market.price else {
      return .zero
    }
    let away = Int128(displacement.raw) - Int128(own.raw)
    return Price(
      raw: Int64(clamping: away * Int128(price.raw) / Int128(Rate.one.raw)))
  }

  /// Samples what lies over the tapes, where something does.
  func sampleImpact() {
    for id in impact.markets {
      guard let state = markets[id.index].impactState else { continue }
      journal.note(
        .impact,
        [
          .time(clock), .number(id.index), .exact(state.displacement), .exact(state.shift),
          .exact(state.missingBids), .exact(state.missingAsks), .exact(state.survival),
        ])
    }
  }

  /// The largest displacement of each market, and the Y that it implies.
  func writeImpact() {
    for id in impact.markets {
      guard let totals = markets[id.index].impactTotals else { continue }
      let volume = impact.dayVolumes[id.index]
      journal.note(
        .impactTotals,
        [
          .number(id.index), .exact(totals.peak), .exact(totals.taken),
          .exact(totals.dailyDeviation), .exact(volume),
          .exact(volume.flatMap { totals.impliedY(dayVolume: $0) }),
        ])
    }
  }

  /// Who has impact, who follows whom, and the volumes of the tapes.
  func prepareImpact(_ setup: RunSetup) {
    impact.leaders = Array(repeating: nil, count: markets.count)
    impact.dayVolumes = Array(repeating: nil, count: markets.count)
    for number in markets.indices where markets[number].isImpacted {
      let id = InstrumentID(number)
      impact.markets.append(id)
      guard let own = setup.impact(id) else { continue }
      impact.dayVolumes[number] = setup.dayVolume(id)
      impact.leaders[number] = own.arbitrage.map { rule in
        ImpactWork.Leader(
          rate: rule.rate, every: rule.every, latency: rule.latency,
          others: rule.with.compactMap(world.instrument))
      }
    }
  }
}

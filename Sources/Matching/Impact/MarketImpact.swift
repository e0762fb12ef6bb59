public import MarketData
public import Quantities

/// What our orders did to a market.
extension Market {
  /// Whether orders of ours do more to it than take, or other markets move it.
  @inlinable public var isImpacted: Bool { rules.impact != nil || rules.isFollowing }

  /// Whether what is offered differs from the tape by what our orders did.
  public var isDisturbed: Bool { overlay.map { !$0.isEmpty } ?? false }

  /// Goes on to an instant: what was taken comes back, the volatility of the tape is noted, and
  /// what survives of the liquidity is measured. Before the book is looked at or traded on at an
  /// instant it is called once for it; without own flow it changes nothing that is offered.
  public mutating func advance(to now: Instant) {
    guard overlay != nil else { return }
    let middle = tapeMid
    overlay?.advance(to: now, greatestShift: (middle?.raw ?? 0) / 2)
    if let middle { overlay?.volatility.note(middle, at: now) }
    measure()
  }

  /// How far our orders moved the market, as a fraction of the middle of the tape, rounded towards
  /// zero; nil where that is unknown: the shift, and the mean over the sides of how much further
  /// one must go to find the quantity that is missing there. A trickle that is back at the best
  /// price does not undo a displacement.
  public var displacement: Rate? {
    guard isDisturbed, let overlay else { return .zero }
    guard let tape = tapeMid, tape > .zero else { return nil }
    var away = Int128(2 * overlay.shift)
    for side in [Side.buy, .sell] {
      let missing = overlay.missing(side)
      guard missing > .zero else { continue }
      guard let offered = reach(side, missing, of: offer),
        let own = reach(side, missing, of: source)
      else { continue }
      away += Int128(offered.raw) - Int128(own.raw) - Int128(overlay.shift)
    }
    let wide = away * Int128(Rate.one.raw) / (2 * Int128(tape.raw))
    return Rate(raw: Int64(clamping: wide))
  }

  /// The price up to which a quantity is found on a side, or the last one.
  private func reach(
    _ side: Side, _ quantity: Quantity, of levels: (Side, Int64?) -> (key: Int64, level: BookLevel)?
  ) -> Price? {
    var left = quantity
    var last: Price?
    var place = levels(side, nil)
    while let (key, level) = place, left > .zero {
      last = level.price
      left -= level.size
      place = levels(side, key)
    }
    return last
  }

  /// Moves all prices by an amount of price, as those who trade between markets do.
  public mutating func follow(_ amount: Price) {
    guard let middle = tapeMid else { return }
    overlay?.move(by: amount.raw, atMost: middle.raw / 2)
    measure()
  }

  /// What the overlay is now, for the run's tables.
  public var impactState: ImpactState? {
    guard let overlay, !overlay.isEmpty else { return nil }
    return ImpactState(
      displacement: displacement, shift: Price(raw: overlay.shift),
      missingBids: overlay.missing(.buy), missingAsks: overlay.missing(.sell),
      survival: overlay.survival)
  }

  /// What the overlay came to, for the end of a run.
  public var impactTotals: ImpactTotals? {
    guard isImpacted, let overlay, overlay.record.peak != 0 else { return nil }
    return ImpactTotals(
      peak: Rate(raw: overlay.record.peak), taken: overlay.record.takenAtPeak,
      dailyDeviation: overlay.volatility.deviation(overMinutes: 1440))
  }

  /// The middle of the tape alone.
  var tapeMid: Price? { hasDepth ? depth.mid : trade }

  /// The last price with what our orders did to it: the shift, and in a synthetic book with impact
  /// as much as the middle of its levels was moved.
  @usableFromInline var movedTrade: Price? {
    guard let trade, let overlay, isDisturbed else { return trade }
    var moved = overlay.shift
    if rules.impact != nil, synthetic != nil, let mid = middle(of: offer),
      let own = middle(of: source)
    {
      moved = mid.raw - own.raw
    }
    return Price(raw: max(1, trade.raw + moved))
  }

  private mutating func measure() {
    guard overlay != nil else { return }
    let away = displacement?.raw ?? overlay?.displacement ?? 0
    overlay?.measure(away)
    isPlain = synthetic == nil && !isDisturbed
  }

  /// Takes from the best level that is offered, which holds at least `quantity`.
  mutating func takeOffered(_ side: Side, _ quantity: Quantity, at ts: Instant) {
    guard overlay?.rule != nil else { return depth.takeBest(side, quantity) }
    guard let (key, level) = firstOffer(side, of: quantity) else {
      preconditionFailure("taking \(quantity) exceeds the best level")
    }
    overlay?.consume(side, key, quantity)
    if liquidity == .bars { barTaken += quantity }
    isPlain = false
    let moved = offered(side).map { $0.price.raw - level.price.raw } ?? 0
    let away = displacement?.raw ?? 0
    overlay?.noteTaking(quantity, moved: moved, displacement: away)
  }

  /// A trade where our orders have moved the market, or none is recorded but trades.
  @usableFromInline mutating func applyMoved(_ row: TradeRow, into fills: inout [Fill]) {
    if liquidity == .trades { noteRecord(row.price, row.side) }
    var moved = row
    moved.price = self.moved(row.price)
    guard !isHalted, buys.isReached(moved.price) || sells.isReached(moved.price) else { return }
    meetTrade(moved, &fills)
  }

  /// A step of a bar, likewise; its price as it is moved.
  @usableFromInline mutating func note(_ step: BarStep) -> Price {
    if step.opensBar || overlay?.rule != .untilNextRecord {
      noteRecord(step.price, nil)
    } else {
      synthetic?.note(step.price)
    }
    return moved(step.price)
  }

  /// A price of the tape with the shift.
  func moved(_ price: Price) -> Price {
    guard let overlay, overlay.shift != 0 else { return price }
    return Price(raw: max(1, price.raw + overlay.shift))
  }

  private mutating func noteRecord(_ price: Price, _ aggressor: Side?) {
    synthetic?.note(price, aggressor: aggressor)
    if overlay?.rule == .untilNextRecord { overlay?.renew() }
  }
}

/// What lies over a tape at an instant.
public struct ImpactState: Hashable, Sendable {
  /// Of the middle, as a fraction of the tape's; nil where one of them is unknown.
  public var displacement: Rate?
  public var shift: Price
  public var missingBids: Quantity
  public var missingAsks: Quantity
  /// What others leave of the liquidity.
  public var survival: Rate
}

/// The largest displacement of a run.
public struct ImpactTotals: Hashable, Sendable {
  public var peak: Rate
  /// What our orders had taken by then, since the book was last whole.
  public var taken: Quantity
  /// The standard deviation of the tape's relative change over a day; nil where it is not known.
  public var dailyDeviation: Rate?

  /// `Y` of `peak = Y * deviation * sqrt(taken / volume)`, `volume` being a day's; rounded to
  /// nearest, nil where something is unknown or nothing.
  public func impliedY(dayVolume: Quantity) -> Rate? {
    guard let dailyDeviation, dayVolume > .zero, taken > .zero else { return nil }
    let one = UInt128(Rate.one.raw)
    let share = UInt128(taken.raw) * one / UInt128(dayVolume.raw)
    let root = PowersOfTwo.root(share * one)
    let product = Int128(dailyDeviation.raw) * Int128(root) / Int128(Rate.one.raw)
    guard product > 0 else { return nil }
    let ratio = Rounding.halfEven.divide(
      Int128(peak.magnitude.raw) * Int128(Rate.one.raw), by: product)
    return Rate(raw: Int64(clamping: ratio))
  }
}

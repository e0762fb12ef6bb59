internal import MarketData
internal import Quantities

/// Levels in order, and where the window lies.
extension BookSide {
  /// The best level that is worse than `key`, nil where there is none.
  func level(below key: Int64) -> Ladder.Rung? {
    let outside = Ladder.lowerBound(far.rungs, key) - 1
    let beyond = outside < 0 ? nil : far.rungs[outside]
    guard near > 0, let window, key > base else { return beyond }
    let steps = Rounding.up.divide(Int128(key) - Int128(base), by: Int128(step))
    let place = window.highest(below: Int(min(Int128(window.capacity), steps)))
    guard place >= 0 else { return beyond }
    let found = self.key(at: place)
    if let beyond, beyond.key > found { return beyond }
    return Ladder.Rung(key: found, size: window.sizes[place])
  }

  /// The best level.
  var best: Ladder.Rung? {
    top == Self.none ? nil : Ladder.Rung(key: top, size: size(top))
  }

  /// Visits levels from the best on, until told to stop by `false`.
  func walk(_ visit: (Ladder.Rung) -> Bool) {
    var rung = best
    while let level = rung, visit(level) { rung = self.level(below: level.key) }
  }

  /// Moves the window to where the levels are: the step of the grid is the greatest common divisor
  /// of the distances of the best levels, and the best one lies at five eighths of the window, so
  /// that prices have room to move. O(levels).
  mutating func fit() {
    misses = 0
    let near = nearestKeys(256)
    guard near.count >= 8, let best = near.first, let worst = near.last else {
      patience = min(2 * patience, 1 << 20)
      return
    }
    let step = near.dropFirst().reduce(Int64(0)) { Self.divisor($0, best - $1) }
    let span = (best - worst) / step
    let wanted = min(Self.widest, max(Self.narrowest, Int(clamping: span).nextPower * 2))
    let before = (self.step, Int(capacity), base)
    move(step, wanted, best)
    // A window that lies where it lay did not help: the far levels are truly far. One that holds
    // few of the best levels does not either: there is no grid.
    let isSame = before == (self.step, Int(capacity), base)
    patience = isSame ? min(2 * patience, 1 << 20) : 1_024
    leap = self.near * 2 < near.count ? min(4 * leap, 1 << 20) : 16
  }

  private func nearestKeys(_ most: Int) -> [Int64] {
    var keys: [Int64] = []
    walk {
      keys.append($0.key)
      return keys.count < most
    }
    return keys
  }

  private mutating func move(_ step: Int64, _ places: Int, _ best: Int64) {
    var levels: [Ladder.Rung] = []
    walk {
      levels.append($0)
      return true
    }
    let fresh = BookWindow(capacity: places)
    let room = Int64(places * 5 / 8)
    let (offset, isFar) = step.multipliedReportingOverflow(by: room)
    let (low, isLow) = best.subtractingReportingOverflow(offset)
    guard !isFar, !isLow, step < 1 << 40 else { return }
    window = fresh
    sizes = fresh.sizes
    bits = fresh.bits
    capacity = UInt64(places)
    (base, self.step) = (low, step)
    shift = UInt64(step.trailingZeroBitCount)
    inverse = Self.inverse(UInt64(step) >> shift)
    near = 0
    far.clear()
    for level in levels.reversed() { put(level) }
    top = levels.first?.key ?? Self.none
  }

  private mutating func put(_ level: Ladder.Rung) {
    let place = place(level.key)
    guard place < capacity, let sizes else {
      far.rungs.append(level)
      return
    }
    sizes[Int(place)] = level.size
    window?.mark(Int(place))
    near += 1
  }

  /// The inverse of an odd number modulo 2^64, by Newton's iteration.
  private static func inverse(_ odd: UInt64) -> UInt64 {
    var x = odd
    for _ in 0..<6 { x = x &* (2 &- odd &* x) }
    return x
  }

  private static func divisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

extension BookSide: Equatable {
  /// Whether two sides hold the same levels and took the same.
  @usableFromInline static func == (a: BookSide, b: BookSide) -> Bool {
    guard a.count == b.count, a.top == b.top, a.taken == b.taken else { return false }
    var isSame = true
    a.walk { level in
      isSame = b.size(level.key) == level.size
      return isSame
    }
    return isSame
  }
}

extension Int {
  /// The smallest power of two that is not below this number.
  fileprivate var nextPower: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}

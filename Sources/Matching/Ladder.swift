public import MarketData
public import Quantities

/// Prices with their sizes in one contiguous array, the best at the end.
///
/// A price becomes a key that is larger the better it is for its side. A write finds its level in
/// O(log n) and moves what lies between it and the best where a level comes or goes.
@frozen @usableFromInline struct Ladder: Sendable, Equatable {
  /// A level: the key of its price and its size, always above zero.
  @frozen @usableFromInline struct Rung: Sendable, Equatable {
    @usableFromInline let key: Int64
    @usableFromInline var size: Int64

    @inlinable init(key: Int64, size: Int64) {
      self.key = key
      self.size = size
    }
  }

  @usableFromInline var rungs: ContiguousArray<Rung> = []

  @inlinable init() {}

  @inlinable var isEmpty: Bool { rungs.isEmpty }

  /// The key of a price: larger is better for `side`.
  @inlinable @inline(__always) static func key(_ price: Price, _ side: Side) -> Int64 {
    side == .buy ? price.raw : ~price.raw
  }

  /// The price of a key.
  @inlinable @inline(__always) static func price(_ key: Int64, _ side: Side) -> Price {
    Price(raw: side == .buy ? key : ~key)
  }

  /// The first rung that is not worse than `key`. O(log n).
  ///
  /// Which half goes on cannot be foreseen, so the step is computed from the sign of a difference
  /// in place of a branch; keys of one side have one sign, so that it always fits.
  @inlinable static func lowerBound(_ rungs: ContiguousArray<Rung>, _ key: Int64) -> Int {
    rungs.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
      var place = base
      var length = buffer.count
      while length > 1 {
        let half = length >> 1
        let isWorse = Int(truncatingIfNeeded: (place[half &- 1].key &- key) >> 63)
        place += half & isWorse
        length &-= half
      }
      return place - base + (place.pointee.key < key ? 1 : 0)
    }
  }

  /// The size at a key, zero where there is none. O(log n).
  @usableFromInline func size(_ key: Int64) -> Int64 {
    let index = Self.lowerBound(rungs, key)
    return index < rungs.count && rungs[index].key == key ? rungs[index].size : 0
  }

  /// Gives a key its size; zero or less removes it. Whether it was there.
  @usableFromInline mutating func write(_ key: Int64, _ size: Int64) -> Bool {
    let index = Self.lowerBound(rungs, key)
    let isThere = index < rungs.count && rungs[index].key == key
    if size <= 0 {
      if isThere { rungs.remove(at: index) }
    } else if isThere {
      rungs[index].size = size
    } else {
      rungs.insert(Rung(key: key, size: size), at: index)
    }
    return isThere
  }

  /// Takes a key out and returns its size, nil where it is not there.
  @usableFromInline mutating func remove(_ key: Int64) -> Int64? {
    let index = Self.lowerBound(rungs, key)
    guard index < rungs.count, rungs[index].key == key else { return nil }
    return rungs.remove(at: index).size
  }

  /// Forgets all.
  mutating func clear() { rungs.removeAll(keepingCapacity: true) }
}

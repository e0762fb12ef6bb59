public import MarketData
public import Quantities

/// One side of a book: prices with their sizes in one contiguous array, the best at the end.
///
/// Bids and asks share the code: a price becomes a key that is larger the better the price is.
/// A write finds its level in O(log n) and moves what lies between it and the best where a level
/// comes or goes. The range of prices costs nothing.
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

  /// What a write met.
  @frozen @usableFromInline enum Found: Sendable { case level, taken, nothing }

  @usableFromInline var rungs: ContiguousArray<Rung> = []
  /// What was taken by our fills from levels the tape has not written since, ordered by key.
  @usableFromInline var taken: ContiguousArray<Rung> = []

  @inlinable init() {}

  /// The key of a price: larger is better for `side`.
  @inlinable @inline(__always) static func key(_ price: Price, _ side: Side) -> Int64 {
    side == .buy ? price.raw : ~price.raw
  }

  /// The price of a key.
  @inlinable @inline(__always) static func price(_ key: Int64, _ side: Side) -> Price {
    Price(raw: side == .buy ? key : ~key)
  }

  /// Levels at the best end that are searched alone where the key lies among them, in books so
  /// deep that this saves more than it costs.
  @inlinable static var near: Int { 64 }

  /// The first rung that is not worse than `key`. O(log n), and O(1) among the `near` best.
  ///
  /// Which half goes on cannot be foreseen, so the step is computed from the sign of a difference
  /// in place of a branch; keys of one side have one sign, so that it always fits.
  @inlinable @inline(__always)
  static func lowerBound(_ rungs: ContiguousArray<Rung>, _ key: Int64) -> Int {
    rungs.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
      let window = buffer.count - near
      var place = window > 8 * near && base[window].key < key ? base + window : base
      var length = base + buffer.count - place
      while length > 1 {
        let half = length >> 1
        let isWorse = Int(truncatingIfNeeded: (place[half &- 1].key &- key) >> 63)
        place += half & isWorse
        length &-= half
      }
      return place - base + (place.pointee.key < key ? 1 : 0)
    }
  }

  /// Puts a rung in at `index`, moving the better ones.
  @inlinable static func insert(
    _ rung: Rung, at index: Int, into rungs: inout ContiguousArray<Rung>
  ) {
    rungs.append(rung)
    rungs.withUnsafeMutableBufferPointer { buffer in
      let place = buffer.baseAddress.unsafelyUnwrapped + index
      (place + 1).update(from: place, count: buffer.count - 1 - index)
      place.pointee = rung
    }
  }

  /// Takes the rung at `index` out, moving the better ones.
  @inlinable static func remove(at index: Int, from rungs: inout ContiguousArray<Rung>) {
    rungs.withUnsafeMutableBufferPointer { buffer in
      let place = buffer.baseAddress.unsafelyUnwrapped + index
      place.update(from: place + 1, count: buffer.count - 1 - index)
    }
    rungs.removeLast()
  }

  /// Gives a level its size as the tape writes it; zero or less removes it.
  @inlinable mutating func write(_ key: Int64, _ size: Int64) -> Found {
    let wasTaken = taken.isEmpty ? false : forgetTaken(key)
    let index = Self.lowerBound(rungs, key)
    if index < rungs.count, rungs[index].key == key {
      if size > 0 {
        rungs[index].size = size
      } else {
        Self.remove(at: index, from: &rungs)
      }
      return .level
    }
    if size > 0 { Self.insert(Rung(key: key, size: size), at: index, into: &rungs) }
    return wasTaken ? .taken : .nothing
  }

  /// Takes `size` from the best level, which holds at least that much.
  mutating func takeBest(_ size: Int64) {
    let last = rungs.count - 1
    precondition(
      last >= 0 && size > 0 && rungs[last].size >= size, "taking \(size) exceeds the best level")
    let key = rungs[last].key
    let index = Self.lowerBound(taken, key)
    if index < taken.count, taken[index].key == key {
      taken[index].size += size
    } else {
      Self.insert(Rung(key: key, size: size), at: index, into: &taken)
    }
    rungs[last].size -= size
    if rungs[last].size == 0 { rungs.removeLast() }
  }

  /// Empties the side.
  mutating func clear() {
    rungs.removeAll(keepingCapacity: true)
    taken.removeAll(keepingCapacity: true)
  }

  @usableFromInline mutating func forgetTaken(_ key: Int64) -> Bool {
    let index = Self.lowerBound(taken, key)
    guard index < taken.count, taken[index].key == key else { return false }
    Self.remove(at: index, from: &taken)
    return true
  }
}

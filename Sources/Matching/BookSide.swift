/// One side of a book.
///
/// Levels near the best lie in a window with one place for each step of the grid of prices, which
/// is learnt from the levels themselves; what lies further away or off the grid stands in a sorted
/// array (`Ladder`). Bids and asks share the code: a price becomes a key that is larger the better
/// the price is. A write in the window is O(1), elsewhere O(log n) and moving what is better; the
/// range of prices costs nothing, and memory is bounded by the levels and `BookSide.widest`.
@usableFromInline struct BookSide: Sendable {
  /// What a write met.
  @frozen @usableFromInline enum Found: Sendable { case level, taken, nothing }

  /// No key: worse than every price.
  @inlinable static var none: Int64 { .min }
  /// Places of the widest window.
  static let widest = 1 << 16
  static let narrowest = 1 << 10

  @usableFromInline var window: BookWindow?
  @usableFromInline nonisolated(unsafe) var sizes: UnsafeMutablePointer<Int64>?
  @usableFromInline nonisolated(unsafe) var bits: UnsafeMutablePointer<UInt64>?
  /// Places of the window, 0 without one.
  @usableFromInline var capacity: UInt64 = 0
  /// The key at place 0.
  @usableFromInline var base: Int64 = 0
  /// With `shift`, divides a distance between keys by the step; see `place`.
  @usableFromInline var inverse: UInt64 = 1
  @usableFromInline var shift: UInt64 = 0
  var step: Int64 = 1
  /// Levels outside the window, and what was taken by our fills from levels that the tape has not
  /// written since.
  @usableFromInline var far = Ladder()
  @usableFromInline var taken = Ladder()
  /// The key of the best level, `none` where the side is empty.
  @usableFromInline var top = BookSide.none
  /// Levels in the window.
  @usableFromInline var near = 0
  /// Writes that missed the window since it was fitted last, and how many it bears.
  var misses = 0
  var patience = 64
  /// How many misses it bears where the best price itself is outside.
  var leap = 16

  /// Number of levels.
  @inlinable var count: Int { near + far.rungs.count }

  /// The place of a key in the window; `capacity` or more where it has none there, because it is
  /// too far or no whole number of steps from the base.
  ///
  /// A multiple of an odd number times the inverse of that number (modulo 2^64) is the quotient,
  /// and any other number gives one that is larger than every quotient (Granlund and Montgomery
  /// 1994, section 9); turning right by the number of factors two does the same for them.
  @inlinable @inline(__always) func place(_ key: Int64) -> UInt64 {
    let product = UInt64(bitPattern: key &- base) &* inverse
    return (product &>> shift) | (product &<< (0 &- shift))
  }

  /// Gives a level its size as the tape writes it; zero or less removes it. The caller has made
  /// the window its own (`own`).
  ///
  /// Whether a level comes, changes or goes cannot be foreseen, so that this is computed in place
  /// of branches; only what touches the best price is one.
  @inlinable @inline(__always) mutating func write(_ key: Int64, _ size: Int64) -> Found {
    let wasTaken = taken.isEmpty ? false : taken.remove(key) != nil
    let place = place(key)
    guard place < capacity, let sizes, let bits else { return writeFar(key, size, wasTaken) }
    let index = Int(truncatingIfNeeded: place)
    let before = sizes[index]
    let isThere = size > 0
    sizes[index] = isThere ? size : 0
    let bit: UInt64 = 1 &<< (place & 63)
    let word = bits[index >> 6]
    bits[index >> 6] = (word & ~bit) | (isThere ? bit : 0)
    near &+= (isThere ? 1 : 0) &- (before > 0 ? 1 : 0)
    if key >= top {
      if isThere { top = key } else if before > 0 { top = next(below: index) }
    }
    return before > 0 || isThere ? .level : wasTaken ? .taken : .nothing
  }

  /// The best key that is in the window below `index` or far.
  @inlinable func next(below index: Int) -> Int64 {
    let place = window.unsafelyUnwrapped.highest(below: index)
    let inside = place < 0 ? Self.none : key(at: place)
    return max(inside, far.rungs.last?.key ?? Self.none)
  }

  @usableFromInline func key(at place: Int) -> Int64 { base + Int64(place) * step }

  /// Makes the window this value's own before it is written.
  @inlinable @inline(__always) mutating func own() {
    if window != nil, !isKnownUniquelyReferenced(&window) { copyWindow() }
  }

  @usableFromInline mutating func copyWindow() {
    window = window?.copy()
    sizes = window?.sizes
    bits = window?.bits
  }

  @usableFromInline mutating func writeFar(
    _ key: Int64, _ size: Int64, _ wasTaken: Bool
  ) -> Found {
    let found = far.write(key, size)
    if size > 0 {
      top = max(top, key)
    } else if found, key == top {
      top = max(far.rungs.last?.key ?? Self.none, nearest)
    }
    misses += 1
    if misses >= patience || (size > 0 && key == top && count > 64 && misses >= leap) { fit() }
    return found || size > 0 ? .level : wasTaken ? .taken : .nothing
  }

  /// The best key in the window.
  var nearest: Int64 {
    guard near > 0, let window else { return Self.none }
    return key(at: window.highest(below: window.capacity))
  }

  /// Takes `size` from the best level, which holds at least that much.
  mutating func takeBest(_ size: Int64) {
    own()
    let left = self.size(top) - size
    precondition(size > 0 && left >= 0, "taking \(size) exceeds the best level")
    let key = top
    let before = taken.remove(key) ?? 0
    _ = write(key, left)
    _ = taken.write(key, before + size)
  }

  /// The size at a key, zero where there is no level. O(1), far away O(log n).
  @inlinable func size(_ key: Int64) -> Int64 {
    let place = place(key)
    if place < capacity, let sizes { return sizes[Int(truncatingIfNeeded: place)] }
    return far.size(key)
  }

  /// Makes one level the whole side; no size empties it.
  mutating func replace(_ key: Int64, _ size: Int64) {
    clear()
    if size > 0 { _ = write(key, size) }
  }

  /// Empties the side; the window stays where it is.
  mutating func clear() {
    own()
    window?.clear()
    far.clear()
    taken.clear()
    near = 0
    top = Self.none
  }
}

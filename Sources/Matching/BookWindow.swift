/// The sizes of the levels near the best price, one place for each step of the price grid, with a
/// bit for each level that is there.
///
/// Memory of its own, shared by copies of a book until one of them writes.
@usableFromInline final class BookWindow: @unchecked Sendable {
  @usableFromInline let sizes: UnsafeMutablePointer<Int64>
  @usableFromInline let bits: UnsafeMutablePointer<UInt64>
  @usableFromInline let capacity: Int

  /// An empty window; the capacity is a multiple of 64.
  init(capacity: Int) {
    self.capacity = capacity
    sizes = .allocate(capacity: capacity)
    bits = .allocate(capacity: capacity / 64)
    sizes.initialize(repeating: 0, count: capacity)
    bits.initialize(repeating: 0, count: capacity / 64)
  }

  deinit {
    sizes.deallocate()
    bits.deallocate()
  }

  func copy() -> BookWindow {
    let other = BookWindow(capacity: capacity)
    other.sizes.update(from: sizes, count: capacity)
    other.bits.update(from: bits, count: capacity / 64)
    return other
  }

  func clear() {
    sizes.update(repeating: 0, count: capacity)
    bits.update(repeating: 0, count: capacity / 64)
  }

  func mark(_ place: Int) { bits[place >> 6] |= 1 << UInt64(place & 63) }

  /// The highest level below `place`, -1 where there is none. O(capacity / 64).
  @inlinable func highest(below place: Int) -> Int {
    if place <= 0 { return -1 }
    var word = (place - 1) >> 6
    let kept = UInt64(truncatingIfNeeded: (place - 1) & 63)
    var found = bits[word] & (UInt64.max &>> (63 &- kept))
    while found == 0 {
      if word == 0 { return -1 }
      word &-= 1
      found = bits[word]
    }
    return word << 6 + (63 - found.leadingZeroBitCount)
  }
}

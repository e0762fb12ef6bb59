/// A set of the levels of a book (or of orders) that are there, for telling those that never were.
/// Open addressing with linear probing; O(1) an operation.
struct LevelSet {
  /// Beyond so many members nothing more is watched: files are hostile.
  static let most = 1 << 20
  private static let smallest = (1 << 12) - 1

  private var keys: UnsafeMutablePointer<Int64>
  private var mask: Int
  private(set) var count = 0
  /// Whether the set was full once; then it knows nothing.
  private(set) var isOverrun = false
  private static let free = Int64.min

  init() {
    mask = Self.smallest
    keys = Self.table(mask)
  }

  private static func table(_ mask: Int) -> UnsafeMutablePointer<Int64> {
    let keys = UnsafeMutablePointer<Int64>.allocate(capacity: mask + 1)
    keys.initialize(repeating: free, count: mask + 1)
    return keys
  }

  func deallocate() { keys.deallocate() }

  @inline(__always)
  private func home(_ key: Int64) -> Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15 >> 32) & mask
  }

  /// Where a key is, or the free place that ends the search.
  @inline(__always)
  private func place(of key: Int64) -> Int {
    var at = home(key)
    while keys[at] != key, keys[at] != Self.free { at = (at &+ 1) & mask }
    return at
  }

  /// Adds a key that may be there already; the one number that marks a free place is not kept.
  @inline(__always)
  mutating func insert(_ key: Int64) {
    if key == Self.free { return }
    let at = place(of: key)
    if keys[at] == key || isOverrun { return }
    keys[at] = key
    count &+= 1
    if count &* 2 > mask { grow() }
  }

  /// Takes a key out; false where it was not there.
  @inline(__always)
  mutating func remove(_ key: Int64) -> Bool {
    if isOverrun || key == Self.free { return true }
    var hole = place(of: key)
    if keys[hole] != key { return false }
    count &-= 1
    // Later members of the run move up, so that no search ends at the hole.
    var at = hole
    while true {
      at = (at &+ 1) & mask
      if keys[at] == Self.free { break }
      let distance = (at &- home(keys[at])) & mask
      if distance >= (at &- hole) & mask {
        keys[hole] = keys[at]
        hole = at
      }
    }
    keys[hole] = Self.free
    return true
  }

  /// O(members): a table that has become too large is given back.
  mutating func removeAll() {
    if count << 4 < mask, mask > Self.smallest {
      keys.deallocate()
      mask = Self.smallest
      keys = Self.table(mask)
    } else {
      keys.update(repeating: Self.free, count: mask + 1)
    }
    count = 0
  }

  @inline(never)
  private mutating func grow() {
    if count >= Self.most {
      isOverrun = true
      return
    }
    let (old, oldMask) = (keys, mask)
    mask = mask << 1 | 1
    keys = Self.table(mask)
    for index in 0...oldMask where old[index] != Self.free {
      keys[place(of: old[index])] = old[index]
    }
    old.deallocate()
  }
}

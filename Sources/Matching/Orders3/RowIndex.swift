/// A hash from whole numbers to dense rows: open addressing, linear probing, no tombstones.
///
/// It answers where a number's row is and nothing else: no order of output follows from it.
/// Looking up, setting and removing cost O(1) on average; memory grows to twice the numbers kept.
struct RowIndex: Sendable {
  private var keys: ContiguousArray<Int64>
  /// -1 where a place is free.
  private var rows: ContiguousArray<Int32>
  private(set) var count = 0

  /// `capacity` is a power of two.
  init(capacity: Int = 16) {
    keys = ContiguousArray(repeating: 0, count: capacity)
    rows = ContiguousArray(repeating: -1, count: capacity)
  }

  /// The row of a number, nil where it has none.
  subscript(key: Int64) -> Int? {
    let place = place(of: key)
    return rows[place] < 0 ? nil : Int(rows[place])
  }

  /// Gives a number its row.
  mutating func set(_ key: Int64, _ row: Int) {
    if 2 * (count + 1) > keys.count { grow() }
    let place = place(of: key)
    if rows[place] < 0 { count += 1 }
    keys[place] = key
    rows[place] = Int32(row)
  }

  /// Forgets a number and returns the row it had. What stands behind it moves up, so that no gap
  /// hides it.
  @discardableResult mutating func remove(_ key: Int64) -> Int? {
    var gap = place(of: key)
    guard rows[gap] >= 0 else { return nil }
    let row = Int(rows[gap])
    let mask = keys.count - 1
    var next = (gap + 1) & mask
    while rows[next] >= 0 {
      let home = home(of: keys[next])
      if (next &- home) & mask >= (next &- gap) & mask {
        keys[gap] = keys[next]
        rows[gap] = rows[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    rows[gap] = -1
    count -= 1
    return row
  }

  /// The place of a number, or the free place where it would stand.
  private func place(of key: Int64) -> Int {
    let mask = keys.count - 1
    var place = home(of: key)
    while rows[place] >= 0, keys[place] != key { place = (place + 1) & mask }
    return place
  }

  private func home(of key: Int64) -> Int {
    let product = UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: product >> UInt64(64 - keys.count.trailingZeroBitCount))
  }

  private mutating func grow() {
    let old = self
    self = RowIndex(capacity: 2 * keys.count)
    for place in old.keys.indices where old.rows[place] >= 0 {
      set(old.keys[place], Int(old.rows[place]))
    }
  }
}

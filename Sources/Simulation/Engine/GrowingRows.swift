/// Rows that are added one by one and changed in place: no reference is counted and nothing is
/// copied when one is read or written. Whoever makes them frees them.
struct GrowingRows<Row>: @unchecked Sendable, RandomAccessCollection {
  private var base: UnsafeMutablePointer<Row>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 16) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  func free() {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// O(1) on average.
  @inline(__always) mutating func append(_ row: Row) {
    if count == capacity { grow() }
    (base + count).initialize(to: row)
    count += 1
  }

  @inline(never) private mutating func grow() {
    capacity *= 2
    let larger = UnsafeMutablePointer<Row>.allocate(capacity: capacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Row {
    @inline(__always) unsafeAddress {
      precondition(index >= 0 && index < count, "row \(index) of \(count)")
      return UnsafePointer(base + index)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      precondition(index >= 0 && index < count, "row \(index) of \(count)")
      return base + index
    }
  }
}

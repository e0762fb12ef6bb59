/// Rows whose number is fixed, changed in place: no reference is counted and nothing is copied when
/// one is read or written. Whoever makes them frees them.
@usableFromInline struct FixedRows<Row>: @unchecked Sendable, RandomAccessCollection {
  @usableFromInline let base: UnsafeMutablePointer<Row>
  @usableFromInline let count: Int

  init(_ rows: [Row]) {
    count = rows.count
    base = .allocate(capacity: rows.count)
    base.initialize(from: rows, count: rows.count)
  }

  func free() {
    base.deinitialize(count: count)
    base.deallocate()
  }

  @inlinable var startIndex: Int { 0 }
  @inlinable var endIndex: Int { count }

  @inlinable subscript(index: Int) -> Row {
    unsafeAddress {
      precondition(index >= 0 && index < count, "row \(index) of \(count)")
      return UnsafePointer(base + index)
    }
    nonmutating unsafeMutableAddress {
      precondition(index >= 0 && index < count, "row \(index) of \(count)")
      return base + index
    }
  }
}

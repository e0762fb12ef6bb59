/// Sum and sum of squares of the last whole numbers of a series: exact, so they never drift, and
/// taken on in O(1).
struct Moments {
  /// Values are held to this magnitude, and windows to 16,384 values, so that no sum overflows.
  static let greatest: Int64 = 1 << 56

  private var window: RingBuffer<Int64>
  private var sum: Int128 = 0
  private var squares: Int128 = 0

  init(capacity: Int) { window = RingBuffer(capacity: capacity, filler: 0) }

  var isFull: Bool { window.isFull }

  mutating func append(_ number: Int128) {
    let value = Int64(
      max(-Int128(Self.greatest), min(Int128(Self.greatest), number)))
    let leaving = window.append(value) ?? 0
    sum += Int128(value) - Int128(leaving)
    squares += Int128(value) * Int128(value) - Int128(leaving) * Int128(leaving)
  }

  /// The sum of squared distances from the mean: exactly 0 where all values are equal.
  var spread: Double {
    let count = Int128(window.count)
    let (whole, isTooLarge) = squares.multipliedReportingOverflow(by: count)
    let (square, isTooSteep) = sum.multipliedReportingOverflow(by: sum)
    if isTooLarge || isTooSteep {
      return max(0, Double(squares) - Double(sum) * Double(sum) / Double(count))
    }
    return Double(whole - square) / Double(count)
  }
}

import Quantities

/// Reading of times.
enum TimeField {
  private static let outOfRange = "the time is out of range (1970 to 2262)"

  /// What a field of time holds.
  enum Reading {
    case nanoseconds(Int64)
    case refused(String)
  }

  /// A number in the unit of `factor`, or ISO 8601 text. `factor` 0 is replaced by the unit that
  /// the size of the number shows.
  @inline(__always)
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, factor: inout Int64, utcOffset: Int64
  ) -> Reading {
    let number = FieldText.wholeNumber(bytes)
    guard number >= 0 else { return readText(bytes, factor: &factor, utcOffset: utcOffset) }
    if factor == 0 { factor = TimeUnit(magnitudeOf: number).nanoseconds }
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .refused(outOfRange) : .nanoseconds(value)
  }

  @inline(never)
  private static func readText(
    _ bytes: UnsafeBufferPointer<UInt8>, factor: inout Int64, utcOffset: Int64
  ) -> Reading {
    if bytes.isEmpty { return .refused("the time is missing") }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.utf8.contains(45), text.utf8.first != 45 { return readISO(text, utcOffset) }
    return readFraction(bytes, text, factor: &factor)
  }

  /// A number with a fraction or an exponent.
  private static func readFraction(
    _ bytes: UnsafeBufferPointer<UInt8>, _ text: String, factor: inout Int64
  ) -> Reading {
    if factor == 0, let whole = Int64(text.prefix { $0.isWholeNumber }) {
      factor = TimeUnit(magnitudeOf: whole).nanoseconds
    }
    let digits = [1: 0, 1000: 3, 1_000_000: 6, 1_000_000_000: 9][factor] ?? 0
    switch Decimal.parse(bytes, decimals: digits) {
    case .success(let parsed) where parsed.raw >= 0: return .nanoseconds(parsed.raw)
    case .success, .failure(.outOfRange): return .refused(outOfRange)
    case .failure: return .refused("it is neither a number nor a date like 2021-05-19T13:00:00Z")
    }
  }

  private static func readISO(_ text: String, _ utcOffset: Int64) -> Reading {
    let (clock, written) = splitZone(text)
    let ahead = written ?? (text.utf8.last == 90 ? 0 : utcOffset)
    guard let local = try? Instant(clock) else {
      return .refused("it is no date like 2021-05-19T13:00:00Z")
    }
    let (value, overflow) = local.nanoseconds.subtractingReportingOverflow(ahead)
    return overflow || value < 0
      ? .refused(outOfRange) : .nanoseconds(value)
  }

  /// The text without a zone such as `+03:00` at its end, and that zone in nanoseconds.
  private static func splitZone(_ text: String) -> (clock: String, ahead: Int64?) {
    let bytes = Array(text.utf8)
    guard bytes.count > 16, bytes[bytes.count - 3] == 58,
      [43, 45].contains(bytes[bytes.count - 6]),
      let hours = Int64(text.dropLast(3).suffix(2)), let minutes = Int64(text.suffix(2))
    else { return (text, nil) }
    let ahead = (hours * 60 + minutes) * 60_000_000_000
    return (String(text.dropLast(6)), bytes[bytes.count - 6] == 45 ? -ahead : ahead)
  }
}

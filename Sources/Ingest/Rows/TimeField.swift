import Quantities

/// How the times of a file are to be read.
struct Clock {
  /// Stands for the midnight of a day that the file's name lacks.
  static let unknownDay = Int64.min

  /// What the clock of times written as text is ahead of UTC, in nanoseconds.
  var utcOffset: Int64 = 0
  /// From when numbers count, nanoseconds since 1970: then they stay below a day.
  var midnight: Int64?
  /// Numbers that showed their unit themselves, by it: s, ms, us, ns.
  private(set) var units = SIMD4<Int>()

  init(utcOffset: TimeSpan, midnight: Int64?) {
    self.utcOffset = utcOffset.nanoseconds
    self.midnight = midnight
  }

  /// The unit in which a time of our days has this size, in nanoseconds.
  fileprivate mutating func unit(of number: Int64) -> Int64 {
    let unit = TimeUnit(magnitudeOf: number)
    units[TimeUnit.allCases.firstIndex(of: unit) ?? 0] &+= 1
    return unit.nanoseconds
  }
}

/// Reading of times.
enum TimeField {
  private static let outOfRange = "the time is out of range (1970 to 2262)"

  /// What a field of time holds.
  enum Reading {
    case nanoseconds(Int64)
    case refused(String)
  }

  /// A number in the unit of `factor`, or a date. `factor` 0 stands for the unit that the size of
  /// the number shows.
  @inline(__always)
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, factor: Int64, _ clock: inout Clock
  ) -> Reading {
    let number = FieldText.wholeNumber(bytes)
    guard number >= 0, factor != 0, clock.midnight == nil else {
      return readOther(bytes, number, factor, &clock)
    }
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .refused(outOfRange) : .nanoseconds(value)
  }

  @inline(never)
  private static func readOther(
    _ bytes: UnsafeBufferPointer<UInt8>, _ number: Int64, _ factor: Int64, _ clock: inout Clock
  ) -> Reading {
    if bytes.isEmpty { return .refused("the time is missing") }
    guard number >= 0 else { return readText(bytes, factor, &clock) }
    if let midnight = clock.midnight { return within(midnight, number, factor) }
    let factor = factor == 0 ? clock.unit(of: number) : factor
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .refused(outOfRange) : .nanoseconds(value)
  }

  /// A number that counts from midnight.
  private static func within(_ midnight: Int64, _ number: Int64, _ factor: Int64) -> Reading {
    if midnight == Clock.unknownDay {
      return .refused("the file's name holds no day such as 20221213")
    }
    let (value, overflow) = number.multipliedReportingOverflow(by: factor)
    guard !overflow, value < TimeSpan.day.nanoseconds else {
      return .refused("the time is beyond the day of the file's name")
    }
    let (time, isBeyond) = midnight.addingReportingOverflow(value)
    return isBeyond ? .refused(outOfRange) : .nanoseconds(time)
  }

  private static func readText(
    _ bytes: UnsafeBufferPointer<UInt8>, _ factor: Int64, _ clock: inout Clock
  ) -> Reading {
    let text = String(decoding: bytes, as: UTF8.self)
    let utf8 = Array(bytes.prefix(9))
    if utf8.count == 9, utf8[8] == 32, utf8[..<8].allSatisfy({ $0 >= 48 && $0 <= 57 }) {
      let (date, rest) = (text.prefix(8), text.dropFirst(8))
      let day = "\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.suffix(2))"
      return readISO(day + rest, clock)
    }
    if text.utf8.contains(45), text.utf8.first != 45 { return readISO(text, clock) }
    return readFraction(bytes, text, factor, &clock)
  }

  /// A number with a fraction or an exponent.
  private static func readFraction(
    _ bytes: UnsafeBufferPointer<UInt8>, _ text: String, _ factor: Int64, _ clock: inout Clock
  ) -> Reading {
    guard let first = bytes.first, first >= 48, first <= 57 else {
      return .refused("it is neither a number nor a date like 2021-05-19T13:00:00Z")
    }
    var factor = factor
    if factor == 0, let whole = Int64(text.prefix { $0.isWholeNumber }) {
      factor = clock.unit(of: whole)
    }
    let digits = [1: 0, 1000: 3, 1_000_000: 6, 1_000_000_000: 9][factor] ?? 0
    switch Decimal.parse(bytes, decimals: digits) {
    case .success(let parsed) where parsed.raw >= 0:
      guard let midnight = clock.midnight else { return .nanoseconds(parsed.raw) }
      return within(midnight, parsed.raw, 1)
    case .success, .failure(.outOfRange): return .refused(outOfRange)
    case .failure: return .refused("it is neither a number nor a date like 2021-05-19T13:00:00Z")
    }
  }

  private static func readISO(_ text: String, _ clock: Clock) -> Reading {
    let (local, written) = splitZone(text)
    let ahead = written ?? (text.utf8.last == 90 ? 0 : clock.utcOffset)
    guard let local = try? Instant(local) else {
      return .refused("it is no date like 2021-05-19T13:00:00Z")
    }
    let (value, overflow) = local.nanoseconds.subtractingReportingOverflow(ahead)
    return overflow || value < 0
      ? .refused(outOfRange) : .nanoseconds(value)
  }

  /// The text without a zone such as `+03:00` at its end, and that zone in nanoseconds.
  private static func splitZone(_ text: String) -> (clock: String, ahead: Int64?) {
    let bytes = Array(text.utf8)
    guard bytes.count > 16, let offset = ClockOffset(String(text.suffix(6))) else {
      return (text, nil)
    }
    return (String(text.dropLast(6)), offset.nanoseconds)
  }
}

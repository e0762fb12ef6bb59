extension Instant: CustomStringConvertible {
  /// ISO 8601 in UTC with as many of 0, 3, 6 or 9 digits of a second as it takes.
  public var description: String {
    // Towards the past, and without the multiple of days, which the earliest instants have not.
    var (days, within) = nanoseconds.quotientAndRemainder(dividingBy: TimeSpan.day.nanoseconds)
    if within < 0 {
      days -= 1
      within += TimeSpan.day.nanoseconds
    }
    let civil = CivilDate(daysSince1970: days)
    let seconds = within / 1_000_000_000
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
    let text = "\(civil)T\(clock[0]):\(clock[1]):\(clock[2])"
    let fraction = within % 1_000_000_000
    if fraction == 0 { return text + "Z" }
    if fraction % 1_000_000 == 0 { return text + "." + padded(fraction / 1_000_000, 3) + "Z" }
    if fraction % 1000 == 0 { return text + "." + padded(fraction / 1000, 6) + "Z" }
    return text + "." + padded(fraction, 9) + "Z"
  }

  /// Reads `2021-05-19`, `2021-05-19T13:00`, `2021-05-19 13:00:00.5Z`; always UTC.
  /// Throws `notANumber` naming the text, or `outOfRange` outside 1970 to 2262.
  public init(_ text: String) throws(QuantityError) {
    guard let parsed = InstantText.parse(Array(text.utf8)) else { throw .notANumber(text) }
    guard let value = Int64(exactly: parsed), value >= 0 else { throw .outOfRange(text) }
    self.init(nanoseconds: value)
  }
}

/// Reading of ISO 8601 instants.
enum InstantText {
  /// Nanoseconds since 1970, nil where the text is no date.
  static func parse(_ bytes: [UInt8]) -> Int128? {
    var reader = ByteReader(bytes)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2),
      reader.take("-"), let day = reader.number(2),
      let days = CivilDate.days(year: year, month: month, day: day)
    else { return nil }
    let midnight = Int128(days) * 86_400_000_000_000
    if reader.isAtEnd { return midnight }
    guard reader.take("T") || reader.take(" "), let time = clock(&reader) else { return nil }
    _ = reader.take("Z")
    return reader.isAtEnd ? midnight + Int128(time) : nil
  }

  static func clock(_ reader: inout ByteReader) -> Int64? {
    guard let hour = reader.number(2), hour < 24, reader.take(":"),
      let minute = reader.number(2), minute < 60
    else { return nil }
    var nanoseconds = (hour * 3600 + minute * 60) * 1_000_000_000
    guard reader.take(":") else { return nanoseconds }
    guard let second = reader.number(2), second < 60 else { return nil }
    nanoseconds += second * 1_000_000_000
    guard reader.take(".") else { return nanoseconds }
    var unit: Int64 = 100_000_000
    var digits = 0
    while let digit = reader.number(1) {
      nanoseconds += digit * unit
      unit /= 10
      digits += 1
    }
    return digits > 0 && digits <= 9 ? nanoseconds : nil
  }
}

/// A date of the proleptic Gregorian calendar (algorithms of Howard Hinnant, "chrono-compatible
/// low-level date algorithms").
struct CivilDate: CustomStringConvertible {
  let year: Int64
  let month: Int64
  let day: Int64

  init(daysSince1970 days: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01, nil where there is no such day.
  static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard (1...12).contains(month), day >= 1 else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let result = era * 146_097 + dayOfEra - 719_468
    let back = CivilDate(daysSince1970: result)
    return back.day == day && back.month == month ? result : nil
  }

  var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A cursor over ASCII text.
struct ByteReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  /// Exactly `count` decimal digits; nothing is consumed where there are fewer.
  mutating func number(_ count: Int) -> Int64? {
    guard index + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for byte in bytes[index..<index + count] {
      guard byte >= 48, byte <= 57 else { return nil }
      value = value * 10 + Int64(byte - 48)
    }
    index += count
    return value
  }
}

extension TimeSpan: CustomStringConvertible {
  private static let units: [(suffix: String, span: TimeSpan)] = [
    ("d", .day), ("h", .hour), ("m", .minute), ("s", .second), ("ms", .millisecond),
    ("us", TimeSpan(nanoseconds: 1000)), ("ns", TimeSpan(nanoseconds: 1)),
  ]

  /// The length in the largest unit that divides it: `5s`, `90m`, `7d`.
  public var description: String {
    if nanoseconds == 0 { return "0s" }
    for unit in Self.units where nanoseconds % unit.span.nanoseconds == 0 {
      return "\(nanoseconds / unit.span.nanoseconds)\(unit.suffix)"
    }
    return "\(nanoseconds)ns"
  }

  /// Reads `100ms`, `5s`, `15m`, `1h`, `7d`, also `us` and `ns`. Throws `notANumber` naming the
  /// text, or `outOfRange` above 292 years.
  public init(_ text: String) throws(QuantityError) {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text.dropFirst(digits.count)
    guard let unit = Self.units.first(where: { $0.suffix == suffix }), !digits.isEmpty else {
      throw .notANumber(text)
    }
    guard let count = Int64(digits) else { throw .outOfRange(text) }
    let (value, overflow) = count.multipliedReportingOverflow(by: unit.span.nanoseconds)
    if overflow { throw .outOfRange(text) }
    self.init(nanoseconds: value)
  }
}

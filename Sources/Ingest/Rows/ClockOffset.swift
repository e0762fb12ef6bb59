public import Quantities

/// What a clock is ahead of UTC: `+03:00`, `-05:30`, at most 14 hours.
public struct ClockOffset: Hashable, Sendable {
  public let span: TimeSpan

  /// Reads a sign, two digits, a colon and two digits; nil for every other text.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    let digits = [1, 2, 4, 5]
    guard bytes.count == 6, bytes[0] == 43 || bytes[0] == 45, bytes[3] == 58,
      digits.allSatisfy({ bytes[$0] >= 48 && bytes[$0] <= 57 })
    else { return nil }
    let numbers = digits.map { Int64(bytes[$0] - 48) }
    let (hours, minutes) = (numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3])
    guard hours <= 14, minutes < 60 else { return nil }
    let ahead = TimeSpan.hour * hours + .minute * minutes
    span = bytes[0] == 45 ? .zero - ahead : ahead
  }

  var nanoseconds: Int64 { span.nanoseconds }
}

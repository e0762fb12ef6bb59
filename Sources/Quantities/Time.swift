/// A point of simulated time: nanoseconds since 1970-01-01T00:00:00Z.
@frozen public struct Instant: Hashable, Comparable, Sendable {
  public let nanoseconds: Int64
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Later than every record.
  @inlinable public static var distantFuture: Instant { Instant(nanoseconds: .max) }

  /// Earlier than every record.
  @inlinable public static var distantPast: Instant { Instant(nanoseconds: .min) }

  @inlinable public static func < (a: Instant, b: Instant) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  @inlinable public static func + (a: Instant, b: TimeSpan) -> Instant {
    Instant(nanoseconds: a.nanoseconds + b.nanoseconds)
  }

  @inlinable public static func - (a: Instant, b: TimeSpan) -> Instant {
    Instant(nanoseconds: a.nanoseconds - b.nanoseconds)
  }

  @inlinable public static func - (a: Instant, b: Instant) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
  }

  /// The last whole multiple of `span` since 1970 that is not after this instant.
  @inlinable public func floored(to span: TimeSpan) -> Instant {
    let steps = Rounding.down.divide(Int128(nanoseconds), by: Int128(span.nanoseconds))
    return Instant(nanoseconds: Int64(steps) * span.nanoseconds)
  }
}

/// A length of simulated time in nanoseconds.
@frozen public struct TimeSpan: Hashable, Comparable, Sendable {
  public let nanoseconds: Int64
  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var zero: TimeSpan { TimeSpan(nanoseconds: 0) }
  @inlinable public static var millisecond: TimeSpan { TimeSpan(nanoseconds: 1_000_000) }
  @inlinable public static var second: TimeSpan { TimeSpan(nanoseconds: 1_000_000_000) }
  @inlinable public static var minute: TimeSpan { second * 60 }
  @inlinable public static var hour: TimeSpan { minute * 60 }
  @inlinable public static var day: TimeSpan { hour * 24 }
  /// 365 days, the year of every annual rate.
  @inlinable public static var year: TimeSpan { day * 365 }

  @inlinable public static func < (a: TimeSpan, b: TimeSpan) -> Bool {
    a.nanoseconds < b.nanoseconds
  }

  @inlinable public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds + b.nanoseconds)
  }

  @inlinable public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
  }

  @inlinable public static func * (a: TimeSpan, count: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds * count)
  }
}

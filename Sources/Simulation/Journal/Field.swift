import MarketData
import Quantities

/// One value of a row.
enum Field: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  /// For plots of scripts only.
  case real(Double)

  static func number(_ value: Int) -> Field { .integer(Int64(value)) }
  static func flag(_ value: Bool) -> Field { .integer(value ? 1 : 0) }
  static func exact<T: FixedPoint>(_ value: T) -> Field { .integer(value.raw) }
  static func exact<T: FixedPoint>(_ value: T?) -> Field {
    value.map { .integer($0.raw) } ?? .null
  }
  static func time(_ value: Instant) -> Field { .integer(value.nanoseconds) }
  static func time(_ value: Instant?) -> Field {
    value.map { .integer($0.nanoseconds) } ?? .null
  }
  static func optional(_ value: Int?) -> Field { value.map { .number($0) } ?? .null }
  static func optional(_ value: String?) -> Field { value.map { .text($0) } ?? .null }
}

import MarketData
import Quantities

/// What a check asks of a row.
protocol CheckedRow: TapeRow, Equatable {
  /// Whether the price of a row is near that of the row before it.
  static var hasContinuousPrice: Bool { get }
  /// The price of the row.
  var level: Price { get }
  var isCrossed: Bool { get }
  /// Whether the prices of the row lie further apart than one to two.
  var isWide: Bool { get }
}

extension CheckedRow {
  static var hasContinuousPrice: Bool { true }
  var isCrossed: Bool { false }
  var isWide: Bool { false }
}

extension TradeRow: CheckedRow {
  var level: Price { price }
}

extension QuoteRow: CheckedRow {
  var level: Price { bid }
  var isCrossed: Bool { bid > ask && ask > .zero }
}

extension DeltaRow: CheckedRow {
  static var hasContinuousPrice: Bool { false }
  var level: Price { price }
}

extension OrderRow: CheckedRow {
  static var hasContinuousPrice: Bool { false }
  var level: Price { price }
}

extension BarRow: CheckedRow {
  var level: Price { close }
  var isWide: Bool { high.raw / 2 > low.raw }
}

extension ValueRow: CheckedRow {
  static var hasContinuousPrice: Bool { false }
  var level: Price { value }
}

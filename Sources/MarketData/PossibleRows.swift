import Quantities

/// Which rows can be: what every import writes, and what a tape of strangers may not hold.
extension TapeRow {
  /// Anything.
  public var isPossible: Bool { true }
}

extension TradeRow {
  /// A price and a size above zero.
  public var isPossible: Bool { price > .zero && size > .zero }
}

extension QuoteRow {
  /// Nothing below zero; zero is an empty side.
  public var isPossible: Bool {
    bid >= .zero && ask >= .zero && bidSize >= .zero && askSize >= .zero
  }
}

extension DeltaRow {
  /// A price above zero, and a size that is not below it.
  public var isPossible: Bool { price > .zero && size >= .zero }
}

extension OrderRow {
  /// A price above zero, a size that is not below it, and something that became of it.
  public var isPossible: Bool { price > .zero && size >= .zero && action != nil }
}

extension BarRow {
  /// A low above zero, open and close between low and high, a volume that is not below zero.
  public var isPossible: Bool {
    low > .zero && low <= min(open, close) && high >= max(open, close) && volume >= .zero
  }
}

extension Tape {
  /// The first row that cannot be, nil where all can. O(rows).
  public func firstImpossible() -> Int? {
    switch kind {
    case .trade: rows(as: TradeRow.self).firstIndex { !$0.isPossible }
    case .quote: rows(as: QuoteRow.self).firstIndex { !$0.isPossible }
    case .delta: rows(as: DeltaRow.self).firstIndex { !$0.isPossible }
    case .order: rows(as: OrderRow.self).firstIndex { !$0.isPossible }
    case .bar: rows(as: BarRow.self).firstIndex { !$0.isPossible }
    case .value: nil
    }
  }
}

internal import MarketData
internal import Quantities
internal import Strategies

extension MarketEvent {
  /// The callback of the event.
  var word: Word {
    switch self {
    case .bar: .onBar
    case .trade: .onTrade
    case .quote: .onQuote
    case .book: .onBook
    case .index: .onIndex
    case .mark: .onMark
    }
  }
}

extension AccountEventKinds {
  /// Their callbacks.
  static let words: [(kind: Self, word: Word)] = [
    (.order, .onOrder), (.fill, .onFill), (.reject, .onReject), (.borrow, .onBorrow),
    (.repay, .onRepay), (.interest, .onInterest),
  ]
}

extension AccountEvent {
  /// The callback of the event.
  var word: Word {
    switch self {
    case .order: .onOrder
    case .fill: .onFill
    case .reject: .onReject
    case .alert: .onAlert
    case .marginCall: .onMarginCall
    case .liquidation: .onLiquidation
    case .borrow: .onBorrow
    case .repay: .onRepay
    case .interest: .onInterest
    case .status: .onStatus
    case .leverageAdvice: .onLeverageAdvice
    case .timer: .onTimer
    }
  }
}

extension ScriptHost {
  /// Hands a bar to its indicators; the kept text of its interval where the script subscribed to
  /// it, else nil.
  func take(_ bar: BarRow, _ id: InstrumentID, _ interval: TimeSpan) -> Int32? {
    for place in feeds.indices
    where feeds[place].instrument == id && feeds[place].interval == interval {
      feeds[place].take(bar)
      return feeds[place].isAnnounced ? feeds[place].text : nil
    }
    return nil
  }
}

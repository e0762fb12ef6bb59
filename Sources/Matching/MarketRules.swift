/// What a market does with orders of ours where the recorded data leave it open.
public struct MarketRules: Hashable, Sendable {
  /// How far from the last price a taker trades where no depth was recorded.
  public var slippage: Slippage
  /// When resting orders are filled.
  public var fillModel: FillModel
  /// What happens where two orders of one owner meet.
  public var selfTrade: SelfTradePolicy

  public init(
    slippage: Slippage = .none, fillModel: FillModel = .through,
    selfTrade: SelfTradePolicy = .cancelNewest
  ) {
    self.slippage = slippage
    self.fillModel = fillModel
    self.selfTrade = selfTrade
  }
}

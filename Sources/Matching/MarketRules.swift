/// What a market does with orders of ours where the recorded data leave it open.
public struct MarketRules: Hashable, Sendable {
  /// How far from the last price a taker trades where no depth was recorded.
  public var slippage: Slippage
  /// When resting orders are filled.
  public var fillModel: FillModel
  /// What happens where two orders of one owner meet.
  public var selfTrade: SelfTradePolicy

  /// What orders of ours do to the market beyond what they take; nil: nothing.
  public var impact: ImpactRule?
  /// A book for trades and bars; nil: they have the last price alone.
  public var synthetic: SyntheticDepth?
  /// Whether another market's displacement may move this one.
  public var isFollowing = false
  /// The seed of what is drawn.
  public var seed: UInt64 = 0

  public init(
    slippage: Slippage = .none, fillModel: FillModel = .through,
    selfTrade: SelfTradePolicy = .cancelNewest, impact: ImpactRule? = nil,
    synthetic: SyntheticDepth? = nil
  ) {
    self.slippage = slippage
    self.fillModel = fillModel
    self.selfTrade = selfTrade
    self.impact = impact
    self.synthetic = synthetic
  }
}

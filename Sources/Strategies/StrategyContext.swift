public import MarketData
public import Quantities

/// The kinds of market records that can be subscribed.
public enum SubscriptionKind: String, Hashable, Sendable, CaseIterable {
  case bar, trade, quote, book, index, mark
}

/// What asking for margin permission declares.
public struct MarginApplication: Hashable, Sendable {
  public var agreement: Bool
  /// Answers to the questionnaire, by question.
  public var answers: [String: String]
  public var residence: String
  public var isQualified: Bool

  public init(agreement: Bool, answers: [String: String], residence: String, isQualified: Bool) {
    self.agreement = agreement
    self.answers = answers
    self.residence = residence
    self.isQualified = isQualified
  }
}

/// When a timer is due.
public enum TimerSchedule: Hashable, Sendable {
  case every(TimeSpan)
  case after(TimeSpan)
  case at(Instant)
}

/// What was paid back.
public struct Repayment: Hashable, Sendable {
  public var principal: Money
  public var interest: Money

  public init(principal: Money, interest: Money) {
    self.principal = principal
    self.interest = interest
  }
}

/// What a strategy may see and ask for. Accounts are named; `"spot"` always exists, and nil means
/// the strategy's first margin account. An unknown asset or account reads as nil.
public protocol StrategyContext: AnyObject {
  var now: Instant { get }
  var run: RunView { get }
  var stats: StrategyStats { get }

  // Reading.
  /// `"BTCUSDT"` where one venue has it, else `"venue:BTCUSDT"`; refused with the nearest name.
  func instrument(named symbol: String) -> Result<InstrumentID, Refusal>
  func instrument(_ id: InstrumentID) -> Instrument
  /// The leverage that the rulebook allows at most.
  func maxLeverage(_ id: InstrumentID) -> Rate
  func last(_ id: InstrumentID) -> Price?
  func index(_ id: InstrumentID) -> Price?
  func mark(_ id: InstrumentID) -> Price?
  func quote(_ id: InstrumentID) -> QuoteView?
  func book(_ id: InstrumentID, levels: Int) -> BookView?
  /// Base units on the bid and ask side within `distance` (a fraction) of mid, limit inclusive.
  func depth(_ id: InstrumentID, within distance: Rate) -> (bid: Quantity, ask: Quantity)?
  func cost(_ id: InstrumentID, _ side: Side, _ quantity: Quantity) -> CostView
  /// The last `count` closed bars, oldest first.
  func bars(_ id: InstrumentID, interval: TimeSpan, count: Int) -> [BarRow]
  func order(_ id: OrderID) -> OrderView?
  func openOrders(_ id: InstrumentID?) -> [OrderView]
  func position(_ id: InstrumentID, account: String?) -> PositionView?
  func pool(_ asset: String) -> PoolView?
  func account(_ name: String?) -> AccountView?
  /// The panel of an account: of its pair, or of `id` where it has several; nil for a spot account,
  /// and where no traded market of its currency is meant.
  func panel(_ account: String?, _ id: InstrumentID?) -> PanelView?
  func balance(_ asset: String, account: String?) -> BalanceView?
  func maxBorrow(_ asset: String, account: String?) -> Money?
  func maxTransferOut(_ asset: String, account: String?) -> Money?
  /// nil without debt or where no price liquidates.
  func liquidationPrice(_ id: InstrumentID, account: String?) -> Price?
  /// Interest over a span at the rates and balances of now, in the account's quote currency.
  func interestEstimate(over span: TimeSpan, account: String?) -> Money?
  /// What the account would be after such an order, with its interest over `span`, or why it would
  /// be refused. Changes nothing.
  func preview(
    _ order: OrderRequest, interestOver span: TimeSpan
  ) -> Result<OrderPreview, Refusal>

  // Acting.
  func openMargin(_ account: String, _ application: MarginApplication) -> Refusal?
  func transfer(
    _ asset: String, _ amount: Money, from: String, to: String
  ) -> Result<Money, Refusal>
  func borrow(
    _ asset: String, _ amount: Money, account: String?, maxRate: Rate?
  ) -> Result<Money, Refusal>
  /// Interest first; nil repays all that is owed, or all that `from` can pay.
  func repay(
    _ asset: String, _ amount: Money?, account: String?, from: String?
  ) -> Result<Repayment, Refusal>
  /// Repays from free balances as much as brings the account to a target and, with `sells`, closes
  /// what still lacks of it by market orders that repay.
  func deleverage(
    _ target: DeleverageTarget, account: String?, sells: Bool
  ) -> Result<Deleverage, Refusal>
  /// Binds later orders of the account in that market to a leverage, and says what the venue allows
  /// now. Refused, and nothing changed, above that, or where the venue has no leverage control.
  func setLeverage(_ id: InstrumentID, _ leverage: Rate, account: String?) -> Result<Rate, Refusal>
  func submit(_ order: OrderRequest) -> Result<OrderID, Refusal>
  /// True where the order was open, as its owner was told; with latency the request travels.
  func cancel(_ id: OrderID) -> Bool
  /// How many were open.
  func cancelAll(_ id: InstrumentID?) -> Int
  /// Changes an open order; refused at once or, as `RejectEvent`, on arrival, where it goes on as
  /// it was.
  func amend(_ id: OrderID, _ change: OrderChange) -> Result<OrderID, Refusal>

  // Helpers.
  /// Refused for an interval finer than the data, or one that its interval does not divide.
  func subscribe(_ kind: SubscriptionKind, _ id: InstrumentID, interval: TimeSpan?) -> Refusal?
  /// Refused where too many timers wait, or a length is below the shortest.
  @discardableResult
  func setTimer(_ schedule: TimerSchedule, name: String) -> Refusal?
  func stopTimer(name: String)
  func log(_ text: String)
  func note(_ text: String)
  func plot(_ name: String, _ value: Double)
  func record(_ key: String, _ value: String)
  /// 53 random bits of the run's stream for strategies.
  func randomMantissa() -> UInt64
}

extension StrategyContext {
  /// A preview with the interest of a day.
  public func preview(_ order: OrderRequest) -> Result<OrderPreview, Refusal> {
    preview(order, interestOver: .day)
  }
}

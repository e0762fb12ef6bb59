import MarketData
import Quantities
import Strategies

/// A venue with one instrument that answers from its properties and remembers what was asked.
final class FakeContext: StrategyContext {
  static let bitcoin = InstrumentID(0)

  var now = Instant(nanoseconds: 1_700_000_000_000_000_000)
  var run = RunView(
    scenario: "test", seed: 7, start: Instant(nanoseconds: 0), stop: Instant(nanoseconds: 9))
  var stats = StrategyStats()
  var refusal: Refusal?
  var history: [BarRow] = []
  var held = PositionView(
    quantity: .zero, entry: nil, mark: nil, value: .zero, pnl: .zero, pnlPercent: nil,
    leverage: nil, liquidationPrice: nil)
  var spare = Money(raw: 100_000_000_000)
  var owed = Money.zero
  var logged: [String] = []
  var asked: [String] = []
  var orders: [OrderRequest] = []
  var recorded: [String: String] = [:]
  private var drawn: UInt64 = 0

  func instrument(named symbol: String) -> Result<InstrumentID, Refusal> {
    ["BTCUSDT", "harbour:BTCUSDT"].contains(symbol)
      ? .success(Self.bitcoin) : .failure(Refusal(.unknownSymbol, "no symbol \(symbol)"))
  }

  func instrument(_ id: InstrumentID) -> Instrument {
    Instrument(
      venue: "harbour", symbol: "BTCUSDT", kind: .spot, base: "BTC", quote: "USDT",
      tick: Price(raw: 1_000_000), lot: Quantity(raw: 10_000), minNotional: Money(raw: 0),
      multiplier: Quantity(raw: 100_000_000))
  }

  func maxLeverage(_ id: InstrumentID) -> Rate { Rate(raw: 5_000_000_000_000) }
  func last(_ id: InstrumentID) -> Price? { Price(raw: 10_000_000_000) }
  func index(_ id: InstrumentID) -> Price? { nil }
  func mark(_ id: InstrumentID) -> Price? { nil }

  func quote(_ id: InstrumentID) -> QuoteView? {
    QuoteView(
      bid: Price(raw: 9_990_000_000), bidSize: Quantity(raw: 100_000_000),
      ask: Price(raw: 10_010_000_000), askSize: Quantity(raw: 200_000_000))
  }

  func book(_ id: InstrumentID, levels: Int) -> BookView? {
    let level = BookLevel(price: Price(raw: 9_990_000_000), size: Quantity(raw: 100_000_000))
    return BookView(
      ts: now, bids: Array(repeating: level, count: levels), asks: [], isStale: false,
      isCrossed: false)
  }

  func depth(_ id: InstrumentID, within distance: Rate) -> (bid: Quantity, ask: Quantity)? {
    (Quantity(raw: distance.raw), Quantity(raw: 0))
  }

  func cost(_ id: InstrumentID, _ side: Side, _ quantity: Quantity) -> CostView {
    CostView(average: Price(raw: 10_010_000_000), last: nil, available: quantity)
  }

  func bars(_ id: InstrumentID, interval: TimeSpan, count: Int) -> [BarRow] {
    Array(history.suffix(count))
  }

  func order(_ id: OrderID) -> OrderView? {
    OrderView(
      ts: now, account: "main", id: id, tag: "t", instrument: Self.bitcoin, side: .buy,
      style: .limit(Price(raw: 9_000_000_000)), quantity: Quantity(raw: 300_000_000),
      filled: Quantity(raw: 100_000_000), averagePrice: nil, state: .partlyFilled, reason: nil)
  }

  func openOrders(_ id: InstrumentID?) -> [OrderView] { order(OrderID(4)).map { [$0] } ?? [] }
  func position(_ id: InstrumentID, account: String?) -> PositionView? { held }

  func pool(_ asset: String) -> PoolView? {
    asset == "USDT"
      ? PoolView(
        utilisation: Rate(raw: 500_000_000_000), borrowRate: Rate(raw: 100_000_000_000),
        supplyRate: .zero, kink: .one, cash: .zero, borrowed: .zero) : nil
  }

  func account(_ name: String?) -> AccountView? {
    guard name == nil || name == "main" || name == "spot" else { return nil }
    var view = AccountView(
      name: name ?? "main", mode: "cross", metric: "assets_over_debt", marginLevel: nil,
      band: "normal", isFrozen: false, quoteAsset: "USDT", equity: spare, assets: spare,
      debt: owed, maintenance: .zero, initial: .zero, leverage: nil, baseAssets: .zero,
      quoteAssets: .zero, baseDebt: .zero, quoteDebt: .zero, netTransferIn: spare)
    view.restrictions = ["no_transfer_out", "no_borrow"]
    return view
  }

  func balance(_ asset: String, account: String?) -> BalanceView? {
    BalanceView(free: spare, held: .zero, borrowed: owed, interest: .zero)
  }

  func maxBorrow(_ asset: String, account: String?) -> Money? { spare }
  func maxTransferOut(_ asset: String, account: String?) -> Money? { nil }
  func liquidationPrice(_ id: InstrumentID, account: String?) -> Price? { nil }
  func interestEstimate(over span: TimeSpan, account: String?) -> Money? {
    Money(raw: span.nanoseconds / TimeSpan.hour.nanoseconds)
  }

  func preview(
    _ order: OrderRequest, interestOver span: TimeSpan
  ) -> Result<OrderPreview, Refusal> {
    orders.append(order)
    var preview = OrderPreview(
      marginLevel: Rate(raw: 1_500_000_000_000), liquidationPrice: nil,
      leverage: Rate(raw: 2_000_000_000_000), borrow: Money(raw: 100_000_000),
      interestPerDay: Money(raw: 1))
    preview.interest = Money(raw: span.nanoseconds / TimeSpan.hour.nanoseconds)
    preview.maxBorrow = Money(raw: 200_000_000)
    preview.maxTransferOut = Money(raw: 300_000_000)
    preview.warning = "careful"
    return refusal.map { .failure($0) } ?? .success(preview)
  }

  func panel(_ account: String?, _ id: InstrumentID?) -> PanelView? {
    guard account != "spot" else { return nil }
    var panel = PanelView(baseAsset: "BTC", quoteAsset: "USDT")
    panel.baseAssets = Money(raw: 100_000_000)
    panel.quoteDebt = owed
    panel.pnlPercent = Rate(raw: 250_000_000_000)
    panel.quoteQuota = spare
    return panel
  }

  func openMargin(_ account: String, _ application: MarginApplication) -> Refusal? {
    asked.append("open \(account) \(application.agreement) \(application.answers["q"] ?? "")")
    return refusal
  }

  func transfer(
    _ asset: String, _ amount: Money, from: String, to: String
  ) -> Result<Money, Refusal> {
    answer("transfer \(amount) \(asset) \(from) \(to)", amount)
  }

  func borrow(
    _ asset: String, _ amount: Money, account: String?, maxRate: Rate?
  ) -> Result<Money, Refusal> {
    answer("borrow \(amount) \(asset) \(account ?? "-") \(maxRate?.description ?? "-")", amount)
  }

  func repay(
    _ asset: String, _ amount: Money?, account: String?, from: String?
  ) -> Result<Repayment, Refusal> {
    asked.append("repay \(amount?.description ?? "all") \(asset) \(from ?? "-")")
    return .success(Repayment(principal: Money(raw: 300_000_000), interest: Money(raw: 1)))
  }

  func deleverage(
    _ target: DeleverageTarget, account: String?, sells: Bool
  ) -> Result<Deleverage, Refusal> {
    asked.append("deleverage \(target) \(account ?? "-") \(sells)")
    return .success(Deleverage(repaid: Money(raw: 1_200_000_000), orders: []))
  }

  func setLeverage(
    _ id: InstrumentID, _ leverage: Rate, account: String?
  ) -> Result<Rate, Refusal> {
    answer("leverage \(leverage) \(account ?? "-")", Rate(raw: 4_000_000_000_000))
  }

  func submit(_ order: OrderRequest) -> Result<OrderID, Refusal> {
    orders.append(order)
    return answer("submit", OrderID(orders.count))
  }

  func cancel(_ id: OrderID) -> Bool { id.value == 1 }
  func cancelAll(_ id: InstrumentID?) -> Int { id == nil ? 2 : 1 }

  func amend(_ id: OrderID, _ change: OrderChange) -> Result<OrderID, Refusal> {
    let price = change.price?.description ?? "-"
    return answer("amend \(id.value) \(price) \(change.quantity?.description ?? "-")", id)
  }

  func subscribe(_ kind: SubscriptionKind, _ id: InstrumentID, interval: TimeSpan?) -> Refusal? {
    asked.append("subscribe \(kind.rawValue) \(interval?.description ?? "-")")
    return nil
  }

  func setTimer(_ schedule: TimerSchedule, name: String) -> Refusal? {
    asked.append("timer \(name)")
    return nil
  }
  func stopTimer(name: String) { asked.append("stop \(name)") }
  func log(_ text: String) { logged.append(text) }
  func note(_ text: String) { logged.append("note " + text) }
  func plot(_ name: String, _ value: Double) { logged.append("plot \(name) \(value)") }
  func record(_ key: String, _ value: String) { recorded[key] = value }

  /// Every 53-bit number, evenly spread and the same in each test.
  func randomMantissa() -> UInt64 {
    drawn &+= 0x9E37_79B9_7F4A_7C15
    return (drawn ^ (drawn >> 29)) >> 11
  }

  private func answer<Value>(_ text: String, _ value: Value) -> Result<Value, Refusal> {
    asked.append(text)
    return refusal.map { .failure($0) } ?? .success(value)
  }
}

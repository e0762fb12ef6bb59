public import MarketData
public import Quantities

/// Something that happened to the strategy's orders or accounts.
public enum AccountEvent: Sendable {
  case order(OrderView)
  case fill(FillEvent)
  case reject(RejectEvent)
  case alert(AlertEvent)
  case marginCall(MarginCallEvent)
  case liquidation(LiquidationEvent)
  case borrow(LoanEvent)
  case repay(LoanEvent)
  case interest(InterestEvent)
  case status(StatusEvent)
  case leverageAdvice(LeverageAdviceEvent)
  case timer(name: String, ts: Instant)
}

/// The kinds of events that come with orders and loans, so often that one which nobody hears is not
/// made; as a set.
public struct AccountEventKinds: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let order = Self(rawValue: 1 << 0)
  public static let fill = Self(rawValue: 1 << 1)
  public static let reject = Self(rawValue: 1 << 2)
  public static let borrow = Self(rawValue: 1 << 3)
  public static let repay = Self(rawValue: 1 << 4)
  public static let interest = Self(rawValue: 1 << 5)
  public static let all: Self = [.order, .fill, .reject, .borrow, .repay, .interest]
}

extension AccountEvent {
  /// Empty for the others, which everybody hears.
  public var kind: AccountEventKinds {
    switch self {
    case .order: .order
    case .fill: .fill
    case .reject: .reject
    case .borrow: .borrow
    case .repay: .repay
    case .interest: .interest
    case .alert, .marginCall, .liquidation, .status, .leverageAdvice, .timer: []
    }
  }
}

/// A fill of an order of the strategy.
public struct FillEvent: Hashable, Sendable {
  public var ts: Instant
  public var account: String
  public var order: OrderID
  public var tag: String
  public var instrument: InstrumentID
  public var side: Side
  public var price: Price
  public var quantity: Quantity
  public var fee: Money
  public var feeAsset: String
  public var isMaker: Bool
  /// Borrowed and repaid by this fill.
  public var borrowed: Money
  public var repaid: Money
  /// The signed position after it.
  public var position: Quantity

  public init(
    ts: Instant, account: String, order: OrderID, tag: String, instrument: InstrumentID,
    side: Side, price: Price, quantity: Quantity, fee: Money, feeAsset: String, isMaker: Bool,
    borrowed: Money, repaid: Money, position: Quantity
  ) {
    self.ts = ts
    self.account = account
    self.order = order
    self.tag = tag
    self.instrument = instrument
    self.side = side
    self.price = price
    self.quantity = quantity
    self.fee = fee
    self.feeAsset = feeAsset
    self.isMaker = isMaker
    self.borrowed = borrowed
    self.repaid = repaid
    self.position = position
  }
}

/// An order that was refused on arrival.
public struct RejectEvent: Sendable {
  public var ts: Instant
  public var account: String
  public var order: OrderID
  public var tag: String
  public var instrument: InstrumentID
  public var refusal: Refusal

  public init(
    ts: Instant, account: String, order: OrderID, tag: String, instrument: InstrumentID,
    refusal: Refusal
  ) {
    self.ts = ts
    self.account = account
    self.order = order
    self.tag = tag
    self.instrument = instrument
    self.refusal = refusal
  }
}

/// An alert was raised or cleared.
public struct AlertEvent: Hashable, Sendable {
  public var ts: Instant
  public var account: String
  /// `margin_level`, `concentration`, `liquidity`, `behaviour`.
  public var kind: String
  /// `info`, `warning`, `danger`, `critical`.
  public var level: String
  public var isRaised: Bool
  public var metric: String
  public var value: Rate?
  public var threshold: Rate
  public var message: String

  public init(
    ts: Instant, account: String, kind: String, level: String, isRaised: Bool, metric: String,
    value: Rate?, threshold: Rate, message: String
  ) {
    self.ts = ts
    self.account = account
    self.kind = kind
    self.level = level
    self.isRaised = isRaised
    self.metric = metric
    self.value = value
    self.threshold = threshold
    self.message = message
  }
}

/// A margin call was issued, met or has expired.
public struct MarginCallEvent: Hashable, Sendable {
  public enum State: String, Sendable { case issued, met, expired }

  public var ts: Instant
  public var account: String
  public var id: Int
  public var state: State
  /// `reminder`, `important`, `urgent`.
  public var urgency: String
  public var marginLevel: Rate?
  /// The margin level that meets the call.
  public var line: Rate
  /// What must be transferred in, in `asset`.
  public var shortfall: Money
  public var asset: String
  public var deadline: Instant
  public var message: String
  public var messageInChinese: String

  public init(
    ts: Instant, account: String, id: Int, state: State, urgency: String, marginLevel: Rate?,
    line: Rate, shortfall: Money, asset: String, deadline: Instant, message: String,
    messageInChinese: String = ""
  ) {
    self.ts = ts
    self.account = account
    self.id = id
    self.state = state
    self.urgency = urgency
    self.marginLevel = marginLevel
    self.line = line
    self.shortfall = shortfall
    self.asset = asset
    self.deadline = deadline
    self.message = message
    self.messageInChinese = messageInChinese
  }
}

/// A phase of a liquidation.
public struct LiquidationEvent: Hashable, Sendable {
  public enum Phase: String, Sendable { case started, step, unfrozen, finished }

  public var ts: Instant
  public var account: String
  public var id: Int
  public var phase: Phase
  /// `margin_level`, `equity`, `call_expired`, `overdue_interest`.
  public var trigger: String
  /// `partial`, `full`.
  public var kind: String
  /// Present in `step`.
  public var step: LiquidationStep?
  /// Present in `finished`.
  public var outcome: LiquidationOutcome?

  public init(
    ts: Instant, account: String, id: Int, phase: Phase, trigger: String, kind: String,
    step: LiquidationStep? = nil, outcome: LiquidationOutcome? = nil
  ) {
    self.ts = ts
    self.account = account
    self.id = id
    self.phase = phase
    self.trigger = trigger
    self.kind = kind
    self.step = step
    self.outcome = outcome
  }
}

/// One order of a liquidation and what it did.
public struct LiquidationStep: Hashable, Sendable {
  public var index: Int
  public var instrument: InstrumentID
  public var side: Side
  public var quantity: Quantity
  /// The average price.
  public var price: Price
  public var mark: Price?
  /// The price at which the account's equity is zero, all else held still, as the order was sent;
  /// nil where no price does it.
  public var bankruptcyPrice: Price?
  /// `market`.
  public var style: String
  public var fee: Money

  public init(
    index: Int, instrument: InstrumentID, side: Side, quantity: Quantity, price: Price,
    mark: Price?, bankruptcyPrice: Price? = nil, style: String, fee: Money
  ) {
    self.index = index
    self.instrument = instrument
    self.side = side
    self.quantity = quantity
    self.price = price
    self.mark = mark
    self.bankruptcyPrice = bankruptcyPrice
    self.style = style
    self.fee = fee
  }
}

/// Who paid and who received at the end of a liquidation, in the account's quote currency.
public struct LiquidationOutcome: Hashable, Sendable {
  public var repaid: Money
  public var toUser: Money
  public var toFund: Money
  public var fromFund: Money
  public var badDebt: Money

  public init(repaid: Money, toUser: Money, toFund: Money, fromFund: Money, badDebt: Money) {
    self.repaid = repaid
    self.toUser = toUser
    self.toFund = toFund
    self.fromFund = fromFund
    self.badDebt = badDebt
  }
}

/// A loan was taken or paid back.
public struct LoanEvent: Hashable, Sendable {
  public var ts: Instant
  public var account: String
  public var asset: String
  public var amount: Money
  /// The pool's rate a year afterwards.
  public var rate: Rate
  public var isAutomatic: Bool
  public var order: OrderID?
  /// Principal and interest owed afterwards.
  public var debt: Money
  /// What of a repayment went to principal and to interest; zero for a loan.
  public var principal: Money
  public var interest: Money

  public init(
    ts: Instant, account: String, asset: String, amount: Money, rate: Rate, isAutomatic: Bool,
    order: OrderID?, debt: Money, principal: Money, interest: Money
  ) {
    self.ts = ts
    self.account = account
    self.asset = asset
    self.amount = amount
    self.rate = rate
    self.isAutomatic = isAutomatic
    self.order = order
    self.debt = debt
    self.principal = principal
    self.interest = interest
  }
}

/// Interest was charged.
public struct InterestEvent: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Owed until it is repaid with the loan.
    case accrued
    /// Taken from the balance at once.
    case settled
    /// The balance was short: owed on.
    case deferred
    /// It could not be computed: nothing was charged, and other accounts were.
    case failed
  }

  public var ts: Instant
  public var account: String
  public var asset: String
  public var amount: Money
  /// The pool's rate a year that was charged.
  public var rate: Rate
  /// Principal and interest owed afterwards.
  public var debt: Money
  /// Interest that is owed for longer than the venue's `overdue_after`.
  public var overdue: Money
  public var status: Status

  public init(
    ts: Instant, account: String, asset: String, amount: Money, rate: Rate, debt: Money,
    overdue: Money, status: Status = .accrued
  ) {
    self.status = status
    self.ts = ts
    self.account = account
    self.asset = asset
    self.amount = amount
    self.rate = rate
    self.debt = debt
    self.overdue = overdue
  }
}

/// A venue or the risk engine went down, a book went stale, a recording has a hole; and back.
public struct StatusEvent: Hashable, Sendable {
  public enum Cause: String, Hashable, Sendable { case outage, stale, gap }

  public var ts: Instant
  /// nil: the risk engine.
  public var venue: String?
  /// nil: the whole venue.
  public var instrument: InstrumentID?
  public var cause: Cause
  /// Whether it is over.
  public var isUp: Bool

  public init(
    ts: Instant, venue: String?, instrument: InstrumentID?, cause: Cause, isUp: Bool
  ) {
    self.ts = ts
    self.venue = venue
    self.instrument = instrument
    self.cause = cause
    self.isUp = isUp
  }
}

public import Liquidation
public import Margin
public import Quantities

/// What a rulebook says about risk beyond its lines on one metric.
public struct RiskRules: Sendable {
  /// Lines besides alert, call, liquidation and paying out.
  public var bands: [HealthLine] = []
  public var haircuts = HaircutTable()
  public var borrowRule = BorrowRule.equity
  public var transferRule = TransferRule.lines
  /// Assets over debts that a loan must leave, with the risk-ratio rule; nil: what the leverage
  /// says.
  public var initialRatio: Rate?
  /// What one user may owe, in quote.
  public var userLimit: Money?
  /// What all may owe of an asset, in that asset.
  public var assetLimits: [String: Money] = [:]
  public var partial = PartialRule.none
  public var selection = CloseSelection.liquidityThenProfit
  public var execution = Execution.market
  public var executionRule = ExecutionRule(depthShare: .basisPoints(1000), stepBudget: 100)
  /// How far a fillable price lies beyond that of the account, at most, as a share of the
  /// position's maintenance.
  public var fillableSpread = Rate.basisPoints(1000)
  /// What orders must be backed with; nil: by loans' rules alone.
  public var orderMargin: OrderMarginRule?
  /// Whether the loan of an order is made as it is placed, rather than as it is filled (C27).
  public var borrowsAtPlacement = false
  /// Whether orders that would borrow are cancelled where equity is below maintenance and the
  /// initial margin of open orders (source 004).
  public var cancelsAutoBorrow = false
  /// Whether interest is taken from the balance as it is charged, and put off where that is short;
  /// else it is owed until the loan is repaid.
  public var collectsInterest = false
  /// Interest unpaid this long is overdue; above a share of the assets it liquidates.
  public var overdueAfter = TimeSpan.day * 7
  public var overdueShare: Rate?
  /// Whether a user owes what is missing.
  public var hasRecourse = false
  public var parameters = RiskParameters()
  /// Whether an account may open beyond its alert line (C3).
  public var allowsUnsafeOpening = false

  public init() {}

  /// When the loan of an order is made.
  enum BorrowTime: String, CaseIterable { case fill, placement }

  /// When interest that was charged is paid.
  enum InterestSettlement: String, CaseIterable {
    case onRepay = "on_repay"
    case fromBalance = "from_balance"
  }

  /// How the orders of a liquidation are sent.
  public enum Execution: String, Hashable, Sendable, CaseIterable {
    case market, iceberg
    case limitFillable = "limit_fillable"
    /// Chosen for each order by what the book holds.
    case byBook = "by_book"
  }

  /// Which rule says how much may be paid out (rulebook section 7.3).
  public enum TransferRule: String, Hashable, Sendable, CaseIterable {
    /// What the lines and the leverage leave.
    case lines
    /// Besides, what lies above the initial margin and a tenth of the exposure.
    case initialMargin = "initial_margin"
  }

  /// The lines at which an account is liquidated, besides that of `health`.
  public var liquidationLines: [HealthLine] {
    bands.filter { $0.action.band == .liquidation }
  }

  /// What each asset counts for.
  public struct HaircutTable: Sendable {
    /// For assets that are not named; nil: all counts in full.
    public var standard: Haircut?
    public var assets: [String: Haircut] = [:]

    var isEmpty: Bool { standard == nil && assets.isEmpty }

    /// Whether an asset may be collateral.
    public func isEligible(_ asset: String) -> Bool { haircut(asset)?.isEligible ?? true }

    /// What an asset counts for; nil: all of it.
    public func haircut(_ asset: String) -> Haircut? { assets[asset] ?? standard }
  }
}

import Liquidation
import Margin
import Quantities

/// One liquidation as it goes on.
struct LiquidationRun: Sendable {
  let id: Int
  let event: Int
  /// The margin call or alert that came before, nil where there was none.
  let cause: Int?
  let account: Int
  let trigger: Trigger
  let started: Instant
  /// The account when the trigger held.
  let valuation: Valuation
  let level: Rate?
  /// What an asset was worth then, by place among the account's.
  let prices: [Price]
  /// What the account was short of the line by then: what came between the line and this look.
  let overshoot: Money
  /// Whether everything is closed, rather than a part.
  var isFull: Bool
  var machine = LiquidationMachine()
  /// What is left to do of the round.
  var left: [CloseAction] = []
  var rounds = 0
  /// Fills of the round.
  var filledOfRound = 0
  /// Orders that were held back to less than all, or to a price.
  var attempts = 0
  /// When the engine looks at it next.
  var due = Instant.distantFuture
  var ended: Instant?
  var steps = 0
  /// In the account's quote currency.
  var repaid = Money.zero
  var toUser = Money.zero
  var toFund = Money.zero
  var fromFund = Money.zero
  var fromReserve = Money.zero
  var fromLenders = Money.zero
  /// Fees of liquidation, taken and still to be taken after the debts.
  var fees = Money.zero
  var feeDue = Money.zero
  /// What was lost against the price at which each order was sent.
  var slippage = Money.zero
  /// What was lost between the trigger and each order.
  var delayCost = Money.zero
  /// Left owed by the user.
  var owed = Money.zero
  var badDebt: Money { fromFund + fromReserve + fromLenders }
  /// `full` or `partial`.
  var kind: String { isFull ? "full" : "partial" }
}

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
  var machine = LiquidationMachine()
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
  var badDebt: Money { fromFund + fromReserve + fromLenders }
}

import Accounting
import Margin
import MarketData
import Quantities

/// Where an account's units of one asset came from and went. What is left of them is what it
/// holds less what it owes, to the last unit.
struct AssetFlows: Hashable, Sendable {
  /// Bought less sold or spent.
  var trade = Money.zero
  /// Transferred in less out.
  var transfer = Money.zero
  /// Fees of trading, paid.
  var fee = Money.zero
  /// Interest charged.
  var interest = Money.zero
  /// Fees of liquidation and surplus kept, less what others paid of the debt.
  var liquidation = Money.zero

  var net: Money { trade + transfer - fee - interest - liquidation }
}

/// A position by average cost, for its owner's eyes; margin is computed from balances.
struct PositionState: Hashable, Sendable {
  var quantity = Quantity.zero
  /// What the open quantity cost, signed like it, in units of 1e-16 of quote.
  var cost: Int128 = 0

  /// Adds a fill of signed quantity.
  mutating func add(_ signed: Quantity, at price: Price) {
    let sum = quantity + signed
    let value = Int128(signed.raw) * Int128(price.raw)
    if quantity == .zero || (quantity > .zero) == (signed > .zero) {
      cost += value
    } else if sum == .zero {
      cost = 0
    } else if (sum > .zero) == (quantity > .zero) {
      cost = cost * Int128(sum.raw) / Int128(quantity.raw)
    } else {
      cost = Int128(sum.raw) * Int128(price.raw)
    }
    quantity = sum
  }

  /// The average price of the open quantity.
  var entry: Price? {
    guard quantity != .zero else { return nil }
    return Price(raw: Int64(clamping: Rounding.halfEven.divide(cost, by: Int128(quantity.raw))))
  }
}

/// Lines of `health.bands` by their place, of which there are at most 64.
struct BandSet: Hashable, Sendable {
  private var bits: UInt64 = 0

  static let most = 64

  var isEmpty: Bool { bits == 0 }

  subscript(place: Int) -> Bool {
    get { bits >> UInt64(place) & 1 == 1 }
    set { bits = newValue ? bits | 1 << UInt64(place) : bits & ~(1 << UInt64(place)) }
  }
}

/// A user's account.
struct AccountState: Sendable {
  let ledger: LedgerAccountID
  let owner: Int
  let name: String
  /// nil for a spot account.
  let mode: AccountMode?
  /// The one market of an isolated account.
  let market: InstrumentID?
  let quote: AssetID
  /// What it may hold: two assets if isolated, else all.
  let assets: [AssetID]
  /// Whether margin permission was given.
  var isOpen: Bool
  var band = Band.normal
  /// The lines of `health.bands` that it had crossed when it was looked at last.
  var crossed = BandSet()
  /// The last event that changed what it holds or owes since its bands were looked at.
  var moved: Int?
  /// The open margin call, by its place in the engine's list.
  var call: Int?
  /// Whether a call has expired since the account was last above the call line.
  var hasLapsed = false
  /// The expired call whose consequence is still to come, by its place in the engine's list.
  var overdueCall: Int?
  /// The number of the last alert of its margin level that was raised.
  var lastAlert: Int?
  /// The number of the last charge of interest.
  var lastCharge: Int?
  /// The running liquidation, by its place in the engine's list.
  var liquidation: Int?
  var netTransferIn = Money.zero
  /// By asset: to be borrowed by open orders.
  var reserved: [Money]
  var flows: [AssetFlows]
  /// Value of transfers in less out at the time of each, in 1e-16 of quote.
  var transferValue: Int128 = 0
  /// By instrument.
  var positions: [PositionState]
  /// Its open orders, those of liquidations left out.
  var open = OrderList()

  /// Prices between which nothing happens to it.
  var calm = CalmRange()

  /// When it was last closed in part.
  var lastPart: Instant?
  /// Whether a liquidation left it owing, with recourse.
  var owes = false

  var isFrozen: Bool { liquidation != nil }
}

/// A margin call that was issued.
struct CallState: Sendable {
  let id: Int
  let event: Int
  let cause: Int?
  let account: Int
  let issued: Instant
  let notice: CallNotice
  var fate = "open"
  var end: Instant?
}

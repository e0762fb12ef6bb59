internal import GRDB

/// All that one class of account paid another for one purpose, by asset: a fold over `transfers`.
struct MoneyFlow: Sendable, Hashable {
  /// Whose money it is: users hold spot and margin accounts.
  enum Holder: String, Sendable, CaseIterable {
    case user, pool, fund, fee, venue, outside

    init(_ class: String?) {
      self = `class`.flatMap(Holder.init) ?? .user
    }

    var meaning: String {
      switch self {
      case .user: "spot and margin accounts of the strategies"
      case .pool: "cash of the lending pools"
      case .fund: "insurance fund"
      case .fee: "fees taken by the venue"
      case .venue: "the other side of every trade with the recorded market"
      case .outside: "where deposits come from; the rest of the world"
      }
    }
  }

  let asset: Int64
  let from, to: Holder
  let kind: String
  /// Whether a liquidation moved it.
  let isForced: Bool
  /// In 1e-8 units; wide, for a venue's whole turnover may not fit into 64 bits.
  private(set) var amount: Int128 = 0
  private(set) var count = 0
}

extension MoneyFlow {
  /// The events of liquidations, of their orders and of their fills: what causes forced movements.
  static func forced(
    liquidations: [LiquidationRow], orders: [OrderRow], fills: [FillRow]
  ) -> Set<Int64> {
    Set(
      liquidations.compactMap(\.event)
        + orders.lazy.filter { $0.liquidation != nil }.compactMap(\.event)
        + fills.lazy.filter { $0.liquidation != nil }.compactMap(\.event))
  }

  /// Adds up all transfers. O(rows), without holding them.
  static func fold(
    _ database: Database, accounts: [AccountRow], forced: Set<Int64>
  ) throws -> [MoneyFlow] {
    var holders: [Int64: Holder] = [:]
    for account in accounts { holders[account.id] = Holder(account.class) }
    var places: [MoneyFlow: Int] = [:]
    var flows: [MoneyFlow] = []
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT asset, from_account, to_account, kind, cause, amount_e8 FROM transfers")
    while let row = try rows.next() {
      let (from, to): (Int64, Int64) = (row[1], row[2])
      let cause: Int64? = row[4]
      let key = MoneyFlow(
        asset: row[0], from: holders[from] ?? .user, to: holders[to] ?? .user, kind: row[3],
        isForced: cause.map(forced.contains) ?? false)
      let place = places[key] ?? flows.count
      if place == flows.count {
        places[key] = place
        flows.append(key)
      }
      let amount: Int64 = row[5]
      flows[place].amount += Int128(amount)
      flows[place].count += 1
    }
    return flows.sorted { $0.order < $1.order }
  }

  private var order: (Int64, String, String, String, Int) {
    (asset, kind, from.rawValue, to.rawValue, isForced ? 1 : 0)
  }

  /// What a holder gained by this flow: above zero what came in.
  func gain(of holder: Holder) -> Int128 {
    (to == holder ? amount : 0) - (from == holder ? amount : 0)
  }
}

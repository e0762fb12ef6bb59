public import MarketData
public import Quantities

/// A book of single orders out of a tape of kind `order`.
public struct SingleOrderReplay: Sendable {
  public private(set) var book = Book()
  public private(set) var orders = SingleOrders()
  private var number = 0

  /// A book that has seen no row.
  public init() {}

  /// Replays a tape up to and with the rows of `instant`. O(rows).
  public init(_ tape: Tape, through instant: Instant = .distantFuture) throws(TapeError) {
    let identities = try SingleOrderReplay.identities(tape)
    for (index, row) in tape.rows(as: OrderRow.self).enumerated() {
      if row.ts > instant { break }
      apply(row, id: identities[index])
    }
  }

  /// Applies one row and returns what it did.
  @discardableResult
  public mutating func apply(_ row: OrderRow, id: Int64) -> SingleOrderChange {
    number += 1
    return book.apply(row, id: id, number: number, of: &orders)
  }

  /// The numbers of a tape's orders. Throws where it has none.
  public static func identities(_ tape: Tape) throws(TapeError) -> Companion {
    if let identities = try tape.companion("id") { return identities }
    throw TapeError(
      path: tape.path, defect: .metadata("a tape of single orders needs the companion 'id'"))
  }

  /// What the replay found, a line each: a name, then what was found.
  public var lines: [String] {
    let counters = orders.counters
    return [
      "crossed     \(book.counters.crossedBeforeSynchronised) rows: orders that came to take are "
        + "shown until they have",
      "unseen      \(counters.unseenChanges) changes and \(counters.unseenDeletes) deletes of "
        + "orders from before the tape",
      "late        \(counters.afterDeletion) rows of orders after their deletion were left out",
      "twice       \(counters.createdTwice) orders were created again",
      "open        \(orders.count) orders at the end",
    ]
  }
}

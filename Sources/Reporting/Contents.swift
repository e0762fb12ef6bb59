/// The list of pages at the head of a report: those with content, and why the others have none.
struct Contents {
  struct Entry {
    let entryNumber: Int
    let entryTitle: String
    /// Where it is; nothing for a page without content.
    let target: String
    let hasTarget: Bool
    let why: String
  }

  static func entries(_ pages: [Page]) -> [Entry] {
    let present = pages.map {
      Entry(
        entryNumber: $0.number, entryTitle: $0.title, target: $0.anchor, hasTarget: true, why: "")
    }
    let missing = absent.filter { row in !pages.contains { $0.number == row.0 } }.map {
      Entry(entryNumber: $0.0, entryTitle: $0.1, target: "", hasTarget: false, why: $0.2)
    }
    return (present + missing).sorted { $0.entryNumber < $1.entryNumber }
  }

  private static let absent = [
    (2, "Account and margin", "no account of the strategy was sampled"),
    (3, "Lending", "no lending pool in this run"),
    (4, "Perpetual", "no perpetual contract in this run"),
    (5, "Cascade", "no population of accounts in this run"),
    (6, "Liquidation map", "no population of accounts in this run"),
    (8, "Tiers", "one tier alone, and no other table to compare it with"),
    (9, "Sweep", "a single run, not a sweep"),
    (11, "Liquidations", "no account was liquidated"),
    (12, "Waterfall", "no account was liquidated"),
    (13, "Stress", "no shock was applied in this run"),
    (14, "Book", "no traded market has a book, recorded or stated"),
  ]
}

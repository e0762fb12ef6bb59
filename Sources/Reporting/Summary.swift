internal import Quantities

/// What became of a run, in numbers: the content of `summary.json` and of the gates.
///
/// Computed from `run.sqlite` alone; the keys are documented in `docs/summary.md`.
public struct Summary: Sendable {
  let data: RunData
  let grid: EquityGrid
  let whole: AccountFigures
  let accounts: [AccountFigures]
  /// Accounts left out of the whole because they are kept in another quote asset.
  let leftOut: [String]
  /// The results of the gates of the scenario, in its order.
  public private(set) var gates: [GateResult] = []

  /// Reads a run and computes everything. O(rows), plus the statistics of each account.
  ///
  /// Throws where the folder holds no run, the database is not one, or a gate cannot be read.
  public static func compute(run: RunFolder) throws -> Summary {
    var summary = try Summary(try RunData.read(run))
    summary.gates = try summary.data.facts.gates.map { try Gate.parse($0) }.map(summary.evaluate)
    return summary
  }

  init(_ data: RunData) throws(ReportingError) {
    self.data = data
    let facts = data.facts
    let grid = EquityGrid(span: facts.stop - facts.start, sampling: facts.sampling)
    let members = data.traders.filter { data.isInQuoteAsset($0) }
    self.grid = grid
    leftOut = data.traders.filter { !data.isInQuoteAsset($0) }.map(\.name)
    whole = try AccountFigures(data, nil, members: members, grid: grid)
    var accounts: [AccountFigures] = []
    for account in data.traders {
      accounts.append(try AccountFigures(data, account, members: [account], grid: grid))
    }
    self.accounts = accounts
  }

  /// The summary as JSON text, with a line feed at its end; the same run gives the same bytes.
  public func json() -> String { root.pretty }

  /// True unless a gate failed.
  public var passed: Bool { gates.allSatisfy(\.passed) }
}

extension RunData {
  func isInQuoteAsset(_ account: AccountRow) -> Bool {
    guard let text = account.quoteAsset?.text else { return true }
    let name = assets.first { String($0.id) == text }?.name ?? text
    return name == facts.quoteAsset || facts.quoteAsset.isEmpty
      || text == facts.quoteAsset
  }
}

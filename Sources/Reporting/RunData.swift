internal import Foundation
internal import GRDB

/// Everything of a run database that a report or a summary is computed from.
struct RunData: Sendable {
  let facts: RunFacts
  let tapes: [TapeRow]
  let findings: [FindingRow]
  let places: [PlaceRow]
  let instruments: [InstrumentRow]
  let assets: [AssetRow]
  let accounts: [AccountRow]
  let bands: [BandRow]
  let sources: [IndexSourceRow]
  let effects: [IndexEffectRow]
  let series: [SeriesRow]
  let recordedFunding: [RecordedFundingRow]
  let orders: [OrderRow]
  let fills: [FillRow]
  let loans: [LoanRow]
  let interest: [InterestRow]
  let alerts: [AlertRow]
  let calls: [CallRow]
  let deliveries: [DeliveryRow]
  let bandChanges: [BandChangeRow]
  let orderWarnings: [OrderWarningRow]
  let liquidations: [LiquidationRow]
  let steps: [StepRow]
  let statuses: [StatusRow]
  let tiers: [TierRow]
  let flows: [MoneyFlow]
  let models: [PoolModelRow]
  let fund: [FundRow]
  let totals: [TotalRow]
  let notes: [NoteRow]
  let records: [RecordRow]
  let plots: [PlottedLine]
  let log: [NoteRow]
  /// By instrument.
  let prices: [[Int64]: Series]
  /// By account.
  let equity: [[Int64]: Series]
  /// By account and asset.
  let balances: [[Int64]: Series]
  /// By asset.
  let pools: [[Int64]: Series]
  /// By account and instrument: the panel of source 004.
  let panels: [[Int64]: Series]
  /// By series.
  let recorded: [[Int64]: Series]
  /// By instrument: depth and spread, and what own orders did.
  let depth: [[Int64]: Series]
  let impact: [[Int64]: Series]
  let liquidationDepth: [LiquidationDepthRow]
  let impactTotals: [ImpactTotalRow]
  let looks: [AccountRiskRow]
  let advice: [AdviceRow]
}

extension RunData {
  /// Reads a run. O(rows); the sampled tables are held as columns.
  static func read(_ folder: RunFolder) throws(ReportingError) -> RunData {
    try open(folder) { try RunData($0) }
  }

  /// What `body` reads from a run database.
  static func open<T: Sendable>(
    _ folder: RunFolder, _ body: (Database) throws -> T
  ) throws(ReportingError) -> T {
    guard FileManager.default.fileExists(atPath: folder.database) else {
      throw .noRun(path: folder.path)
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      return try queue.read(body)
    } catch let error as ReportingError {
      throw error
    } catch {
      throw .damaged(path: folder.database, reason: "\(error)")
    }
  }

  private init(_ database: Database) throws {
    facts = try RunFacts(database)
    tapes = try TapeRow.fetchAll(database, sql: "SELECT * FROM data ORDER BY rowid")
    findings = try FindingRow.fetchAll(
      database, sql: "SELECT * FROM data_findings ORDER BY stream, name")
    places = try PlaceRow.fetchAll(database, sql: "SELECT * FROM data_places ORDER BY rowid")
    instruments = try InstrumentRow.fetchAll(database, sql: "SELECT * FROM instruments ORDER BY id")
    assets = try AssetRow.fetchAll(database, sql: "SELECT * FROM assets ORDER BY id")
    accounts = try AccountRow.fetchAll(database, sql: "SELECT * FROM accounts ORDER BY id")
    bands = try BandRow.fetchAll(
      database, sql: "SELECT * FROM bands ORDER BY account, line_e12, name")
    sources = try IndexSourceRow.fetchAll(
      database, sql: "SELECT * FROM index_sources ORDER BY ts, event")
    effects = try IndexEffectRow.fetchAll(
      database, sql: "SELECT * FROM index_effects ORDER BY event")
    series = try SeriesRow.fetchAll(database, sql: "SELECT * FROM series ORDER BY id")
    recordedFunding = try RecordedFundingRow.fetchAll(
      database, sql: "SELECT * FROM recorded_funding ORDER BY event")
    orders = try OrderRow.fetchAll(database, sql: "SELECT * FROM orders ORDER BY id")
    fills = try FillRow.fetchAll(database, sql: "SELECT * FROM fills ORDER BY id")
    loans = try LoanRow.fetchAll(database, sql: "SELECT * FROM loans ORDER BY event, asset")
    interest = try InterestRow.fetchAll(
      database, sql: "SELECT * FROM interest ORDER BY event, account, asset")
    alerts = try AlertRow.fetchAll(database, sql: "SELECT * FROM alerts ORDER BY event")
    calls = try CallRow.fetchAll(database, sql: "SELECT * FROM calls ORDER BY id")
    deliveries = try DeliveryRow.fetchAll(
      database, sql: "SELECT * FROM deliveries ORDER BY event")
    bandChanges = try BandChangeRow.fetchAll(
      database, sql: "SELECT * FROM band_changes ORDER BY event")
    orderWarnings = try OrderWarningRow.fetchAll(
      database, sql: "SELECT * FROM order_warnings ORDER BY event")
    liquidations = try LiquidationRow.fetchAll(
      database, sql: "SELECT * FROM liquidations ORDER BY id")
    steps = try StepRow.fetchAll(
      database, sql: "SELECT * FROM liquidation_steps ORDER BY liquidation, step")
    statuses = try StatusRow.fetchAll(database, sql: "SELECT * FROM status ORDER BY event")
    tiers = try TierRow.fetchAll(database, sql: "SELECT * FROM tiers ORDER BY tier")
    flows = try MoneyFlow.fold(
      database, accounts: accounts,
      forced: MoneyFlow.forced(liquidations: liquidations, orders: orders, fills: fills))
    models = try PoolModelRow.fetchAll(database, sql: "SELECT * FROM pool_models ORDER BY asset")
    fund = try FundRow.fetchAll(database, sql: "SELECT * FROM fund ORDER BY event, asset")
    totals = try TotalRow.fetchAll(database, sql: "SELECT * FROM totals ORDER BY account, kind")
    notes = try NoteRow.fetchAll(database, sql: "SELECT * FROM notes ORDER BY ts, rowid")
    records = try RecordRow.fetchAll(database, sql: "SELECT * FROM records ORDER BY key")
    plots = try PlottedLine.read(database)
    log = try NoteRow.fetchAll(database, sql: "SELECT * FROM log ORDER BY ts, rowid LIMIT 1000")
    prices = try Series.read(
      database, table: "prices", keys: ["instrument"], columns: Self.priceColumns)
    equity = try Series.read(
      database, table: "equity", keys: ["account"], columns: Self.equityColumns)
    balances = try Series.read(
      database, table: "balances", keys: ["account", "asset"], columns: Self.balanceColumns)
    panels = try Series.read(
      database, table: "panels", keys: ["account", "instrument"], columns: Self.panelColumns)
    pools = try Series.read(database, table: "pools", keys: ["asset"], columns: Self.poolColumns)
    recorded = try Series.read(
      database, table: "recorded_values", keys: ["series"], columns: Self.recordedColumns)
    depth = try Series.read(
      database, table: "depth", keys: ["instrument"], columns: Self.depthColumns)
    impact = try Series.read(
      database, table: "impact", keys: ["instrument"], columns: Self.impactColumns)
    liquidationDepth = try LiquidationDepthRow.fetchAll(
      database, sql: "SELECT * FROM liquidation_depth ORDER BY event")
    impactTotals = try ImpactTotalRow.fetchAll(
      database, sql: "SELECT * FROM impact_totals ORDER BY instrument")
    looks = try AccountRiskRow.fetchAll(
      database, sql: "SELECT * FROM account_risk ORDER BY rowid")
    advice = try AdviceRow.fetchAll(
      database, sql: "SELECT * FROM leverage_advice ORDER BY event")
  }

  private static let depthColumns =
    ["spread_e8"]
    + ["bid", "ask"].flatMap { side in BookPage.bands.map { "\(side)_\($0)_e8" } }
  private static let impactColumns = ["displaced_e12", "survival_e12"]

  private static let priceColumns = ["last_e8", "index_e8", "mark_e8"]
  private static let recordedColumns = ["value_e8", "own_e8", "difference_e12"]
  private static let equityColumns = [
    "equity_e8", "assets_e8", "debt_e8", "maintenance_e8", "level_e12", "net_transfer_in_e8",
    "liquidation_price_e8", "tier",
  ]
  private static let panelColumns = [
    "base_assets_e8", "quote_assets_e8", "base_debt_e8", "quote_debt_e8", "level_e12",
    "liquidation_price_e8", "pnl_e8", "pnl_share_e12",
  ]
  private static let balanceColumns = ["free_e8", "held_e8", "principal_e8", "interest_e8"]
  private static let poolColumns = [
    "cash_e8", "borrowed_e8", "deposits_e8", "reserve_e8", "utilisation_e12", "borrow_rate_e12",
    "supply_rate_e12",
  ]
}

extension RunData {
  /// The name of an asset; its number where the table has none.
  func assetName(_ id: Int64?) -> String {
    guard let id else { return "" }
    return assets.first { $0.id == id }?.name ?? "asset \(id)"
  }

  /// Venue and symbol of an instrument.
  func instrumentName(_ id: Int64?) -> String {
    guard let id else { return "" }
    return instruments.first { $0.id == id }.map { "\($0.venue) \($0.symbol)" }
      ?? "instrument \(id)"
  }

  /// The name of an account.
  func accountName(_ id: Int64?) -> String {
    guard let id else { return "" }
    return accounts.first { $0.id == id }?.label ?? "account \(id)"
  }

  /// The accounts the strategy trades with, in the order of their ids.
  var traders: [AccountRow] { accounts.filter { ["spot", "margin"].contains($0.class) } }
}

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
    func rows<Row: RunRow>(_ table: String, by order: String) throws -> [Row] {
      try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY \(order)")
    }
    facts = try RunFacts(database)
    tapes = try rows("data", by: "rowid")
    findings = try rows("data_findings", by: "stream, name")
    places = try rows("data_places", by: "rowid")
    instruments = try rows("instruments", by: "id")
    assets = try rows("assets", by: "id")
    accounts = try rows("accounts", by: "id")
    bands = try rows("bands", by: "account, line_e12, name")
    sources = try rows("index_sources", by: "ts, event")
    effects = try rows("index_effects", by: "event")
    series = try rows("series", by: "id")
    recordedFunding = try rows("recorded_funding", by: "event")
    orders = try rows("orders", by: "id")
    fills = try rows("fills", by: "id")
    loans = try rows("loans", by: "event, asset")
    interest = try rows("interest", by: "event, account, asset")
    alerts = try rows("alerts", by: "event")
    calls = try rows("calls", by: "id")
    deliveries = try rows("deliveries", by: "event")
    bandChanges = try rows("band_changes", by: "event")
    orderWarnings = try rows("order_warnings", by: "event")
    liquidations = try rows("liquidations", by: "id")
    steps = try rows("liquidation_steps", by: "liquidation, step")
    statuses = try rows("status", by: "event")
    tiers = try rows("tiers", by: "tier")
    flows = try MoneyFlow.fold(
      database, accounts: accounts,
      forced: MoneyFlow.forced(liquidations: liquidations, orders: orders, fills: fills))
    models = try rows("pool_models", by: "asset")
    fund = try rows("fund", by: "event, asset")
    totals = try rows("totals", by: "account, kind")
    notes = try rows("notes", by: "ts, rowid")
    records = try rows("records", by: "key")
    plots = try PlottedLine.read(database)
    log = try rows("log", by: "ts, rowid LIMIT 1000")
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
    liquidationDepth = try rows("liquidation_depth", by: "event")
    impactTotals = try rows("impact_totals", by: "instrument")
    looks = try rows("account_risk", by: "rowid")
    advice = try rows("leverage_advice", by: "event")
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

internal import GRDB

/// A row of a small table of the run database; columns are matched by name (`end_ts` → `endTs`).
protocol RunRow: Decodable, FetchableRecord, Sendable {}

extension RunRow {
  static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy {
    .convertFromSnakeCase
  }
}

/// A cell that is shown as it stands, whatever its type in the database.
struct Label: Decodable, Sendable, Hashable, DatabaseValueConvertible {
  let text: String

  var databaseValue: DatabaseValue { text.databaseValue }

  static func fromDatabaseValue(_ value: DatabaseValue) -> Label? {
    switch value.storage {
    case .string(let text): Label(text: text)
    case .int64(let number): Label(text: String(number))
    case .double(let number): Label(text: "\(number)")
    case .null, .blob: nil
    }
  }
}

struct TapeRow: RunRow {
  let stream: Label
  let venue, symbol, kind, format, sha256: String?
  let rows, firstNs, lastNs, gaps, longestGapNs, duplicates, rounded: Int64?
  let truncated: Int64?
}

struct FindingRow: RunRow {
  let stream: Label
  let name: String
  let count: Int64
}

struct PlaceRow: RunRow {
  let stream: Label
  let name: String
  let place: String
}

struct InstrumentRow: RunRow {
  let id: Int64
  let venue, symbol: String
  let kind, base, quote: String?
  let tickE8, lotE8: Int64?
  let isTraded: Int64?
}

struct AssetRow: RunRow {
  let id: Int64
  let name: String
}

struct AccountRow: RunRow {
  let id: Int64
  let owner: String?
  let name: String
  let `class`: String
  let mode: String?
  let quoteAsset: Label?

  /// The account with the strategy that owns it; the venue's own accounts have none.
  var label: String { owner.map { "\($0) · \(name)" } ?? name }
}

struct BandRow: RunRow {
  let account: Int64
  let name: String
  let metric: String?
  let lineE12: Int64
  let isBelow: Int64
}

struct PoolModelRow: RunRow {
  let asset: Int64
  let form: String
  let baseE12, kinkE12, firstE12, secondE12: Int64
  let reserveFactorE12: Int64?
}

struct FundRow: RunRow {
  let ts, asset, changeE8: Int64
  let event: Int64?
  let balanceE8: Int64?
  let liquidation: Int64?
}

struct TotalRow: RunRow {
  let account: Int64
  let kind: String
  let amountE8: Int64
}

struct NoteRow: RunRow {
  let ts: Int64
  let text: String
}

struct RecordRow: RunRow {
  let key: String
  let value: Label?
}

/// A step of the table of maintenance rates in force.
struct TierRow: RunRow {
  let tier, floorE8, rateE12: Int64
  let method, base, key: String
  let capE8, maxLeverageE12, deductionE8: Int64?
}

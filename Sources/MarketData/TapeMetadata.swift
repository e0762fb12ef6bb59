public import Foundation

/// What `metadata.json` of a tape says: where the rows came from and what was found in them.
public struct TapeMetadata: Hashable, Sendable, Codable {
  /// A file that was read.
  public struct Source: Hashable, Sendable, Codable {
    public var file: String
    public var sha256: String
    public var bytes: Int
    public init(file: String, sha256: String, bytes: Int) {
      self.file = file
      self.sha256 = sha256
      self.bytes = bytes
    }
  }

  /// The version of this layout.
  public var schema = 1
  public var kind: TapeKind
  public var venue: String
  public var symbol: String
  /// The name of the format that was imported.
  public var format: String
  public var sources: [Source] = []
  /// SHA-256 of the hot array's file.
  public var sha256 = ""
  public var rowsRead = 0
  public var rowsWritten = 0
  /// Rows equal to the one before them, dropped.
  public var duplicates = 0
  /// Decimals that had digits below 1e-8 and were rounded half to even.
  public var rounded = 0
  /// First and last time, nanoseconds since 1970.
  public var firstNanoseconds: Int64?
  public var lastNanoseconds: Int64?
  /// Stretches without a record longer than ten times the commonest step (bars: than one).
  public var gaps = 0
  public var longestGapNanoseconds: Int64 = 0
  /// The interval of bars, given or the commonest step.
  public var intervalNanoseconds: Int64?
  /// What sizes count: `base`, `quote` or `contracts`.
  public var units = "base"
  /// Whether the source broke off and only its whole rows were kept.
  public var truncated = false
  /// Further findings, by name.
  public var findings: [String: Int] = [:]
  /// Companion arrays beside the hot one: `ts_venue`, `seq`, `id`.
  public var companions: [String] = []

  public init(kind: TapeKind, venue: String, symbol: String, format: String) {
    self.kind = kind
    self.venue = venue
    self.symbol = symbol
    self.format = format
  }

  private enum CodingKeys: String, CodingKey {
    case schema, kind, venue, symbol, format, sources, sha256, duplicates, rounded, gaps, units
    case truncated, findings, companions
    case rowsRead = "rows_read"
    case rowsWritten = "rows_written"
    case firstNanoseconds = "first_ns"
    case lastNanoseconds = "last_ns"
    case longestGapNanoseconds = "longest_gap_ns"
    case intervalNanoseconds = "interval_ns"
  }

  /// The JSON text, keys sorted.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

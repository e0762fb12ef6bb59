public import Foundation
import Quantities

/// What `metadata.json` of a tape says: where the rows came from and what was found in them.
public struct TapeMetadata: Hashable, Sendable, Codable {
  /// A file that was read.
  public struct Source: Hashable, Sendable, Codable {
    public var file: String
    public var sha256: String
    public var bytes: Int
    /// The name of the file in the archive that `file` is.
    public var member: String?
    public init(file: String, sha256: String, bytes: Int, member: String? = nil) {
      self.file = file
      self.sha256 = sha256
      self.bytes = bytes
      self.member = member
    }
  }

  /// A stretch without a record.
  public struct Gap: Hashable, Sendable, Codable {
    /// The last time before it, nanoseconds since 1970.
    public var startNanoseconds: Int64
    public var lengthNanoseconds: Int64
    /// The first row behind it: `file:line`.
    public var at: String
    public init(startNanoseconds: Int64, lengthNanoseconds: Int64, at: String) {
      self.startNanoseconds = startNanoseconds
      self.lengthNanoseconds = lengthNanoseconds
      self.at = at
    }

    private enum CodingKeys: String, CodingKey {
      case at
      case startNanoseconds = "start_ns"
      case lengthNanoseconds = "length_ns"
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
  /// The longest of the gaps, at most five, the longest first.
  public var longestGaps: [Gap] = []
  /// The interval of bars, given or the commonest step.
  public var intervalNanoseconds: Int64?
  /// What sizes count: `base`, `quote` or `contracts`.
  public var units = "base"
  /// Whether the source broke off and only its whole rows were kept.
  public var truncated = false
  /// Further findings, by name.
  public var findings: [String: Int] = [:]
  /// By the name of a finding, the first places where it was found, at most five: `file:line`.
  public var places: [String: [String]] = [:]
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
    case truncated, findings, places, companions
    case rowsRead = "rows_read"
    case rowsWritten = "rows_written"
    case firstNanoseconds = "first_ns"
    case lastNanoseconds = "last_ns"
    case longestGapNanoseconds = "longest_gap_ns"
    case longestGaps = "longest_gaps"
    case intervalNanoseconds = "interval_ns"
  }

  /// Reads what is there: files of other programs, and of earlier versions, lack keys.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    func read<T: Decodable>(_ key: CodingKeys, else missing: T) throws -> T {
      try keys.decodeIfPresent(T.self, forKey: key) ?? missing
    }
    kind = try keys.decode(TapeKind.self, forKey: .kind)
    venue = try keys.decode(String.self, forKey: .venue)
    symbol = try keys.decode(String.self, forKey: .symbol)
    format = try read(.format, else: "")
    schema = try read(.schema, else: 1)
    sources = try read(.sources, else: [])
    sha256 = try read(.sha256, else: "")
    rowsRead = try read(.rowsRead, else: 0)
    rowsWritten = try keys.decode(Int.self, forKey: .rowsWritten)
    duplicates = try read(.duplicates, else: 0)
    rounded = try read(.rounded, else: 0)
    firstNanoseconds = try keys.decodeIfPresent(Int64.self, forKey: .firstNanoseconds)
    lastNanoseconds = try keys.decodeIfPresent(Int64.self, forKey: .lastNanoseconds)
    gaps = try read(.gaps, else: 0)
    longestGapNanoseconds = try read(.longestGapNanoseconds, else: 0)
    longestGaps = try read(.longestGaps, else: [])
    intervalNanoseconds = try keys.decodeIfPresent(Int64.self, forKey: .intervalNanoseconds)
    units = try read(.units, else: "base")
    truncated = try read(.truncated, else: false)
    findings = try read(.findings, else: [:])
    places = try read(.places, else: [:])
    companions = try read(.companions, else: [])
  }

  /// Every place that is kept, with the name of its finding; gaps with when and how long.
  public var everyPlace: [(finding: String, place: String)] {
    places.sorted { $0.key < $1.key }.flatMap { name, kept in kept.map { (name, $0) } }
      + longestGaps.map { gap in
        let start = Instant(nanoseconds: gap.startNanoseconds)
        let length = TimeSpan(nanoseconds: gap.lengthNanoseconds)
        return ("gaps", "\(gap.at) (\(length) from \(start))")
      }
  }

  /// The JSON text, keys sorted.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

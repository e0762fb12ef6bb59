public import Foundation

/// What `metadata.json` of a generated dataset says.
public struct DatasetManifest: Hashable, Sendable, Codable {
  /// A column of a file and what it counts.
  public struct Column: Hashable, Sendable, Codable {
    public let name: String
    public let unit: String
  }

  /// A file of the dataset.
  public struct File: Hashable, Sendable, Codable {
    public let file: String
    public let venue: String
    public let symbol: String
    /// The format that `tidemark import` reads it with.
    public let format: String
    /// The length of a bar, such as `1m`; nil for other rows.
    public let interval: String?
    public let columns: [Column]
    public let rows: Int
    /// The times of the first and last row, ISO 8601 in UTC.
    public let first: String
    public let last: String
    public let bytes: Int
    /// SHA-256 of the file as it lies there; another version of zlib may give another.
    public let sha256: String
    /// SHA-256 of the CSV text inside: the same wherever it was generated.
    public let sha256Uncompressed: String

    enum CodingKeys: String, CodingKey {
      case file, venue, symbol, format, interval, columns, rows, first, last, bytes, sha256
      case sha256Uncompressed = "sha256_uncompressed"
    }
  }

  /// Something that was put into the data, with its instants.
  public struct Event: Hashable, Sendable, Codable {
    /// `crash`, `depth_collapse`, `wick` or `outage`.
    public let kind: String
    /// The venue it befalls; nil for all of them.
    public let venue: String?
    public let start: String
    public let end: String
    /// How large it is by plan, as a decimal: a change of price or a factor on the depth.
    public let size: String?
    public let note: String
  }

  /// The version of this layout.
  public var schema = 1
  public let name: String
  public let summary: String
  public var generator = "tidemark synth"
  /// Changes whenever the rows of an old seed change.
  public var generatorVersion = 1
  public let seed: UInt64
  public var licence = "CC0-1.0"
  public var source = "generated; the venues are invented and no market's records are in it"
  public let events: [Event]
  public let files: [File]

  init(name: String, summary: String, seed: UInt64, events: [Event], files: [File]) {
    self.name = name
    self.summary = summary
    self.seed = seed
    self.events = events
    self.files = files
  }

  enum CodingKeys: String, CodingKey {
    case schema, name, summary, generator, seed, licence, source, events, files
    case generatorVersion = "generator_version"
  }

  /// Reads the bytes of a `metadata.json`. Throws what the decoder says.
  public init(json: Data) throws { self = try JSONDecoder().decode(Self.self, from: json) }

  /// The JSON text, keys sorted.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

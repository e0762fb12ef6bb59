import Foundation
import MarketData

/// `metadata.json` of a folder with a YAML file.
struct ReferenceMetadata: Encodable {
  private let schema = 1
  private let format: String
  private let sources: [TapeMetadata.Source]
  private let report: ReferenceReport

  init(_ source: TapeMetadata.Source, _ format: String, _ report: ReferenceReport) {
    self.format = format
    self.report = report
    sources = [source]
  }

  private enum CodingKeys: String, CodingKey {
    case schema, format, sources
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(format, forKey: .format)
    try container.encode(sources, forKey: .sources)
    try report.encode(to: encoder)
  }

  /// The JSON text, keys sorted.
  func json(_ target: String) throws(IngestError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
      throw IngestError(
        .output, file: target, reason: "its metadata cannot be written: \(error)",
        remedy: "check the names of the files")
    }
  }
}

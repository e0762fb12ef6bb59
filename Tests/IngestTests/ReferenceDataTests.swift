import Foundation
import Testing

@testable import Ingest

/// The folder of recorded data: TIDEMARK_DATA, else `../shared/data` beside the checkout.
private let recorded: String? = {
  let given = ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
  let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let path = given ?? checkout.deletingLastPathComponent().path + "/shared/data"
  if FileManager.default.fileExists(atPath: path + "/tiers") { return path }
  print("no recorded data at \(path): its tests are passed over; set TIDEMARK_DATA")
  return nil
}()

@Suite("Recorded reference files", .enabled(if: recorded != nil))
struct ReferenceDataTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(
    "are read to the last row",
    arguments: [
      (
        "binance-tiers", "tiers/binance_leverage_tiers_2022-02-12.json.gz",
        ReferenceReport(rowsRead: 1077, rowsWritten: 1077, entries: 162)
      ),
      (
        "binance-tiers", "tiers/binance_leverage_tiers_2024-10-24.json.gz",
        ReferenceReport(rowsRead: 2805, rowsWritten: 2805, entries: 349)
      ),
      (
        "instruments", "instruments/symbol_properties_crypto.csv.gz",
        ReferenceReport(rowsRead: 9090, rowsWritten: 9024, leftOut: 66, entries: 9024)
      ),
      (
        "aave-strategies", "rates/aave_v3_ethereum_2023-10-31.json",
        ReferenceReport(rowsRead: 25, rowsWritten: 25, entries: 25)
      ),
      (
        "compound-networks", "rates/compound_v2_mainnet.json",
        ReferenceReport(rowsRead: 16, rowsWritten: 10, leftOut: 6, entries: 10)
      ),
    ])
  func counts(_ format: String, _ file: String, _ expected: ReferenceReport) throws {
    let path = try #require(recorded) + "/" + file
    #expect(try ReferenceImport.run(scratch.reference(format, path)) == expected)
    let text = try String(contentsOfFile: scratch.sheet, encoding: .utf8)
    let readme = try String(contentsOfFile: #require(recorded) + "/README.md", encoding: .utf8)
    let row = try #require(readme.split(separator: "\n").first { $0.hasPrefix("| \(file) |") })
    let sha256 = try #require(text.split(separator: "\n").first { $0.hasPrefix("# sha256: ") })
    #expect(row.contains(sha256.dropFirst(10)), "the file is not that of its README")
  }
}

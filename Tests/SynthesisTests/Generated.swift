import Foundation
import MarketData
import Quantities
import Synthesis

/// A dataset in a folder, read back from its files.
struct Generated: Sendable {
  let folder: URL
  let manifest: DatasetManifest

  /// Seed 7 in a temporary folder, generated and replayed once for all tests.
  static let seven: Result<Generated, any Error> = Result {
    atexit { try? Generated.seven.get().remove() }
    return try Generated(seed: 7)
  }
  static let replays = Result {
    let dataset = try seven.get()
    return try venues.map { try BookReplay(dataset.csv($0, "l2")) }
  }
  static let venues = ["harbour", "meridian", "atoll"]

  init(seed: UInt64, name: String = "three-venues") throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tidemark-synthesis-\(UUID().uuidString)")
    manifest = try SyntheticDataset.generate(name: name, seed: seed, to: folder.path)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func csv(_ venue: String, _ kind: String, base: String = "BTC") throws -> CSVFile {
    try CSVFile(folder.appendingPathComponent("\(venue)-\(base)USDT-\(kind).csv.gz"))
  }

  /// Nanoseconds from the start to the end of the event of a kind.
  func event(_ kind: String) throws -> Range<Int64> {
    guard let event = manifest.events.first(where: { $0.kind == kind }) else {
      throw CocoaError(.coderValueNotFound)
    }
    return try Instant(event.start).nanoseconds..<Instant(event.end).nanoseconds
  }

  /// SHA-256 of each file of the folder, by name.
  func fingerprints() throws -> [String: String] {
    var result: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      result[name] = fingerprint([UInt8](try Data(contentsOf: folder.appending(path: name))))
    }
    return result
  }
}

func fingerprint(_ bytes: [UInt8]) -> String {
  var print = Fingerprint()
  bytes.withUnsafeBytes { print.update($0) }
  return print.hex()
}

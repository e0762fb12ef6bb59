internal import Foundation
internal import MarketData
internal import Quantities

/// The folder that a dataset is written to, file by file.
struct DatasetFolder {
  private let path: String
  private(set) var files: [DatasetManifest.File] = []

  /// Makes the folder where it is missing.
  init(path: String) throws(SynthesisError) {
    self.path = path
    do throws(UnwritableError) { try WholeFile.makeFolder(path) } catch {
      throw .unwritable(path: path, reason: error.reason)
    }
  }

  /// Compresses the rows into `<venue>-<base>USDT-<kind>.csv.gz` and notes the file.
  mutating func add(
    _ text: RowText, _ layout: FileLayout, venue: String, base: String = "BTC", kind: String,
    interval: String? = nil
  ) throws(SynthesisError) {
    let symbol = base + "USDT"
    let name = "\(venue)-\(symbol)-\(kind).csv.gz"
    let packed = try gzip(text.bytes, file: name)
    try write(packed, to: name)
    files.append(
      DatasetManifest.File(
        file: name, venue: venue, symbol: symbol, format: layout.rawValue,
        interval: interval, columns: layout.columns(of: base), rows: text.rows,
        first: Self.text(text.first), last: Self.text(text.last), bytes: packed.count,
        sha256: Self.fingerprint(packed), sha256Uncompressed: Self.fingerprint(text.bytes)))
  }

  /// Writes `metadata.json`.
  func finish(_ manifest: DatasetManifest) throws(SynthesisError) {
    do {
      try write(Array(manifest.json()), to: "metadata.json")
    } catch let error as SynthesisError {
      throw error
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// Writes under a temporary name in the same folder, then renames.
  private func write(_ bytes: [UInt8], to name: String) throws(SynthesisError) {
    do throws(UnwritableError) { try WholeFile.write(bytes, to: "\(path)/\(name)") } catch {
      throw .unwritable(path: error.path, reason: error.reason)
    }
  }

  private static func fingerprint(_ bytes: [UInt8]) -> String {
    var print = Fingerprint()
    bytes.withUnsafeBytes { print.update($0) }
    return print.hex()
  }

  private static func text(_ nanoseconds: Int64?) -> String {
    nanoseconds.map { Instant(nanoseconds: $0).description } ?? ""
  }
}

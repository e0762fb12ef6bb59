import Foundation
import Ingest
import MarketData
import Quantities

/// Tapes made from the CSV files of scenarios, kept for the next run. A tape is found again by the
/// content of its file and the way it was read.
struct TapeStore {
  /// Counted up when an import writes another tape of the same file: older ones are made anew.
  private static let version = "3"

  let folder: String

  /// The tape of a source: opened, found, or imported now. Where the source names no part and the
  /// format wrote several, it is that of `series`.
  func tape(
    _ source: Scenario.Source, series: String? = nil, _ progress: (ImportProgress) -> Bool
  ) throws -> Tape {
    guard let format = source.format else { return try Tape(path: source.path) }
    let path = "\(folder)/\(try key(source, format))"
    func part() -> String {
      let name = [source.part, series].compactMap { $0 }.first ?? ""
      let inner = "\(path)/\(name)"
      return source.part != nil || isTape(inner) ? inner : path
    }
    if isTape(part()) { return try Tape(path: part()) }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    _ = try withoutActuallyEscaping(progress) { progress in
      try Import.run(
        ImportRequest(
          format: format, files: [source.path], venue: source.venue, symbol: source.symbol,
          target: path, onBadRow: source.onBadRow, utcOffset: source.utcOffset,
          interval: source.interval), progress: progress)
    }
    return try Tape(path: part())
  }

  private func isTape(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/metadata.json")
  }

  private func key(_ source: Scenario.Source, _ format: String) throws -> String {
    guard SmallFile.isRegular(source.path), let file = FileHandle(forReadingAtPath: source.path)
    else {
      throw ConfigurationError(
        file: source.path, line: 0, column: 0, text: "", reason: "there is no such data file",
        remedy: "the scenario names it as '\(source.shownPath)'; check `file` and `data_root`",
        isMissing: true)
    }
    var print = Fingerprint()
    while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
      chunk.withUnsafeBytes { print.update($0) }
    }
    let settings = [
      Self.version, format, source.venue, source.symbol, source.interval?.description ?? "",
      source.utcOffset.description, source.onBadRow.rawValue,
      print.hex(),
      // Some formats have the day in the file's name.
      URL(fileURLWithPath: source.path).lastPathComponent,
    ]
    return String(Fingerprint.of(settings.joined(separator: "\0")).prefix(32))
  }
}

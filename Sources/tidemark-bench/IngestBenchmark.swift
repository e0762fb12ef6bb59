import Foundation
import Ingest
import MarketData

/// CSV to a finished tape, hash included, beside a plain loop over libcsv in the same run.
enum IngestBenchmark {
  static func run(_ path: String, cores: Int) throws -> Sample {
    let folder = NSTemporaryDirectory() + "tidemark-bench-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let plainStart = ContinuousClock.now
    let plain = try PlainLoop.run(file: path)
    let plainSeconds = (ContinuousClock.now - plainStart) / .seconds(1)
    let watch = MemoryWatch()
    watch.begin()
    let start = ContinuousClock.now
    let metadata = try Import.run(
      ImportRequest(
        format: try format(path), files: [path], venue: "bench", symbol: "BTCUSDT",
        target: folder, cores: cores))[0]
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return Sample(
      events: metadata.rowsRead, seconds: seconds, checksum: metadata.sha256,
      wrong: metadata.rowsRead == plain.rows - 1
        ? nil : "\(metadata.rowsRead) rows of \(plain.rows - 1)",
      peakAnonymousBytes: watch.end(),
      extra: [
        "plain_loop_rows_per_second": Double(plain.rows) / plainSeconds,
        "ratio_to_plain_loop": plainSeconds / seconds,
      ])
  }

  /// The format that the header names.
  static func format(_ path: String) throws -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw BenchmarkError.usage("there is no file \(path)")
    }
    let head = String(decoding: try file.read(upToCount: 64) ?? Data(), as: UTF8.self)
    let header = head.split(separator: "\n").first.map(String.init) ?? ""
    switch header {
    case "ts_ns,side,price,size": return "plain-l2"
    case "ts_ns,price,size,side": return "plain-trades"
    case "ts_ns,o,h,l,c,v": return "plain-bars"
    default: throw BenchmarkError.usage("\(path) has none of the three plain headers")
    }
  }
}

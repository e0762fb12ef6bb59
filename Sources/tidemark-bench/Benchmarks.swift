import ArgumentParser
import Foundation

/// Benchmarks of whole work: each runs the code path of `tidemark run` and fails when its check
/// values are not those of the reference files.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tidemark-bench",
    abstract: "Measures ingest, merge and replay; prints one JSON object.",
    discussion: """
      ingest FILE           CSV (plain-l2, plain-trades or plain-bars) to a finished tape
      merge TAPE...         the total order over several tapes
      book TAPE             a native strategy reads the best quotes after each instant
      book-timer TAPE       a native strategy reads them every 100 ms
      book-lua TAPE         a script reads them after each instant
      book-alone TAPE       the book without a run about it
      trades TAPE           one limit order a side, matched, with fees and the full ledger
      bars TAPE --strategy  SMA 10/50 cross with market orders and the full ledger
      """)

  @Argument(help: "Which benchmark.") var name: String
  @Argument(help: "A CSV file for ingest, tapes for the others.") var paths: [String]
  @Option(name: .customLong("repeat"), help: "How often; the median counts.") var repeats = 5
  @Option(help: "native or lua, for bars.") var strategy = "native"
  @Option(help: "How much later strategies see the book, for book and book-timer.")
  var feedLatency: String?
  @Option(help: "Parsers at once, for ingest.") var cores = 1
  @Flag(help: "Print JSON only (the default; kept for scripts).") var json = false

  func run() throws {
    var samples: [Sample] = []
    for _ in 0..<max(1, repeats) { samples.append(try measure()) }
    let result = BenchmarkResult(name: title, samples: samples)
    print(try result.json())
    if let wrong = samples.compactMap(\.wrong).first { throw BenchmarkError.check(wrong) }
  }

  private var title: String {
    switch name {
    case "bars": "bars-\(strategy)"
    case "ingest" where cores > 1: "ingest-\(cores)"
    case _ where feedLatency != nil: "\(name)-feed-latency"
    default: name
    }
  }

  private func measure() throws -> Sample {
    guard let path = paths.first else { throw BenchmarkError.usage("name a file or a tape") }
    switch name {
    case "ingest": return try IngestBenchmark.run(path, cores: cores)
    case "merge": return try MergeBenchmark.run(paths)
    case "book": return try ReplayBenchmark.book(path, feedLatency: feedLatency)
    case "book-timer": return try ReplayBenchmark.bookTimer(path, feedLatency: feedLatency)
    case "book-lua": return try ReplayBenchmark.luaBook(path)
    case "trades": return try ReplayBenchmark.trades(path)
    case "book-alone": return try BookAlone.run(path)
    case "bars":
      switch strategy {
      case "native": return try ReplayBenchmark.bars(path)
      case "lua": return try ReplayBenchmark.luaBars(path)
      default: throw BenchmarkError.usage("--strategy takes native or lua")
      }
    default: throw BenchmarkError.usage("there is no benchmark '\(name)'")
    }
  }
}

/// Why a benchmark gave no figure.
enum BenchmarkError: Error, CustomStringConvertible {
  case usage(String)
  case check(String)

  var description: String {
    switch self {
    case .usage(let text): text
    case .check(let text): "the work done is not the reference work: \(text)"
    }
  }
}

import Foundation
import Ingest
import MarketData
import Quantities

extension FuzzTarget {
  /// The readers of rows: the first byte chooses the format among all there are, the second the
  /// options, the rest is the file, or two with a line of three dashes between them.
  static let csv = FuzzTarget(name: "csv") { bytes in
    var input = FuzzInput(bytes)
    let format = ImportFormat.all[input.choice(ImportFormat.all.count)]
    let options = input.choice(256)
    CSVRows.read(input.file, format.name, options: options)
  }
}

/// One import of bytes, and a look at the tapes it wrote.
enum CSVRows {
  private static let folder = FuzzFolder.make("csv")
  private static let target = folder + "/tape"
  /// Some formats read the day and the kind from the name.
  private static let names = ["20240808_trade.csv", "20240808_quote.csv"]

  static func read(_ bytes: [UInt8], _ format: String, options: Int) {
    defer { try? FileManager.default.removeItem(atPath: target) }
    let policies = BadRowPolicy.allCases
    var request = ImportRequest(
      format: format, files: write(bytes, options), venue: "v", symbol: "S", target: target,
      onBadRow: policies[(options & 3) % policies.count],
      timeUnit: options & 4 == 0 ? nil : TimeUnit.allCases[options >> 3 & 3],
      utcOffset: options & 32 == 0 ? .zero : .hour * 3,
      interval: options & 64 == 0 ? nil : .minute, cores: 1)
    guard let whole = try? Import.run(request) else { return }
    // Three parsers of small pieces write the same tape.
    request.target = target + "-pieces"
    request.cores = 3
    request.pieceBytes = 16 + Int(bytes.first ?? 0)
    defer { try? FileManager.default.removeItem(atPath: request.target) }
    precondition((try? Import.run(request)) == whole, "one parser and three disagree")
    for tape in tapes() { _ = TapeCheck(tape).lines }
  }

  private static func write(_ bytes: [UInt8], _ options: Int) -> [String] {
    let mark = Data("\n---\n".utf8)
    let data = Data(bytes)
    var parts = [data[...]]
    if let place = data.range(of: mark) {
      parts = [data[..<place.lowerBound], data[place.upperBound...]]
    }
    return parts.enumerated().map { number, part in
      let file = "\(folder)/\(number)_\(names[options >> 7 & 1])"
      FuzzFolder.write(Array(part), to: file)
      return file
    }
  }

  /// A format writes one tape, or several in folders.
  private static func tapes() -> [Tape] {
    let below = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
    return ([target] + below.map { "\(target)/\($0)" }).compactMap { try? Tape(path: $0) }
  }
}

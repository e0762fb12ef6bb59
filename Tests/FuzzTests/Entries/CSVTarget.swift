import Foundation
import Ingest
import MarketData
import Quantities

extension FuzzTarget {
  /// The readers of rows: the first byte chooses the format among all there are, the second the
  /// options, the rest is the file.
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
  /// Some formats read the day from the name.
  private static let file = folder + "/20240808_trade.csv"
  private static let target = folder + "/tape"

  static func read(_ bytes: [UInt8], _ format: String, options: Int) {
    FuzzFolder.write(bytes, to: file)
    defer { try? FileManager.default.removeItem(atPath: target) }
    let request = ImportRequest(
      format: format, files: [file], venue: "v", symbol: "S", target: target,
      onBadRow: options & 1 == 0 ? .skip : .stop,
      timeUnit: options & 2 == 0 ? nil : TimeUnit.allCases[options >> 2 & 3],
      utcOffset: options & 16 == 0 ? .zero : .hour * 3,
      interval: options & 32 == 0 ? nil : .minute)
    guard (try? Import.run(request)) != nil else { return }
    for tape in tapes() { _ = TapeCheck(tape).lines }
  }

  /// A format writes one tape, or several in folders.
  private static func tapes() -> [Tape] {
    let below = (try? FileManager.default.contentsOfDirectory(atPath: target)) ?? []
    return ([target] + below.map { "\(target)/\($0)" }).compactMap { try? Tape(path: $0) }
  }
}

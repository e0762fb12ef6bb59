import MarketData
import Quantities

/// The total order over tapes: every row is read once.
enum MergeBenchmark {
  static func run(_ paths: [String]) throws -> Sample {
    var tapes: [Tape] = []
    for path in paths { tapes.append(try Tape(path: path)) }
    let watch = MemoryWatch()
    watch.begin()
    let start = ContinuousClock.now
    var merge = Merge(tapes)
    var rows = 0
    var runs = 0
    var sum: Int64 = 0
    while let run = merge.run(through: .distantFuture) {
      rows += run.rows.count
      runs += 1
      for row in run.rows { sum &+= tapes[run.tape].instant(row).nanoseconds }
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let expected = tapes.reduce(0) { $0 + $1.count }
    return Sample(
      events: rows, seconds: seconds, checksum: "rows \(rows), runs \(runs), sum \(sum)",
      wrong: rows == expected ? nil : "\(rows) rows of \(expected)",
      peakAnonymousBytes: watch.end())
  }
}

import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Several parsers")
struct ParallelTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// What a kind of damage does to one of many lines.
  private enum Damage: String, CaseIterable {
    case none, badRows, quotes, quoteAcrossLines, blankLines, carriageReturns, longLine, noLastEnd
  }

  private func text(_ damage: Damage, rows: Int) -> String {
    var text = "ts_ns,side,price,size\n"
    for row in 0..<rows {
      let line = "\(1_700_000_000_000_000_000 + row),\(row % 2 == 0 ? "B" : "A"),\(row).5,0.125"
      switch (damage, row % 9973) {
      case (.badRows, 17): text += "\(line),surplus\n"
      case (.quotes, 9000): text += line.replacingOccurrences(of: "0.125", with: "\"0.125\"") + "\n"
      case (.quoteAcrossLines, 9000): text += "\(line)\n\"1\n2\",B,1,1\n"
      case (.blankLines, 5): text += "\n\(line)\n"
      case (.longLine, 9000):
        text += line + String(repeating: " ", count: 300_000) + "\n"
      default: text += line + (damage == .carriageReturns ? "\r\n" : "\n")
      }
    }
    if damage == .noLastEnd { text.removeLast() }
    return text
  }

  @Test("write the tape of one, whatever the file holds", arguments: Damage.allCases)
  private func same(damage: Damage) throws {
    let file = try scratch.write(text(damage, rows: 60_000))
    let policy = damage == .badRows || damage == .quoteAcrossLines ? BadRowPolicy.skip : .stop
    var made: [TapeMetadata] = []
    for cores in [1, 2, 3] {
      var request = scratch.request("plain-l2", [file], onBadRow: policy)
      request.cores = cores
      made += try Import.run(request)
    }
    #expect(made[0].rowsRead >= 60_000)
    #expect(made[1] == made[0] && made[2] == made[0], "\(damage)")
  }

  @Test("name the line of a bad row as one does")
  func lines() throws {
    let file = try scratch.write(text(.blankLines, rows: 60_000) + "9,B,oops,1\n")
    let messages = [1, 2].map { cores in
      var request = scratch.request("plain-l2", [file])
      request.cores = cores
      return scratch.failure(request)
    }
    #expect(messages[0]?.hasPrefix("in.csv:60009:3: 'oops': ") == true)
    #expect(messages[1] == messages[0])
  }

  @Test("count times of another unit as one does")
  func units() throws {
    var text = "time,o,h,l,c\n"
    for row in 0..<40_000 {
      let millisecond = 1_700_000_000_000 + row * 60_000
      text += row < 20_000 ? "\(millisecond)" : "\(millisecond)000"
      text += ",1,1,1,1                              \n"
    }
    let file = try scratch.write(text)
    for cores in [1, 2] {
      var request = scratch.request("ohlcv", [file])
      request.cores = cores
      let made = try Import.run(request)[0]
      #expect(made.findings["time_unit_changes"] == 20_000)
      #expect(made.gaps == 0 && made.rowsWritten == 40_000)
    }
  }

  @Test("agree where a column that must not change begins empty, or times as text")
  func lateKnowledge() throws {
    var trades = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    for row in 0..<40_000 {
      let symbol = row < 6000 ? "" : row < 6100 ? "A" : "B"
      trades += "e,\(symbol),\(row + 1),\(row + 1),\(row),buy,100,1\n"
    }
    var candles = "time,o,h,l,c\n"
    for row in 0..<60_000 {
      let time = 1_500_000_000 + row * 60
      let text = row < 7000 ? "\(Instant(nanoseconds: Int64(time) * 1_000_000_000))" : "\(time)"
      candles += row < 30_000 ? "\(text),1,1,1,1\n" : "\(time)000,1,1,1,1\n"
    }
    for (format, text) in [("tardis-trades", trades), ("ohlcv", candles)] {
      let file = try scratch.write(text, as: "in.csv")
      try #require(text.utf8.count > 1 << 20)
      var made: [TapeMetadata] = []
      for cores in [1, 2, 4] {
        var request = scratch.request(format, [file], onBadRow: .skip)
        request.cores = cores
        made += try Import.run(request)
      }
      #expect(made[1] == made[0] && made[2] == made[0], "\(format)")
      #expect(format == "ohlcv" || made[0].rowsWritten == 6100)
      #expect(format != "ohlcv" || made[0].findings["time_unit_changes"] == 23_000)
    }
  }

  @Test("stop at a break of the packed data where one does")
  func broken() throws {
    var data = gzip(text(.none, rows: 400_000))
    data.removeLast(data.count / 3)
    let file = try scratch.write(data, as: "in.csv.gz")
    try #require(data.count > 1 << 20)
    var kept: [TapeMetadata] = []
    var errors: [String?] = []
    for cores in [1, 2] {
      var request = scratch.request("plain-l2", [file], onBadRow: .skip)
      request.cores = cores
      kept += try Import.run(request)
      request.onBadRow = .stop
      errors.append(scratch.failure(request))
    }
    #expect(kept[0].truncated && kept[0].rowsWritten > 100_000)
    #expect(kept[0] == kept[1])
    #expect(errors[0]?.contains("the gzip data are cut short at byte") == true)
    #expect(errors[0] == errors[1])
  }

  /// A text with everything that a piece may end in.
  private func hostile(_ random: inout SeededStream) -> String {
    var text = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
    var time = 1
    for row in 0..<Int.random(in: 20..<200, using: &random) {
      time += Int.random(in: 0...2, using: &random)
      let symbol = ["", "", "A", "A", "B"][min(4, row % 7 == 0 ? row % 5 : 2)]
      let plain = "e,\(symbol),\(time),\(time),\(row),buy,10\(row % 3),1"
      switch Int.random(in: 0..<24, using: &random) {
      case 0: text += "\(plain),more\n"
      case 1: text += "\n"
      case 2: text += plain.replacingOccurrences(of: "buy", with: "\"buy\"") + "\n"
      case 3: text += plain.replacingOccurrences(of: "buy", with: "\"buy") + "\n"
      case 4: text += plain.replacingOccurrences(of: "buy", with: "bu\"y") + "\n"
      case 5: text += "\(plain)\r\n"
      case 6: text += " \(plain) \n"
      case 7:
        text +=
          plain.replacingOccurrences(of: "buy", with: String(repeating: "x", count: 90)) + "\n"
      case 8: text += plain.replacingOccurrences(of: ",1", with: ",-1") + "\n"
      default: text += "\(plain)\n"
      }
    }
    if Bool.random(using: &random) { text.removeLast() }
    return text
  }

  @Test(
    "write the tape of one over hostile texts, for any size of pieces",
    arguments: [5, 6, UInt64.random(in: 0 ... .max)])
  func twin(seed: UInt64) throws {
    var random = SeededStream(state: seed)
    for _ in 0..<60 {
      let text = hostile(&random)
      let file = try scratch.write(text)
      let policy = [BadRowPolicy.skip, .repair].randomElement(using: &random) ?? .skip
      var whole: (TapeMetadata?, String?)?
      for (cores, bytes) in [(1, 1 << 17), (1, 40), (2, 64), (3, 200), (2, 1000)] {
        var request = scratch.request("tardis-trades", [file], onBadRow: policy)
        request.cores = cores
        request.pieceBytes = bytes
        var made: TapeMetadata?
        var list: String?
        do {
          made = try Import.run(request)[0]
          list = try? String(contentsOfFile: scratch.target + "/rejected.csv", encoding: .utf8)
        } catch {
          list = error.description
        }
        if let whole {
          #expect(made == whole.0 && list == whole.1, "seed \(seed), \(cores) of \(bytes)")
        } else {
          whole = (made, list)
        }
        try? FileManager.default.removeItem(atPath: scratch.target)
      }
    }
  }
}

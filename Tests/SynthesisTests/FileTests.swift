import Foundation
import Testing

@testable import Synthesis

/// The files as an importer meets them.
struct FileTests {
  private let dataset: Generated

  init() throws { dataset = try Generated.seven.get() }

  @Test func `every file holds what the manifest says, in order of time`() throws {
    #expect(dataset.manifest.files.count == 8)
    for file in dataset.manifest.files {
      let csv = try CSVFile(dataset.folder.appending(path: file.file))
      #expect(csv.header == file.columns.map(\.name).joined(separator: ","))
      #expect(csv.count == file.rows)
      let times = (0..<csv.count).map(csv.time)
      #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(times.first == (try time(file.first)))
      #expect(times.last == (try time(file.last)))
    }
  }

  @Test func `prices are whole ticks and sizes whole lots above zero`() throws {
    for venue in Venue.all {
      let tick = Int64(venue.tick) * 10_000_000
      let lot = Int64(venue.lot) * 10_000
      let book = try dataset.csv(venue.name, "l2")
      let trades = try dataset.csv(venue.name, "trades")
      #expect((0..<book.count).allSatisfy { book[$0, 2] % tick == 0 && book[$0, 2] > 0 })
      #expect((0..<book.count).allSatisfy { book[$0, 3] % lot == 0 && book[$0, 3] >= 0 })
      #expect((0..<trades.count).allSatisfy { trades[$0, 1] % tick == 0 && trades[$0, 1] > 0 })
      #expect((0..<trades.count).allSatisfy { trades[$0, 2] % lot == 0 && trades[$0, 2] > 0 })
    }
  }

  @Test func `books are never crossed, one-sided or told to remove what is not there`() throws {
    for replay in try Generated.replays.get() {
      #expect(replay.snapshots.count > 27_000)
      #expect(replay.crossed == 0)
      #expect(replay.oneSided == 0)
      #expect(replay.needless == 0)
    }
  }

  @Test func `trades happen at the best price shown and do not exceed its size`() throws {
    let replays = try Generated.replays.get()
    for (venue, replay) in zip(Generated.venues, replays) {
      let trades = try dataset.csv(venue, "trades")
      for row in 0..<trades.count {
        let book = try #require(replay.book(at: trades.time(row)))
        let isBuy = trades[row, 3] == 66
        #expect(trades[row, 1] == (isBuy ? book.ask : book.bid))
        #expect(trades[row, 2] <= (isBuy ? book.askSize : book.bidSize))
      }
    }
  }

  @Test func `400 daily bars end before the first row of any venue`() throws {
    let bars = try dataset.csv("harbour", "bars-1d")
    #expect(bars.count == 400)
    let firsts = try Generated.venues.map { try dataset.csv($0, "l2").time(0) }
    #expect(bars.time(399) < (try #require(firsts.min())))
    for row in 0..<bars.count { expectSound(bars, row) }
    for row in 1..<bars.count {
      #expect(bars.time(row) - bars.time(row - 1) == 86_400_000_000_000)
      #expect(bars[row, 1] == bars[row - 1, 4])
    }
    let opening = try #require(try Generated.replays.get()[0].snapshots.first).middle
    #expect((Double(bars[399, 4]) / 1e8 / opening - 1).magnitude < 0.001)
  }

  @Test func `minute bars are those of the trades`() throws {
    let bars = try dataset.csv("harbour", "bars-1m")
    let trades = try dataset.csv("harbour", "trades")
    let minute: Int64 = 60_000_000_000
    let traded = Dictionary(grouping: 0..<trades.count) { trades.time($0) / minute }
    #expect(bars.count == 480)
    for row in 0..<bars.count {
      let inside = traded[bars.time(row) / minute - 1] ?? []
      let prices = inside.map { trades[$0, 1] }
      expectSound(bars, row)
      #expect(bars[row, 5] == inside.reduce(0) { $0 + trades[$1, 2] })
      guard let open = prices.first, let close = prices.last else { continue }
      #expect(bars[row, 1] == open && bars[row, 4] == close)
      #expect(bars[row, 2] == prices.max() && bars[row, 3] == prices.min())
    }
  }

  private func expectSound(_ bars: CSVFile, _ row: Int) {
    let (open, high, low, close) = (bars[row, 1], bars[row, 2], bars[row, 3], bars[row, 4])
    #expect(low > 0 && low <= min(open, close) && high >= max(open, close))
    #expect(bars[row, 5] >= 0)
  }

  @Test func `the whole dataset is a few megabytes`() {
    let bytes = dataset.manifest.files.reduce(0) { $0 + $1.bytes }
    #expect(bytes > 500_000 && bytes < 4_000_000)
  }
}

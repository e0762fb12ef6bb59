import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Recorded data", .enabled(if: RealData.path != nil))
struct RealDataTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func made(_ format: String, _ file: String) throws -> TapeMetadata {
    let path = try #require(RealData.path) + "/" + file
    return try Import.run(scratch.request(format, [path]))[0]
  }

  @Test("shows the repeated minutes and the venue outages that the README names")
  func knownFacts() throws {
    let rouble = try made("ohlcv", "candles/2020-03_binance_spot_5m/BTCRUB_1m_duplicated.csv.gz")
    #expect((rouble.rowsWritten, rouble.duplicates) == (16_344, 26_856))
    let outages = try made("ohlcv", "candles/2020-03_binance_spot_5m/BTCUSDT_5m.csv.gz")
    #expect((outages.duplicates, outages.gaps) == (1, 3))
    #expect(outages.longestGapNanoseconds == (TimeSpan.minute * 355).nanoseconds)
    let may = try made("ohlcv", "candles/2021-05_binance_spot_1m/BTCUSDT_1m.csv.gz")
    #expect(may.longestGapNanoseconds == (TimeSpan.minute * 285).nanoseconds)
    let wide = "candles/outliers/hyperliquid_spot_UBTCUSDC_1h.csv.gz"
    #expect(try made("ohlcv", wide).findings["bars_without_volume"] == 273)
    #expect(TapeCheck(try Tape(path: scratch.target)).outliers >= 2)
  }

  @Test("books: no gap in update ids, one snapshot, in mid-stream for spot")
  func books() throws {
    let folder = "book/binance_2024-08-08/"
    let spot = try made(
      "tardis-incremental-book", folder + "binance-spot_BTCUSDT_incremental_book_L2.csv.gz")
    #expect(spot.findings["sequence_gaps"] == nil)
    #expect(spot.findings["snapshots"] == 1)
    let rows = try Tape(path: scratch.target).all(DeltaRow.self)
    #expect(rows.indices.filter { rows[$0].flags.contains(.clear) } == [33])
    #expect(rows.count { $0.flags.contains(.snapshot) } == 2000)
    let messages = rows.count { $0.flags.contains(.first) }
    #expect(messages == rows.count { $0.flags.contains(.last) })
    #expect(messages == spot.findings["messages"])
  }

  @Test("broken gzip: refused, or its 200 rows with skip")
  func damaged() throws {
    let path = try #require(RealData.path) + "/damaged/tardis_trades_bad_crc.csv.gz"
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("tardis-trades", [path]))
    }
    #expect(error?.reason.hasSuffix("invalid distance too far back") == true)
    #expect(error?.line == 202)
    let kept = try Import.run(scratch.request("tardis-trades", [path], onBadRow: .skip))[0]
    #expect((kept.rowsRead, kept.rowsWritten, kept.truncated) == (200, 200, true))
  }
}

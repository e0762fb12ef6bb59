import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("Layouts of venues")
struct VenueFormatTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private func tape(_ format: String, _ files: [(name: String, text: String)]) throws -> Tape {
    let paths = try files.map { try scratch.write($0.text, as: $0.name) }
    _ = try Import.run(scratch.request(format, paths))
    return try Tape(path: scratch.target)
  }

  @Test("klines: with and without a header, in milliseconds and in microseconds")
  func klines() throws {
    let row = "1,3,0.5,2,10,TO,21,7,4,8,0"
    let names =
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
      + "taker_buy_volume,taker_buy_quote_volume,ignore\n"
    for (head, unit) in [("", 1), ("", 1000), (names, 1)] {
      let text = (0..<3).map { index in
        let open = (1_735_689_600_000 + index * 60_000) * unit
        return
          "\(open),\(row.replacingOccurrences(of: "TO", with: "\(open + 60_000 * unit - 1)"))\n"
      }
      let tape = try tape("binance-klines", [("k.csv", head + text.joined())])
      let bars = tape.all(BarRow.self)
      let start = try Instant("2025-01-01")
      #expect(bars.map(\.ts) == (1...3).map { start + .minute * Int64($0) })
      #expect(bars[0].high.description == "3" && bars[0].volume.description == "10")
      #expect(tape.metadata.intervalNanoseconds == TimeSpan.minute.nanoseconds)
      #expect(tape.metadata.findings["volume_not_base"] == nil)
    }
  }

  @Test("klines whose volume counts contracts are noticed")
  func contracts() throws {
    let rows = (0..<2).map { index in
      let open = 1_735_689_600_000 + index * 60_000
      return "\(open),50000,50000,50000,50000,10,\(open),0.02,1,0,0,0\n"
    }
    let tape = try tape("binance-klines", [("k.csv", rows.joined())])
    #expect(tape.metadata.findings["volume_not_base"] == 2)
    #expect(tape.metadata.places["volume_not_base"] == ["k.csv:1", "k.csv:2"])
  }

  @Test(
    "trades of Binance: the buyer who rested was sold to",
    arguments: [
      ("binance-trades", "7,100.5,2,201,1735689600000000,True,True\n"),
      (
        "binance-trades",
        "id,price,qty,quote_qty,time,is_buyer_maker\n7,100.5,2,201,1735689600000,true\n"
      ),
      ("binance-aggtrades", "7,100.5,2,1,3,1735689600000000,True,True\n"),
      (
        "binance-aggtrades",
        "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n"
          + "7,100.5,2,1,3,1735689600000,true\n"
      ),
    ])
  func trades(format: String, text: String) throws {
    let trades = try tape(format, [("t.csv", text)]).all(TradeRow.self)
    let expected = TradeRow(
      ts: try Instant("2025-01-01"), price: try Price("100.5"), size: try Quantity("2"), side: .sell
    )
    #expect(trades == [expected])
  }

  @Test("depth of Binance: the snapshot, then updates that follow it or leave a hole")
  func depth() throws {
    let head = "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n"
    let snap = head + "B,1000,50,50,b,snap,99,1,-1\nB,1000,50,50,a,snap,101,2,-1\n"
    let update =
      head + "B,1100,51,53,b,set,99,0,50\nB,1100,51,53,b,set,98,3,50\nB,1200,60,61,a,set,102,1,59\n"
    let tape = try tape("binance-depth", [("snap.csv", snap), ("update.csv", update)])
    let rows = tape.all(DeltaRow.self)
    let flags: [DeltaFlags] = [
      [.snapshot, .first, .clear], [.snapshot, .last], [.first], [.last],
      [.first, .last, .gap],
    ]
    #expect(rows.map(\.flags) == flags)
    #expect(rows.map(\.side) == [.buy, .sell, .buy, .buy, .sell])
    #expect(tape.metadata.findings["sequence_gaps"] == 1)
    #expect(tape.metadata.places["sequence_gaps"] == ["update.csv:4"])
    #expect(
      try tape.companion("seq").map { ids in (0..<5).map { ids[$0] } } == [50, 50, 53, 53, 61])
  }

  @Test("Coinbase: snapshots without a time stand at the first update")
  func coinbase() throws {
    let bids = "side,price,size\nbuy,99,1\n"
    let asks = "side,price,size\nsell,101,0.11244000000000001\n"
    let updates =
      "side,price,size,time\nbuy,99,0,2018-04-24T03:52:17.202Z\n"
      + "sell,100,1e-05,2018-04-24T03:52:18.000Z\n"
    let tape = try tape("coinbase-l2", [("b.csv", bids), ("a.csv", asks), ("u.csv", updates)])
    let rows = tape.all(DeltaRow.self)
    #expect(
      rows.map(\.ts.description) == [
        "2018-04-24T03:52:17.202Z", "2018-04-24T03:52:17.202Z", "2018-04-24T03:52:17.202Z",
        "2018-04-24T03:52:18Z",
      ])
    #expect(rows.map { $0.flags.contains(.snapshot) } == [true, true, false, false])
    #expect(rows[1].size.description == "0.11244" && rows[3].size.description == "0.00001")
    #expect((tape.metadata.rounded, tape.metadata.rowsRead) == (1, 4))
    let late = scratch.failure(
      scratch.request("coinbase-l2", [scratch.path + "/u.csv", scratch.path + "/b.csv"]))
    #expect(
      late?.hasPrefix("b.csv:2: a row without a time stands behind rows that have one") == true)
  }

  @Test("matches of Coinbase: the side is the resting order's")
  func matches() throws {
    let text = """
      _id,price,product_id,side,size,time,trade_id,type
      x,8042.9,BTC-USD,buy,0.5,2018-04-17T00:55:11.045000Z,41766821,match

      """
    let trades = try tape("coinbase-matches", [("m.csv", text)]).all(TradeRow.self)
    #expect(trades.map(\.side) == [.sell])
    #expect(trades[0].ts.description == "2018-04-17T00:55:11.045Z")
  }

  @Test("orders of Bitstamp, those from before the file too")
  func orders() throws {
    let text = """
      id,timestamp,exchange.timestamp,price,volume,action,direction
      5,1000,900,236.47,200000000,created,bid
      5,1100,900,236.47,178855669,changed,bid
      4,1200,800,237,0,deleted,ask

      """
    let tape = try tape("bitstamp-orders", [("o.csv", text)])
    let rows = tape.all(OrderRow.self)
    #expect(rows.map(\.action) == [.created, .changed, .deleted])
    #expect(rows.map(\.size.description) == ["2", "1.78855669", "0"])
    #expect(try tape.companion("id").map { ids in (0..<3).map { ids[$0] } } == [5, 5, 4])
    #expect(tape.metadata.places["changes_of_unseen_orders"] == ["o.csv:4"])
  }

  @Test("LEAN: day and kind in the name, minutes since midnight, known at the close")
  func lean() throws {
    let trade = try tape(
      "lean-bars", [("20221213_btcusdt_minute_trade.csv", "0,1,2,1,2,5\n60000,2,2,1,1,5\n")])
    #expect(trade.kind == .bar)
    #expect(
      trade.all(BarRow.self).map(\.ts.description) == [
        "2022-12-13T00:01:00Z", "2022-12-13T00:02:00Z",
      ])
    let quote = try tape(
      "lean-bars",
      [
        (
          "20221213_btcusdt_minute_quote.csv",
          "0,9,9,8,8.5,1,10,11,10,10.5,2\n60000,,,,,,10,11,10,10.5,2\n"
        )
      ])
    #expect(quote.all(QuoteRow.self).map(\.bid.description) == ["8.5", "0"])
    #expect(quote.all(QuoteRow.self).map(\.ask.description) == ["10.5", "10.5"])
    #expect(quote.all(QuoteRow.self)[0].ts.description == "2022-12-13T00:01:00Z")
    let daily = try tape("lean-bars", [("btcusdt_daily_trade.csv", "20221213 00:00,1,2,1,2,5\n")])
    #expect(daily.all(BarRow.self).map(\.ts.description) == ["2022-12-14T00:00:00Z"])
    let unnamed = try scratch.write("0,1,2,1,2,5\n", as: "minute_trade.csv")
    #expect(
      scratch.failure(scratch.request("lean-bars", [unnamed]))?.contains(
        "the file's name holds no day such as 20221213") == true)
  }

  @Test("Bybit: messages of levels, each line a row of the source")
  func bybit() throws {
    let text =
      #"{"topic":"t","type":"snapshot","ts":1000,"data":{"s":"X","b":[["1.9","5"]],"#
      + #""a":[["2","7"]],"u":1,"seq":9},"cts":990}"# + "\n"
      + #"{"topic":"t","type":"delta","ts":1100,"data":{"s":"X","b":[["1.9","0"]],"#
      + #""a":[],"u":2,"seq":10},"cts":1090}"# + "\n"
    let tape = try tape("bybit-orderbook", [("o.data", text)])
    #expect(tape.metadata.rowsRead == 2)
    let rows = tape.all(DeltaRow.self)
    #expect(rows.map(\.size.description) == ["5", "7", "0"])
    #expect(
      rows.map(\.flags) == [[.snapshot, .first, .clear], [.snapshot, .last], [.first, .last]])
    #expect(try tape.companion("ts_venue").map { $0[2] } == 1_090_000_000)
    let bad = [
      ("{\"type\":\"delta\"", "o.data:3:16: the text ends before its value does"),
      (
        #"{"topic":"t","type":"x","ts":1100,"data":{"s":"X","b":[],"a":[],"u":3}}"#,
        "o.data:3:21: 'x': the type is neither snapshot nor delta"
      ),
      (
        #"{"topic":"t","type":"delta","ts":1100,"data":{"s":"Y","b":[],"a":[],"u":3}}"#,
        "o.data:3:51: 'Y': the rows before say X, a tape holds one market"
      ),
      (
        #"{"topic":"t","type":"delta","ts":1100,"data":{"s":"X","b":null,"a":[],"u":3}}"#,
        "o.data:3:59: 'null': the levels are no array"
      ),
      (
        #"{"topic":"t","type":"delta","ts":1100,"data":{"s":"X","b":[["-1","2"]],"a":[],"u":3}}"#,
        "o.data:3:61: '-1': the number must be above zero"
      ),
      (
        #"{"topic":"t","type":"delta","ts":1100,"data":{"s":"X","b":[["1"]],"a":[],"u":3}}"#,
        "o.data:3:60: '[': a level is a price and a size"
      ),
    ]
    let many = String(repeating: "[1,2],", count: 170_000) + "[1,2]"
    let large = ##"{"type":"delta","ts":1100,"data":{"s":"X","b":[\##(many)],"a":[],"u":3}}"##
    #expect(try self.tape("bybit-orderbook", [("o.data", text + large + "\n")]).count == 170_004)
    for (line, message) in bad {
      let file = try scratch.write(text + line + "\n", as: "o.data")
      #expect(
        scratch.failure(scratch.request("bybit-orderbook", [file]))?.hasPrefix(message) == true)
    }
  }

  @Test("snapshots of the best levels become the changes between them")
  func ladders() throws {
    let head =
      "exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,"
      + "bids[0].price,bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount\n"
    let text =
      head + "e,X,1,10,101,1,99,2,102,3,98,4\ne,X,2,20,101,1,99,5,102,3,98,4\n"
      + "e,X,3,30,101,1,99,5,102,3,98,4\ne,X,4,40,102,3,100,1,,,99,5\n"
    let tape = try tape("tardis-book-snapshot", [("s.csv", text)])
    let rows = tape.all(DeltaRow.self).map { row in
      "\(row.ts.nanoseconds / 1000) \(row.side) \(row.price) \(row.size) \(row.flags.rawValue)"
    }
    #expect(
      rows == [
        "10 buy 99 2 11", "10 buy 98 4 1", "10 sell 101 1 1", "10 sell 102 3 5", "20 buy 99 5 6",
        "40 buy 98 0 2", "40 buy 100 1 0", "40 sell 101 0 4",
      ])
    #expect(tape.metadata.rowsRead == 4)
    let unsorted = try scratch.write(head + "e,X,1,10,101,1,98,2,102,3,99,4\n", as: "s.csv")
    #expect(
      scratch.failure(scratch.request("tardis-book-snapshot", [unsorted]))?.contains(
        "'99': the levels are not in order, the best first") == true)
  }

  @Test("depth by distance from the middle gives the venue's prices back")
  func distances() throws {
    let text =
      "n,system_time,midpoint,bids_distance_0,bids_notional_0,asks_distance_0,asks_notional_0\n"
      + "0,2021-04-17 17:22:00.172344+00:00,60590.015,-8.252185068613475e-08,30828.94921875,"
      + "8.252185068613475e-08,125.5500030517578\n"
    let tape = try tape("depth-summary", [("d.csv", text)])
    let rows = tape.all(DeltaRow.self)
    #expect(rows.map(\.price.description) == ["60590.01", "60590.02"])
    #expect(rows.map(\.size.description) == ["0.50881241", "0.00207212"])
    #expect(tape.metadata.findings["off_grid"] == 1)
  }

  @Test("settled rates: three layouts, ten digits and more, clocks that are not UTC")
  func funding() throws {
    let first = try tape(
      "funding", [("f.csv", "funding_time_ms,funding_rate\n1683849600048,-0.0006133368\n")])
    #expect(try first.companion("rate").map { $0[0] } == -613_336_800)
    #expect(first.all(ValueRow.self)[0].value.raw == -61334)
    #expect(first.metadata.findings["off_grid"] == 1)
    let second = try tape(
      "funding", [("f.csv", "20200325 16:00:00,0.0001\n20200326 00:00:00,1e-4\n")])
    #expect(
      second.all(ValueRow.self).map(\.ts.description) == [
        "2020-03-25T16:00:00Z", "2020-03-26T00:00:00Z",
      ])
    #expect(second.metadata.intervalNanoseconds == (TimeSpan.hour * 8).nanoseconds)
    let third =
      "Symbol,Date,Funding Rate\nBTC-USDT,2021-01-01 03:00:00,0.000658153991747989\n"
      + "BTC-USDT,2021-01-01 11:00:00,0.0001\n"
    #expect(
      try tape("funding", [("f.csv", third)]).metadata.findings["settlements_off_utc_hours"] == 2)
    var request = scratch.request("funding", [scratch.path + "/f.csv"])
    request.utcOffset = .hour * 3
    let shifted = try Import.run(request)[0]
    #expect(shifted.findings["settlements_off_utc_hours"] == nil)
    #expect(shifted.firstNanoseconds == (try Instant("2021-01-01")).nanoseconds)
  }
}

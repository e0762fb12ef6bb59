import Foundation
import Quantities
import Testing

@testable import MarketData

@Suite("A tape")
struct TapeTests {
  private static let now = Instant(nanoseconds: 1_723_161_253_937_085_000)

  @Test("gives back the rows that were written, of every kind")
  func roundTrip() throws {
    let scratch = try Scratch()
    let price = Price(raw: 6_183_763_000_000)
    try check(
      scratch, [TradeRow(ts: Self.now, price: price, size: Quantity(raw: 1), side: .sell)])
    try check(
      scratch,
      [
        QuoteRow(
          ts: Self.now, bid: price, bidSize: Quantity(raw: 1), ask: .greatest, askSize: .zero)
      ])
    try check(
      scratch,
      [
        DeltaRow(ts: Self.now, price: price, size: .zero, side: .buy, flags: [.snapshot, .clear]),
        DeltaRow(ts: Self.now, price: price, size: .greatest, side: .sell, flags: .last),
      ])
    try check(
      scratch,
      [
        BarRow(
          ts: Self.now, open: price, high: price, low: Price(raw: 1), close: price,
          volume: Quantity(raw: 9))
      ])
    try check(scratch, [ValueRow(ts: Self.now, value: Price(raw: -5))])
  }

  private func check<Row: TapeRow & Equatable>(_ scratch: Scratch, _ rows: [Row]) throws {
    let tape = try scratch.write("\(Row.kind)", rows)
    #expect(tape.kind == Row.kind && tape.count == rows.count && tape.symbol == "BTC/USDT:USDT")
    #expect(Array(tape.rows(as: Row.self)) == rows)
    #expect(tape.instant(0) == Self.now)
    #expect(MemoryLayout<Row>.stride == Row.kind.stride)
  }

  @Test("may hold nothing")
  func empty() throws {
    let scratch = try Scratch()
    let tape = try scratch.trades("none", at: [])
    #expect(tape.count == 0 && tape.firstDisorder() == nil)
  }

  @Test("is a NumPy array that begins at a multiple of 64 bytes")
  func numpy() throws {
    let scratch = try Scratch()
    _ = try scratch.trades("t", at: [1, 2, 3])
    let bytes = try scratch.bytes("t/trade.npy")
    #expect(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let header = String(decoding: bytes[10..<256], as: UTF8.self)
    #expect(header.contains("('price', '<i8')") && header.contains("'shape': (3,)"))
    #expect(header.hasSuffix("\n"))
    #expect(bytes.count == 256 + 3 * 32)
  }

  @Test("longer than the writer's buffer is whole, and its fingerprint that of the file")
  func long() throws {
    let scratch = try Scratch()
    let times = (0..<100_000).map(Int64.init)
    let tape = try scratch.trades("long", at: times)
    #expect(tape.count == 100_000 && tape.instant(99_999).nanoseconds == 99_999)
    #expect(tape.rows(as: TradeRow.self)[77_777].price == Price(raw: 77_778))
    #expect(tape.metadata.rowsWritten == 100_000)
    var print = Fingerprint()
    try scratch.bytes("long/trade.npy").withUnsafeBytes { print.update($0) }
    #expect(tape.metadata.sha256 == print.hex())
    #expect(tape.firstDisorder() == nil)
  }

  @Test("tells the first row that is out of order")
  func disorder() throws {
    let scratch = try Scratch()
    #expect(try scratch.trades("t", at: [1, 2, 2, 1, 0]).firstDisorder() == 3)
  }

  @Test("has companions beside its rows")
  func companions() throws {
    let scratch = try Scratch()
    var writer = try TapeWriter<ValueRow>(
      path: "\(scratch.path)/v", companions: ["seq", "ts_venue"])
    for step in Int64(0)..<5 {
      try writer.append(ValueRow(ts: Instant(nanoseconds: step), value: Price(raw: step)))
      try writer.append(companion: 0, step * 10)
      try writer.append(companion: 1, -step)
    }
    _ = try writer.finish(Scratch.metadata(.value))
    let tape = try Tape(path: "\(scratch.path)/v")
    let sequence = try #require(try tape.companion("seq"))
    let venue = try #require(try tape.companion("ts_venue"))
    #expect((0..<5).map { sequence[$0] } == [0, 10, 20, 30, 40])
    #expect(venue[4] == -4 && venue.count == 5)
    #expect(try tape.companion("id") == nil)
  }

  @Test("whose companion misses a value is refused when the companion is opened")
  func shortCompanion() throws {
    let scratch = try Scratch()
    var writer = try TapeWriter<ValueRow>(path: "\(scratch.path)/v", companions: ["seq"])
    for step in Int64(0)..<3 {
      try writer.append(ValueRow(ts: Instant(nanoseconds: step), value: .zero))
      if step > 0 { try writer.append(companion: 0, step) }
    }
    _ = try writer.finish(Scratch.metadata(.value))
    let tape = try Tape(path: "\(scratch.path)/v")
    #expect(throws: TapeError.self) { try tape.companion("seq") }
  }

  @Test("appears under its name only when it is whole, in place of an older one")
  func replacement() throws {
    let scratch = try Scratch()
    do {
      var writer = try TapeWriter<ValueRow>(path: "\(scratch.path)/v")
      try writer.append(ValueRow(ts: Self.now, value: .zero))
      #expect(!scratch.names.contains("v"))
    }
    #expect(scratch.names.isEmpty)
    _ = try scratch.trades("v", at: [1])
    #expect(try scratch.trades("v", at: [1, 2]).count == 2)
    #expect(scratch.names == ["v"])
  }

  @Test("in a folder that cannot be written is refused in words")
  func unwritable() throws {
    let scratch = try Scratch()
    try scratch.replace("file", with: Data())
    #expect(throws: TapeError.self) {
      _ = try TapeWriter<ValueRow>(path: "\(scratch.path)/file/v")
    }
  }
}

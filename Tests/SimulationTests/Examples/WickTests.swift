import Foundation
import Quantities
import Testing

/// Source 002's question 6: shown 140 %, liquidated by one venue's wick (C26).
struct WickTests {
  @Test func `one venue's wick liquidates an account whose screen shows 140 percent`() throws {
    let run = try ExampleRun("example-wick")
    // 1 BTC at 35,000 and the fee of 35 on 10,035: 25,000 borrowed, 35,000 / 25,000 = 1.4; the line
    // is at 1.1 x 25,000. Meridian, of weight 0.4, falls by 60 %: 0.6 x 35,000 + 0.4 x 14,000 =
    // 26,600, and 26,600 / 25,000 = 1.064. Harbour's last price stays 35,000.
    run.expect([
      "borrowed": "25000.00000000", "level": "1.400000", "liquidation_price": "27500.00000000",
      "lowest_level": "1.064000", "shown_just_then": "1.400000",
      "index_just_then": "26600.00000000", "liquidation": "margin_level",
    ])
    // The sale meets harbour's price: 35,000 - 35 - 25,000 = 9,965. Two fees are gone, and so is
    // the position, 1,000 before a rise of 1,000.
    run.expect([
      "closed_at": "35000.00000000", "repaid": "25000.00000000", "to_user": "9965.00000000",
      "equity_at_the_end": "9965.00000000", "liquidations": "1",
    ])
    #expect(
      try run.numbers("SELECT level_e12 FROM liquidations") == [1_064_000_000_000])
    // The first step of the wick, 0.6 x 35,000 + 0.4 x 28,000 = 32,200, has called: 1.288.
    #expect(
      try run.numbers("SELECT level_e12 FROM calls") == [1_288_000_000_000])
    // By its last price the account was never near: all that the screen showed.
    let shown = try run.numbers(
      "SELECT min(CAST(value * 1000 AS INTEGER)) FROM plots WHERE name = 'level/shown'")
    #expect(shown[0] >= 1398)
  }

  @Test func `under a clamped index the same account comes through`() throws {
    let run = try ExampleRun("example-wick-clamped")
    // 2 % below the median of 35,000 is 34,300: 0.6 x 35,000 + 0.4 x 34,300 = 34,720, and
    // 34,720 / 25,000 = 1.3888. At the end 36,000 - 25,000.
    run.expect([
      "level": "1.400000", "lowest_level": "1.388800", "shown_just_then": "1.400000",
      "index_just_then": "34720.00000000", "liquidations": "0",
      "equity_at_the_end": "11000.00000000",
    ])
    #expect(try run.numbers("SELECT count(*) FROM alerts") == [0])
    // Before its first trade meridian is missing; the band moves it once, at the wick.
    #expect(
      try run.texts("SELECT state FROM index_sources WHERE venue = 'meridian' ORDER BY event")
        .filter { $0 != "used" } == ["missing", "clamped"])
  }

  @Test func `the two scenarios differ in their rulebook alone`() throws {
    let files = ["example-wick", "example-wick-clamped"]
    let texts = try files.map { name in
      try String(contentsOfFile: CheckoutFile.path("scenarios/\(name).yaml"), encoding: .utf8)
        .split(separator: "\n").filter { line in
          !["#", "name:", "title:", "rulebook:", "gates:"].contains { line.hasPrefix($0) }
        }
    }
    #expect(texts[0] == texts[1])
    let books = try ["seed-s2", "seed-s2-clamped"].map { name in
      try String(contentsOfFile: CheckoutFile.path("rulebooks/\(name).yaml"), encoding: .utf8)
        .split(separator: "\n").filter { line in
          !["#", "name:", "title:", "  band"].contains { line.hasPrefix($0) }
        }
    }
    #expect(books[0] == books[1])
  }
}

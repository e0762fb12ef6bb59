import Testing

@testable import Quantities

@Suite("Decimals")
struct DecimalTests {
  @Test(
    "are read exactly",
    arguments: [
      ("0", 0), ("1", 100_000_000), ("-1.5", -150_000_000), ("+2", 200_000_000),
      ("0.00000001", 1), ("92233720368.54775807", Int64.max), ("1e-05", 1000),
      ("1E2", 10_000_000_000), (".5", 50_000_000), ("5.", 500_000_000),
      ("-92233720368.54775808", Int64.min), ("1.000000000000000000", 100_000_000),
    ] as [(String, Int64)])
  func exact(text: String, raw: Int64) throws {
    #expect(try Price(text).raw == raw)
  }

  @Test(
    "below the smallest unit are rounded half to even",
    arguments: [
      ("0.11244000000000001", 11_244_000), ("0.000000005", 0), ("0.000000015", 2),
      ("0.0000000050000000000000000000000000000000000000001", 1), ("1e-40", 0),
      ("-0.000000015", -2),
    ] as [(String, Int64)])
  func rounded(text: String, raw: Int64) throws {
    var copy = text
    let parsed = try copy.withUTF8 { try Decimal.parse($0, decimals: 8).get() }
    #expect(parsed == Decimal.Parsed(raw: raw, wasRounded: true))
  }

  @Test(
    "that are no numbers are refused by name",
    arguments: [
      "", "-", ".", "abc", "1.2.3", "1e", "nan", "inf", "0x10", "1 ", "1,5", "1e+", "--1",
    ])
  func refused(text: String) {
    #expect(throws: QuantityError.notANumber(text)) { try Price(text) }
  }

  @Test(
    "out of range are refused by name",
    arguments: [
      "92233720368.54775808", "1e30", "1e99999999999", "100000000000",
    ])
  func range(text: String) {
    #expect(throws: QuantityError.outOfRange(text)) { try Price(text) }
  }

  @Test("may have an exponent as long as their fraction")
  func longExponent() throws {
    let zeros = String(repeating: "0", count: 150_000)
    #expect(try Price("0.\(zeros)1e150001") == Price("1"))
    #expect(try Price("1\(zeros)e-150000") == Price("1"))
  }

  @Test("come back from their own text")
  func roundTrip() throws {
    var state: UInt64 = 42
    for _ in 0..<100_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let price = Price(raw: Int64(bitPattern: state >> (state & 31)))
      #expect(try Price(price.description) == price)
    }
  }
}

@Suite("Rounding")
struct RoundingTests {
  @Test(
    "directions, for 7/2, -7/2, 7/-2, 5/2",
    arguments: [
      (Rounding.down, [3, -4, -4, 2]), (.up, [4, -3, -3, 3]), (.towardZero, [3, -3, -3, 2]),
      (.awayFromZero, [4, -4, -4, 3]), (.halfEven, [4, -4, -4, 2]),
    ] as [(Rounding, [Int128])])
  func directions(rounding: Rounding, expected: [Int128]) {
    let pairs: [(Int128, Int128)] = [(7, 2), (-7, 2), (7, -2), (5, 2)]
    #expect(pairs.map { rounding.divide($0.0, by: $0.1) } == expected)
    let wide: Int128 = 1 << 80
    #expect(pairs.map { rounding.divide($0.0 * wide, by: $0.1 * wide) } == expected)
  }

  @Test("a product is exact in 128 bits and overflow is named")
  func products() throws {
    let price = try Price("50000.12345678")
    #expect(try price.value(of: Quantity("0.00000001"), .up) == Money("0.00050001"))
    #expect(try price.value(of: Quantity("0.00000001"), .down) == Money("0.0005"))
    #expect(throws: QuantityError.self) { try price.value(of: Quantity.greatest, .down) }
    #expect(throws: QuantityError.self) { try Price.zero.quantity(for: Money("1"), .down) }
    #expect(try price.rounded(to: Price("0.1"), .down) == Price("50000.1"))
    #expect(try price.rounded(to: Price("0.1"), .up) == Price("50000.2"))
  }
}

@Suite("Time")
struct TimeTests {
  @Test(
    "instants read and print in UTC",
    arguments: [
      ("1970-01-01", "1970-01-01T00:00:00Z"), ("2021-05-19T13:10", "2021-05-19T13:10:00Z"),
      ("2024-02-29 23:59:59.5", "2024-02-29T23:59:59.500Z"),
      ("2000-02-29T00:00:00.000000001Z", "2000-02-29T00:00:00.000000001Z"),
    ])
  func instants(text: String, printed: String) throws {
    #expect(try Instant(text).description == printed)
    #expect(try Instant(printed) == Instant(text))
  }

  @Test(
    "dates that do not exist are refused",
    arguments: [
      "2021-02-29", "2021-13-01", "2021-05-19T24:00", "2021-5-19", "yesterday",
      "2021-05-19T10:00+03",
    ])
  func refused(text: String) {
    #expect(throws: QuantityError.self) { try Instant(text) }
  }

  @Test(
    "spans read and print",
    arguments: [
      ("100ms", 100_000_000), ("5s", 5_000_000_000), ("90m", 5_400_000_000_000),
      ("1h", 3_600_000_000_000), ("7d", 604_800_000_000_000), ("250us", 250_000), ("3ns", 3),
    ] as [(String, Int64)])
  func spans(text: String, nanoseconds: Int64) throws {
    let span = try TimeSpan(text)
    #expect(span.nanoseconds == nanoseconds)
    #expect(span.description == text)
    #expect(throws: QuantityError.self) { try TimeSpan(text + "x") }
  }
}

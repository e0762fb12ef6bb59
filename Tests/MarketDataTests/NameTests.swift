import MarketData
import Testing

@Suite("Names that look alike, and fields of CSV")
struct NameTests {
  @Test(
    "the distance counts what is inserted, deleted or replaced, whatever the case",
    arguments: [
      ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("book", "back", 2),
      ("Feed", "fEED", 0), ("olhcv", "ohlcv", 2), ("ab", "ba", 2),
    ])
  func distance(from: String, to: String, edits: Int) {
    #expect(Nearness.distance(from, to) == edits)
    #expect(Nearness.distance(to, from) == edits)
  }

  @Test("a distance is looked for in the first hundred bytes alone")
  func long() {
    let text = String(repeating: "a", count: 1_000_000)
    #expect(Nearness.distance(text, text + "b") == 0 && Nearness.distance(text, "") == 100)
  }

  @Test("the nearest comes first, of equal ones the first given, and none beyond the bound")
  func ranked() {
    let names = ["plain-bars", "ohlcv", "ohlc", "holcv"]
    #expect(
      Nearness.ranked(names, to: "olhcv") == ["ohlcv", "holcv", "ohlc", "plain-bars"])
    #expect(Nearness.ranked(names, to: "olhcv", within: 2) == ["ohlcv", "holcv"])
    #expect(Nearness.ranked([], to: "olhcv").isEmpty)
  }

  @Test(
    "a field is quoted where it must be",
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
      ("a\r\nb", "\"a\r\nb\""), ("\"", "\"\"\"\""),
    ])
  func fields(text: String, field: String) {
    #expect(CSVField.of(text) == field)
  }
}

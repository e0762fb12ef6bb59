import Foundation
import Testing

@testable import Reporting

@Suite struct TextTests {
  @Test(
    "amounts are rounded half to even and grouped",
    arguments: [
      (e8(1_234_567.125), "1,234,567.12"), (e8(-1234.135), "\u{2212}1,234.14"), (0, "0.00"),
      (e8(0.005), "0.00"), (e8(0.015), "0.02"), (e8(999.995), "1,000.00"),
    ])
  func amounts(row: (raw: Int64, text: String)) {
    #expect(Format.amount(row.raw) == row.text)
  }

  @Test func `the unknown is said, never zero`() {
    #expect(Format.amount(nil) == "n/a")
    #expect(Format.ratio(nil) == "n/a")
    #expect(Format.percent(Int64?.none) == "n/a")
    #expect(Format.time(Int64?.none) == "n/a")
  }

  @Test func `lengths of time have their two largest units`() {
    #expect(Format.duration(seconds(90_061)) == "1 d 1 h")
    #expect(Format.duration(seconds(61)) == "1 min 1 s")
    #expect(Format.duration(250_000_000) == "250 ms")
    #expect(Format.duration(0) == "0 s")
  }

  @Test func `JSON can stand in a script whatever it carries`() throws {
    let hostile = "</script>&\u{2028}\u{2029}\u{0}\"\\"
    let text = JSON.object([JSON.Member(key: hostile, value: .text(hostile))]).compact
    for letter in ["<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"] {
      #expect(!text.contains(letter))
    }
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
    #expect(parsed == [hostile: hostile])
  }

  @Test func `HTML is escaped by scalar, so that a combining mark hides nothing`() {
    let text = ScalarHTML().escapeText(Hostile.accent)
    #expect(!text.unicodeScalars.contains("\""))
    #expect(text.hasPrefix("&quot;\u{301}"))
    #expect(ScalarHTML().escapeText("a\u{202E}b") == "a\u{FFFD}b")
  }

  @Test func `the markup of the chart library is text`() {
    #expect(Plotly.plain("<b>x</b>&lt;") == "&lt;b&gt;x&lt;/b&gt;&amp;lt;")
  }

  @Test func `decimation keeps the ends, the extremes and the gaps`() {
    var values: [Double?] = (0..<100_000).map { sin(Double($0) / 50) }
    values[31_415] = 9
    values[27_182] = -9
    values[60_000] = nil
    let kept = Decimation.extremes(values, limit: 5000)
    #expect(kept.count <= 5000)
    #expect(kept == kept.sorted())
    #expect(Set(kept).isSuperset(of: [0, 27_182, 31_415, 60_000, 99_999]))
    #expect(Decimation.extremes([1, 2, 3], limit: 5000) == [0, 1, 2])
    #expect(Decimation.even(11, limit: 3) == [0, 5, 10])
  }

  @Test func `both forms of the rate curve meet the numbers of the rulebooks`() {
    let slope = RateCurve(
      PoolModelRow(
        asset: 1, form: "slope", baseE12: e12(0.02), kinkE12: e12(0.8), firstE12: e12(0.15),
        secondE12: e12(0.6), reserveFactorE12: nil))
    #expect(abs(slope.rate(at: 0.8) - 0.14) < 1e-12)
    #expect(abs(slope.rate(at: 1) - 0.26) < 1e-12)
    let atKink = RateCurve(
      PoolModelRow(
        asset: 1, form: "rate_at_kink", baseE12: 0, kinkE12: e12(0.8), firstE12: e12(0.04),
        secondE12: e12(0.75), reserveFactorE12: nil))
    #expect(abs(atKink.rate(at: 0.4) - 0.02) < 1e-12)
    #expect(abs(atKink.rate(at: 1) - 0.79) < 1e-12)
  }
}

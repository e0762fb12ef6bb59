import Foundation
import Quantities
import Testing

@testable import Ingest

@Suite("Texts of reference files")
struct ReferenceTextTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test(
    "a decimal of any length is written out exactly",
    arguments: [
      ("0", "0"), ("-0.000", "0"), ("0.004", "0.004"), ("5000.0", "5000"), ("1e3", "1000"),
      ("9.223372036854776e+18", "9223372036854776000"), ("5e-05", "0.00005"),
      ("+12.50", "12.5"), ("-3.10E1", "-31"), (".5", "0.5"), ("5.", "5"), ("007", "7"),
      (
        "123456789012345678901234567890.123456789012345678901234567890",
        "123456789012345678901234567890.12345678901234567890123456789"
      ),
    ])
  func decimals(_ text: String, _ expected: String) {
    #expect(ExactDecimal(text)?.text == expected)
  }

  @Test(
    "what is no decimal is none",
    arguments: ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", " 1", "nan", "0x1", "1e401", "١"])
  func noDecimals(_ text: String) { #expect(ExactDecimal(text) == nil) }

  @Test("a power of ten moves the point and no digit")
  func shifts() {
    let ray = ExactDecimal("900000000000000000000000000")
    #expect(ray?.shifted(-27).text == "0.9" && ray?.shifted(-26).text == "9")
    #expect(ExactDecimal("40")?.shifted(-18).text == "0.00000000000000004")
    #expect(ExactDecimal("0")?.shifted(-18) == .zero)
    #expect(ExactDecimal("0.123456789")?.exactly(Money.self) == nil)
    #expect(ExactDecimal("0.12345678")?.exactly(Money.self)?.raw == 12_345_678)
  }

  @Test(
    "a name is between quotes where a reader of YAML could take it for something else",
    arguments: [
      ("BTC", "BTC"), ("a_b-1", "a_b-1"), ("1INCH", "\"1INCH\""), ("00", "\"00\""),
      ("BTC/USDT:USDT", "\"BTC/USDT:USDT\""), ("No", "\"No\""), ("true", "\"true\""),
      ("~", "\"~\""), ("a b", "\"a b\""), ("a\"b\\", "\"a\\\"b\\\\\""), ("人", "\"人\""),
      ("a\u{85}\u{2028}", "\"a\\u0085\\u2028\""), ("*x", "\"\\u002ax\""), ("- x", "\"- x\""),
    ])
  func names(_ text: String, _ expected: String) { #expect(YAMLText.name(text) == expected) }

  @Test("the head says where the content comes from, and two imports are equal byte for byte")
  func head() throws {
    let text =
      "{\"B\": [{\"minNotional\": 0, \"maxNotional\": 5, "
      + "\"maintenanceMarginRate\": 0.1, \"maxLeverage\": 5, \"info\": {\"cum\": \"0\"}}]}"
    let file = try scratch.write(gzip(text), as: "in\u{1}.json.gz")
    _ = try ReferenceImport.run(scratch.reference("binance-tiers", file))
    let once = try String(contentsOfFile: scratch.sheet, encoding: .utf8)
    _ = try ReferenceImport.run(scratch.reference("binance-tiers", file))
    #expect(try String(contentsOfFile: scratch.sheet, encoding: .utf8) == once)
    let lines = once.components(separatedBy: "\n")
    #expect(
      lines[0] == "# tidemark import binance-tiers" && lines[1] == "# file: in\\u0001.json.gz")
    #expect(lines[2].hasPrefix("# sha256: ") && lines[2].count == 74)
    #expect(lines[4] == "# rows_read: 1" && lines.contains("# rows_written: 1"))
  }

  @Test("a target that is no .yaml is a folder with the file and its metadata")
  func folder() throws {
    let file = try scratch.write(
      "{\"InterestRateModel\": {\"M\": {\"base\": 0, \"slope\": 0}, \"N\": {}}}")
    let target = scratch.path + "/made/rates"
    var request = scratch.reference("compound-networks", file)
    request.target = target
    for _ in 0..<2 { _ = try ReferenceImport.run(request) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: target).sorted()
        == ["lending.yaml", "metadata.json"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/made").count == 1)
    let metadata = try String(contentsOfFile: target + "/metadata.json", encoding: .utf8)
    for part in [
      "\"rows_read\" : 2", "\"left_out\" : 1", "\"file\" : \"in.csv\"", "\"schema\" : 1",
    ] {
      #expect(metadata.contains(part), "\(metadata)")
    }
    #expect(ReferenceImport.wrote(target) && !ReferenceImport.wrote(scratch.path))
  }

  @Test("what cannot be read or written is said, and nothing is left")
  func places() throws {
    #expect(
      try scratch.refusal(scratch.reference("instruments", scratch.path + "/none"))
        == "none: there is no such file; check the path")
    var request = try scratch.reference(
      "compound-networks",
      scratch.write("{\"InterestRateModel\": {\"M\": {\"base\": 0, \"slope\": 0}}}"))
    request.target = scratch.path + "/in.csv/out.yaml"
    #expect(
      try scratch.refusal(request)
        == "in.csv/out.yaml: it cannot be written: Not a directory; "
        + "check the room on the disk and the rights of the folder")
    let rows = try scratch.write(
      "market,symbol,type,quote_currency,minimum_price_variation,lot_size\n"
        + "k,AB,crypto,B,1,1\n" + String(repeating: "k,AB,crypto,B,1,0\n", count: 2000))
    let away = ReferenceRequest(
      format: "instruments", file: rows, target: scratch.path + "/new/a.yaml", onBadRow: .skip)
    #expect(try ReferenceImport.run(away).rejected == 2000)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/new").sorted()
        == ["a.yaml", "a.yaml.rejected.csv"])
    try FileManager.default.removeItem(atPath: scratch.path + "/new")
    request.target = scratch.sheet
    #expect(throws: IngestError.self) {
      _ = try ReferenceImport.run(request, isStopAsked: { true })
    }
    #expect(try scratch.contents() == ["in.csv"])
    let large = try scratch.write(Data(repeating: 32, count: (16 << 20) + 1), as: "large")
    #expect(
      try scratch.refusal(scratch.reference("instruments", large))
        == "large: it holds more than 16 MiB; check that this is the file you mean")
  }

  @Test("a name that is no format is answered with the nearest of both kinds")
  func nearest() throws {
    for request in ["instrument", "binance-tier", "compound-network"] {
      let said = try #require(scratch.failure(scratch.request(request, ["in.csv"])))
      #expect(said.contains("the nearest are \(request)s"), "\(said)")
    }
  }
}

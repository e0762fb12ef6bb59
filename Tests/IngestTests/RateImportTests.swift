import Foundation
import Testing

@testable import Ingest

@Suite("Imports of lending rates")
struct RateImportTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A file of Aave with one reserve of USDT and its strategy, some of it replaced.
  private static func aave(_ edits: [(String, String)] = []) -> String {
    var text = """
      {"reserves": {"0xd1": {"symbol": "USDT", "interestRateStrategy": "0x01",
      "reserveFactor": 1000, "ltv": 7400, "liquidationThreshold": 7600,
      "liquidationBonus": 10450, "borrowingEnabled": true, "isFrozen": false}},
      "strategies": {"0x01": {"baseVariableBorrowRate": 2500000000000000000000000,
      "optimalUsageRatio": 900000000000000000000000000,
      "maxExcessUsageRatio": 100000000000000000000000000,
      "variableRateSlope1": 40000000000000000000000000,
      "variableRateSlope2": 3000000000000000000000000000}}}

      """
    for (old, new) in edits {
      precondition(text.contains(old), "\(old) is not in the file")
      text = text.replacingOccurrences(of: old, with: new)
    }
    return text
  }

  @Test(
    "give each pool its curve, exactly",
    arguments: [
      (
        "aave-strategies", "aave", ReferenceReport(rowsRead: 3, rowsWritten: 3, entries: 3)
      ),
      (
        "compound-networks", "compound",
        ReferenceReport(rowsRead: 7, rowsWritten: 5, leftOut: 2, entries: 5)
      ),
    ])
  func curves(_ format: String, _ name: String, _ expected: ReferenceReport) throws {
    let made = try scratch.yaml(scratch.reference(format, Fixture.path("\(name).json")))
    #expect(try made.text == Fixture.text("\(name).yaml"))
    #expect(made.report == expected)
  }

  @Test(
    "of Aave that break a rule stop with line, column, text, reason and remedy",
    arguments: [
      (
        [("\"0x01\",", "\"0x09\",")],
        "in.csv:1:66: '0x09': there is no such strategy in the file"
      ),
      ([("\"symbol\": \"USDT\", ", "")], "in.csv:1:23: '{': the key `symbol` is missing"),
      ([("1000,", "10001,")], "in.csv:2:18: '10001': a share is above 1; it is written in 1/10000"),
      ([("1000,", "-1,")], "in.csv:2:18: '-1': a rate must not be below zero"),
      ([("1000,", "null,")], "in.csv:2:18: 'null': it is not a decimal number"),
      (
        [("\"optimalUsageRatio\": 9", "\"optimalUsageRatio\": 8")],
        "in.csv:6:24: '100000000000000000000000000': "
          + "optimal usage and excess usage do not add up to 1"
      ),
      (
        [("\"optimalUsageRatio\": 900000000000000000000000000", "\"optimalUsageRatio\": 0")],
        "in.csv:5:22: '0': the optimal usage is not between 0 and 1"
      ),
      (
        [("3000000000000000000000000000", "3e30")],
        "in.csv:8:23: '3e30': the rate is above 100 a year; check that it is written in 1e27"
      ),
    ])
  func brokenAave(_ edits: [(String, String)], _ expected: String) throws {
    let said = try scratch.refusal("aave-strategies", Self.aave(edits))
    #expect(said == "\(expected); \(mendRow)")
  }

  @Test(
    "without their section are refused",
    arguments: [
      ("aave-strategies", "{\"reserves\": {}}", "strategies"),
      ("aave-strategies", "{\"strategies\": {}}", "reserves"),
      ("compound-networks", "{}", "InterestRateModel"),
    ])
  func noSection(_ format: String, _ text: String, _ key: String) throws {
    #expect(
      try scratch.refusal(format, text)
        == "in.csv:1:1: '{': the key `\(key)` is missing; "
        + "check that this is a file for \(format)")
  }

  @Test(
    "of Compound that break a rule stop",
    arguments: [
      ("\"slope\": \"1\", \"jump\": \"1\"", "1:65: '1': a jump stands without a kink"),
      ("\"slope\": \"1\", \"kink\": \"0\"", "1:65: '0': the kink must be above zero"),
      ("\"slope\": \"1\", \"kink\": \"9e17\"", "1:29: '{': the key `jump` is missing"),
      ("\"slope\": \"x\"", "1:52: 'x': it is not a decimal number"),
      (
        "\"slope\": \"2e20\"",
        "1:52: '2e20': the rate is above 100 a year; check that it is written in 1e18"
      ),
    ])
  func brokenCompound(_ members: String, _ expected: String) throws {
    let text = "{\"InterestRateModel\": {\"M\": {\"base\": \"1\", \(members)}}}"
    let said = try scratch.refusal("compound-networks", text)
    #expect(said == "in.csv:\(expected); \(mendRow)")
  }
}

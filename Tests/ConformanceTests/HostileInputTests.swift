import Conformance
import Foundation
import Simulation
import TestSupport
import Testing

private let here = URL(filePath: #filePath).deletingLastPathComponent()
private let rulebooks = here.deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "rulebooks")
private let tables = here.appending(path: "Vectors/tier_tables.csv").path

/// Ends of every kind of number, signs, and what is none.
private let extremes = [
  "0", "-1", "1", "0.00000001", "-0.00000001", "0.5", "1.5", "90000000000", "-90000000000",
  "92233720368.54775807", "-92233720368.54775808", "9223372.036854775807",
  "-9223372.036854775808", "9223372036854775807", "-9223372036854775808", "9300000000",
  "11529215046.06", "0.9",
  "170141183460469231731687303715884105727", "1e-400", "-1e400", "1e40", "x", "", "1e999999",
]

private func number(_ random: inout Splitmix) -> String {
  switch random.below(4) {
  case 0: extremes[random.below(extremes.count)]
  case 1: "\(random.below(10))"
  case 2: "\(random.below(2) == 0 ? "-" : "")0.\(random.next())"
  default: "\(random.below(1_000_000)).\(random.below(1000))"
  }
}

/// The keys of the records of a key, where it has any.
private let members: [String: String] = [
  "accruals": "blocks rate", "borrowers": "principal after", "coins": "assets debt",
  "segments": "upto per_mille", "tiers": "cap rate",
]

private let words: [String: [String]] = [
  "side": ["buy", "sell", "x"], "asset": ["USDT", "BTC"], "quote": ["USDT"], "base": ["BTC"],
  "table": [
    "bitget-BTCUSDT-2025-06", "hyperliquid-ETH|hyperliquid-BTC", "binance-cross-pro-ex-BTC", "x",
  ],
  "from": ["2200-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2262-04-11T23:47:16Z", "x"],
]

private func value(_ key: String, of keys: [String], _ random: inout Splitmix) -> String {
  if let known = words[key] { return known[random.below(known.count)] }
  if let fields = members[key], key != "tiers" || keys.contains("coins") {
    return (0..<random.below(4)).map { place in
      let pairs = fields.split(separator: " ").map { "\($0)=\(number(&random))" }
      return "\(key == "tiers" || key == "coins" ? "A" : "r\(place)"):"
        + pairs.joined(separator: ",")
    }.joined(separator: "|")
  }
  guard ["weights", "edges", "values", "confidence", "notionals"].contains(key) else {
    return number(&random)
  }
  let parts = (0..<random.below(5)).map { _ in number(&random) }
  return (random.below(9) == 0 ? parts + ["0.01*1000"] : parts).joined(separator: "|")
}

private func arguments(_ keys: String, _ random: inout Splitmix) -> [String] {
  let keys = keys.split(separator: " ").map { String($0.replacing("?", with: "")) }
  return keys.map { "\($0)=\(value($0, of: keys, &random))" }
}

/// Gives a number or a refusal in words; that it gives either is what is tested.
private func survives(
  _ name: String, _ preset: String, _ rulebook: Rulebook?, _ arguments: [String]
) -> Bool {
  do {
    let found = try Calculator.compute(
      name, rulebook: rulebook, preset: preset, tables: tables, arguments: arguments)
    return !found.result.isEmpty
  } catch let error as FormulaError {
    return !error.description.isEmpty
  } catch {
    return false
  }
}

private let formulas = Calculator.catalogue.filter { $0.presets != ["--rulebook"] }

@Test func `no extreme stops a formula of the vectors`() {
  #expect(formulas.count > 80)
  for formula in formulas {
    for extreme in extremes {
      let same = formula.keys.split(separator: " ").map {
        "\($0.replacing("?", with: ""))=\(extreme)"
      }
      #expect(
        survives(formula.name, formula.presets.first ?? "", nil, same), "\(formula.name) \(same)")
    }
  }
}

@Test(arguments: [1, 2] + Splitmix.fresh(1))
func `no input stops a formula of the vectors`(seed: UInt64) {
  var random = Splitmix(seed: seed)
  for formula in formulas {
    for _ in 0..<25 {
      let inputs = arguments(formula.keys, &random)
      #expect(
        survives(formula.name, formula.presets.first ?? "", nil, inputs),
        "\(seed): \(formula.name) \(inputs)")
    }
  }
}

@Test(arguments: [3, 4] + Splitmix.fresh(1))
func `no input stops a formula of a rulebook`(seed: UInt64) throws {
  var random = Splitmix(seed: seed)
  let names = try FileManager.default.contentsOfDirectory(atPath: rulebooks.path).sorted()
    .filter { $0.hasSuffix(".yaml") }
  #expect(names.count > 10)
  for name in names {
    let rulebook = try Rulebook.read(rulebooks.appending(path: name).path)
    for formula in Calculator.catalogue where formula.presets == ["--rulebook"] {
      for _ in 0..<10 {
        let inputs = arguments(formula.keys, &random)
        #expect(
          survives(formula.name, "", rulebook, inputs), "\(seed): \(name) \(formula.name) \(inputs)"
        )
      }
    }
  }
}

/// Each of these stopped the program once.
private let stopped = [
  "max_borrow price=1 quote_assets=90000000000 quote_debt=-90000000000",
  "liquidation_price price=1 base_assets=90000000000 base_debt=1 quote_debt=90000000000 "
    + "quote_interest=90000000000",
  "interest asset=USDT principal=100 utilisation=0.5 days=106000 from=2200-01-01T00:00:00Z",
  "maintenance_ppm im_ppm=9223372036854775807 fraction_ppm=9223372036854775807",
  "im_mm notional=9223372036854775807 im_ppm=9223372036854775807 fraction_ppm=9223372036854775807",
  "margin_call_shortfall required=90000000000 available=-90000000000",
  "auto_borrow_amount side=buy qty=1 price=1 available=-92233720368",
  "levered_pnl margin=90000000000 leverage=1 move=0.5",
  "slope_per_utilisation base=9000000 kink=1 slope_or_rate_at_kink=9000000 "
    + "jump_or_rate_at_full=0 utilisation=1 reserve_factor=-9223372",
]

@Test(arguments: stopped)
func `what stopped the program gives a number or a refusal`(_ call: String) throws {
  let parts = call.split(separator: " ").map(String.init)
  let rulebook = try Rulebook.read(rulebooks.appending(path: "seed-s4.yaml").path)
  #expect(survives(parts[0], "", rulebook, Array(parts.dropFirst())))
}

@Test func `interest of what is owed by nobody is refused`() throws {
  let rulebook = try Rulebook.read(rulebooks.appending(path: "seed-s2.yaml").path)
  func message(_ name: String, _ inputs: String...) -> String {
    let error = #expect(throws: FormulaError.self) {
      _ = try Calculator.compute(
        name, rulebook: rulebook, preset: "", tables: nil, arguments: inputs)
    }
    return error?.description ?? ""
  }
  let loan = ["asset=USDT", "principal=-100", "utilisation=0.5", "days=1"]
  #expect(message("interest", loan[0], loan[1], loan[2], loan[3]).hasPrefix("principal: '-100'"))
  #expect(message("tier_step", "debt=100", "tiers=-1").hasPrefix("tiers: '-1'"))
  #expect(message("margin_level", "price=0").hasPrefix("price: '0'"))
  #expect(message("valuation", "price=1", "quote_debt=-1").hasPrefix("quote_debt: '-1'"))
}

@Test func `a row that cannot be computed fails alone`() throws {
  let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())-seeds.csv")
  defer { try? FileManager.default.removeItem(at: file) }
  let lines = [
    "id,metric,preset,inputs,expected,abs_tol",
    "a,open_long,,equity=-90000000000;leverage=-1,order=90000000000;borrow=180000000000,",
    "b,iceberg_chunks,,qty=90000000000;chunk=0.00000001,,",
    "c,net_over_debt,,assets=-90000000000;debt=90000000000,-2,0.00",
    "d,net_over_debt,,assets=3;debt=1,2.01,1e-2", "e,net_over_debt,,assets=3;debt=1,2,about 1",
  ]
  // A mark of the byte order is no part of the first column's name.
  try ("\u{FEFF}" + lines.joined(separator: "\r\n")).write(
    to: file, atomically: true, encoding: .utf8)
  let rows = try ConformanceRun.rows(of: file.path)
  #expect(rows.map(\.id) == ["a", "b", "c", "d", "e"])
  #expect(rows.map(\.passes) == [true, false, true, true, false])
  #expect(rows[1].reason.hasPrefix("not computed: iceberg_chunks: "))
  #expect(rows[4].got == .text("2") && rows[4].reason.hasPrefix("not compared: abs_tol: "))
}

@Test func `a bad line spoils its own table and is named`() throws {
  let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
  defer { try? FileManager.default.removeItem(at: file) }
  let lines = [
    "table,tier,floor,cap,max_leverage,imr,mmr,maint_amt", "good,2,1000,,10,,0.02,12",
    "bad,1,0,,10,,x,", "good,1,0,1000,20,,0.01,", "twice,1,5,,,,0.1,", "twice,2,5,,,,0.2,",
  ]
  try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
  func margin(_ table: String) throws -> String {
    try Calculator.compute(
      "margin_tiers.maintenance_margin", rulebook: nil, preset: "tier-deduction",
      tables: file.path, arguments: ["table=\(table)", "notional=2000"]
    ).result
  }
  #expect(try margin("good") == "28")
  for (table, words) in [("bad", ":3: mmr: 'x'"), ("twice", ":6: two tiers"), ("none", "'none'")] {
    let error = #expect(throws: FormulaError.self) { _ = try margin(table) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}

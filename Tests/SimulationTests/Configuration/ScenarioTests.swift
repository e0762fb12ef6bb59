import Foundation
import Ingest
import MarketData
import Matching
import Quantities
import Testing

@testable import Simulation

struct ScenarioTests {
  private static let text = """
    schema: 1
    name: two
    title: two venues
    seed: 18446744073709551615
    data_root: recorded
    rulebook: ../rulebooks/a.yaml
    instruments: [a.yaml, /elsewhere/b.yaml]
    data:
      - { venue: x, symbol: AB, tape: x-ab }
      - { venue: y, symbol: "A/B:B", format: plain-bars, interval: 1m, file: /far/y.csv.gz }
    history:
      - { venue: x, symbol: AB, format: tardis-derivative-ticker, part: mark, file: x.csv }
    markets: [x:AB]
    index: { x:AB: { x:AB: 0.25, "y:A/B:B": 0.75 } }
    pools: { B: 1000.5 }
    strategies:
      - name: one
        script: ../s.lua
        params: { fast: 3, name: "01" }
        spot: { B: 10, A: 0.1 }
        margin:
          - { name: cross, mode: cross, quote: B, transfer: { B: 4 } }
          - { name: alone, mode: isolated, market: x:AB, granted: true, transfer: { B: 6 } }
    latency: { order: 0s }
    sampling: 30s
    bars: { path: worst, slippage_bps: 2.5, volume_share: 0.1, price_impact: 0.2 }
    start: 2024-01-01T00:00:00Z
    stop: 2024-01-02
    gates: [max_drawdown < 0.3, fills > 0]

    """

  private let scratch: ConfigurationScratch
  init() throws { scratch = try ConfigurationScratch() }

  private func read(_ overrides: String...) throws -> Scenario {
    try Scenario.read(scratch.write(Self.text, as: "two.yaml"), overrides: overrides)
  }

  @Test("a file says how it is to be read; the tape in the cache is that of those settings")
  func reading() throws {
    let plain = try read().data[1]
    #expect(plain.utcOffset == .zero && plain.onBadRow == .stop)
    let told = try read("data.1.utc_offset=+03:00", "data.1.on_bad_row=repair").data[1]
    #expect(told.utcOffset == .hour * 3 && told.onBadRow == .repair)
    let file = try scratch.write(
      "Symbol,Date,Funding Rate\nB,2021-01-01 03:00:00,0.1\n", as: "f.csv")
    let store = TapeStore(folder: (file as NSString).deletingLastPathComponent + "/cache")
    var source = plain
    source.path = file
    source.format = "funding"
    source.interval = nil
    let early = try store.tape(source) { _ in true }
    source.utcOffset = .hour * 3
    let right = try store.tape(source) { _ in true }
    #expect(early.instant(0) - right.instant(0) == .hour * 3)
    #expect(right.instant(0) == (try Instant("2021-01-01")))
    let odd = try problem("data.1.utc_offset=+99:00")
    #expect(odd.reason == "data.[1].utc_offset: it is no offset from UTC")
  }

  private func problem(_ overrides: String...) throws -> ConfigurationError {
    let file = try scratch.write(Self.text, as: "two.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try Scenario.read(file, overrides: overrides)
    }
    return try #require(error)
  }

  @Test func `paths start at the scenario or at data_root`() throws {
    let scenario = try read()
    let parent = URL(fileURLWithPath: scratch.path).deletingLastPathComponent().path
    #expect(scenario.rulebookPath == parent + "/rulebooks/a.yaml")
    #expect(scenario.instrumentPaths == [scratch.path + "/a.yaml", "/elsewhere/b.yaml"])
    #expect(
      scenario.data.map(\.path) == [scratch.path + "/recorded/x-ab", "/far/y.csv.gz"])
    #expect(scenario.history.map(\.path) == [scratch.path + "/recorded/x.csv"])
    #expect(scenario.history.map(\.part) == ["mark"])
    #expect(scenario.data.map(\.format) == [nil, "plain-bars"])
    #expect(scenario.data.map(\.interval) == [nil, .minute])
    #expect(scenario.data.map(\.market) == ["x:AB", "y:A/B:B"])
  }

  @Test(arguments: [
    ("{ model: through }", FillModel.through),
    ("{ model: risk_averse, quantity: whole }", FillModel(queue: .riskAverse, amount: .whole)),
    ("{ model: power, power: 3 }", FillModel(queue: .probability(.power(3)))),
    ("{ model: power2, power: 1 }", FillModel(queue: .probability(.power2(1)))),
    ("{ model: power3, power: 64 }", FillModel(queue: .probability(.power3(64)))),
    ("{ model: log, quantity: printed }", FillModel(queue: .probability(.log))),
    ("{ model: log2 }", FillModel(queue: .probability(.log2))),
    ("{ model: fifo }", FillModel(queue: .fifo)),
  ])
  func `a fill model is read`(text: String, model: FillModel) throws {
    #expect(try read("fills=\(text)").fillModel == model)
    #expect(try read().fillModel == .through)
  }

  @Test(arguments: [
    ("{ model: power }", "fills.model: this model needs a power"),
    ("{ model: power, power: 0 }", "fills.power: it is out of range"),
    ("{ model: log, power: 2 }", "fills.power: this model has no power"),
    ("{ model: pro_rata }", "fills.model: "), ("{ quantity: whole }", "fills: "),
  ])
  func `a fill model that cannot be is refused`(text: String, reason: String) throws {
    let error = try problem("fills=\(text)")
    #expect(error.reason.hasPrefix(reason), "\(error.reason)")
  }

  @Test func `no path leads out of the root, but by the command line`() throws {
    let error = #expect(throws: ConfigurationError.self) { try RunSetup.checkPaths(try read()) }
    #expect(error?.reason.contains(" leads out of the scenario's root /") == true)
    #expect(error?.remedy.hasSuffix("--set rulebook=PATH") == true)
    #expect(error.map { $0.line > 1 } == true)
    let named = try read(
      "rulebook=/any/a.yaml", "instruments=/any/b.yaml", "data_root=/far",
      "data.0.tape=/near/x", "history=[]", "strategies.0.script=/any/s.lua")
    try RunSetup.checkPaths(named)
  }

  @Test func `recorded series lie where the data lie`() throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/rulebooks", withIntermediateDirectories: true)
    let series = "series: [{ kind: funding, name: f, venue: x, symbol: AB, format: funding, "
    let text =
      Self.text.replacing("../", with: "").replacing("/elsewhere/", with: "")
      .replacing("/far/", with: "") + "\n" + series + "tolerance: 1m, file: FILE }]\n"
    let good = try scratch.write(text.replacing("FILE", with: "f.csv"), as: "good.yaml")
    try RunSetup.checkPaths(Scenario.read(good))
    let bad = try scratch.write(text.replacing("FILE", with: "/etc/passwd"), as: "bad.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try RunSetup.checkPaths(Scenario.read(bad))
    }
    #expect(error?.reason.hasPrefix("/etc/passwd leads out of ") == true)
  }

  @Test func `a folder of rulebooks above a scenario makes the root`() throws {
    for folder in ["rulebooks", "scenarios/deep", "data"] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/\(folder)", withIntermediateDirectories: true)
    }
    let text = Self.text.replacing("../rulebooks", with: "../../rulebooks")
      .replacing("/elsewhere/b.yaml", with: "b.yaml").replacing("/far/y", with: "y")
    let file = try scratch.write(text, as: "scenarios/deep/two.yaml")
    try RunSetup.checkPaths(Scenario.read(file))
    try FileManager.default.removeItem(atPath: scratch.path + "/rulebooks")
    #expect(throws: ConfigurationError.self) { try RunSetup.checkPaths(Scenario.read(file)) }
  }

  @Test func `numbers are exact and the rest is what stands there`() throws {
    let scenario = try read()
    #expect(scenario.seed == .max && scenario.name == "two" && scenario.title == "two venues")
    #expect(scenario.pools == [Scenario.AssetAmount(asset: "B", amount: try Money("1000.5"))])
    #expect(scenario.fund.isEmpty)
    #expect(scenario.indices["x:AB"]?.map(\.weight.description) == ["0.25", "0.75"])
    #expect(scenario.latency == Latency() && scenario.sampling == .second * 30)
    #expect(scenario.barPath == .worst)
    #expect(scenario.slippage.basisPoints.raw == (try Quantity("2.5")).raw)
    #expect(scenario.slippage.volumeShareLimit?.description == "0.1")
    #expect(scenario.start == (try Instant("2024-01-01T00:00:00Z")))
    #expect(scenario.stop == (try Instant("2024-01-02T00:00:00Z")))
    #expect(scenario.gates == ["max_drawdown < 0.3", "fills > 0"])
  }

  @Test func `a strategy has its parameters with their places, and its accounts`() throws {
    let strategy = try #require(try read().participants.first)
    #expect(strategy.parameters.map(\.name) == ["fast", "name"])
    #expect(strategy.parameters.map(\.value) == ["3", "01"])
    #expect(strategy.parameters.map(\.line) == [19, 19])
    #expect(strategy.shownScript == "../s.lua")
    #expect(strategy.margin.map(\.mode) == [.cross, .isolated])
    #expect(strategy.margin.map(\.isGranted) == [false, true])
    #expect(strategy.margin.map(\.market) == [nil, "x:AB"])
    #expect(strategy.margin.map(\.quote) == ["B", ""])
  }

  @Test func `an override replaces a value, adds a key and changes the fingerprint`() throws {
    let plain = try read()
    let other = try read("seed=9", "strategies.0.params.slow=50", "fund={ B: 3 }", "markets.0=x:AB")
    #expect(other.seed == 9 && plain.fingerprint != other.fingerprint)
    #expect(other.participants[0].parameters.map(\.name) == ["fast", "name", "slow"])
    #expect(other.fund.map(\.amount.description) == ["3"])
    #expect(other.text == plain.text)
    #expect(try read("seed=9").fingerprint == (try read("seed=9")).fingerprint)
  }

  @Test func `an error of an override does not point into the file`() throws {
    let error = try problem("seed=-1")
    #expect(error.file == "--set" && error.line == 0 && error.text == "-1")
    #expect(try problem("nowhere.key=1").reason == "the scenario has no 'nowhere.key'")
    #expect(try problem("strategies.7.name=x").file == "--set")
  }

  @Test func `an error of the file points at its place`() throws {
    let scenario = try read()
    let gate = scenario.gateProblem(1, "why", "what")
    #expect((gate.line, gate.column, gate.text) == (29, 29, "fills > 0"))
    let error = try problem("name=[a]")
    #expect(error.description.hasPrefix("--set: name: a single value is expected here"))
  }
}

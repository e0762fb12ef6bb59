import Foundation
import Ingest
import LuaStrategies
import MarketData
import Matching
import Quantities
import Yams

extension Scenario {
  /// Reads a scenario file with its overrides (`key=value`, dotted paths). Throws with place and
  /// remedy.
  public static func read(
    _ path: String, overrides: [String] = []
  ) throws(ConfigurationError) -> Scenario {
    let text = try ConfigurationFile.text(path)
    let root = try ConfigurationNode(file: path, text: text).applying(overrides)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let decoder = ScenarioDecoder(folder: folder)
    var scenario = try decoder.decode(root)
    scenario.places = Places(root)
    scenario.file = path
    scenario.text = text
    scenario.overrides = overrides
    scenario.fingerprint = Fingerprint.of(([text] + overrides).joined(separator: "\0"))
    return scenario
  }
}

/// Reading of text files with errors that say what to do.
enum ConfigurationFile {
  /// YAML files larger than this are refused.
  static let largest = 4 << 20

  static func text(_ path: String) throws(ConfigurationError) -> String {
    let bytes: [UInt8]
    do throws(SmallFileError) {
      bytes = try SmallFile.read(path, limit: largest)
    } catch {
      throw problem(path, error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw problem(path, "the file is not UTF-8 text", "save it as UTF-8")
    }
    return text
  }

  private static func problem(_ path: String, _ error: SmallFileError) -> ConfigurationError {
    switch error {
    case .missing:
      problem(
        path, "there is no such file",
        "check the path; it is relative to the folder of the file that names it", isMissing: true)
    case .tooLarge: problem(path, "the file is larger than 4 MiB", "split it")
    case .notAFile, .unreadable:
      problem(
        path, "it cannot be read", "check that it is a file and that it may be read",
        isMissing: true)
    }
  }

  private static func problem(
    _ path: String, _ reason: String, _ remedy: String, isMissing: Bool = false
  ) -> ConfigurationError {
    ConfigurationError(
      file: path, line: 0, column: 0, text: "", reason: reason, remedy: remedy,
      isMissing: isMissing)
  }
}

struct ScenarioDecoder {
  let folder: URL

  func decode(_ root: ConfigurationNode) throws(ConfigurationError) -> Scenario {
    try root.map { map throws(ConfigurationError) in
      let schema = try map.required("schema")
      let version: Int = try schema.integer(1...1000)
      if version != 1 {
        throw schema.error("this engine reads schema 1", "write `schema: 1`")
      }
      let dataRoot = try map.optional("data_root")?.string()
      let markets = try markets(map.required("markets"))
      let path = map.optional("bars")
      let delays = map.optional("latency")
      let bars = try path.map { node throws(ConfigurationError) in try self.bars(node) }
      var scenario = Scenario(
        file: "", fingerprint: "", text: "", name: try map.required("name").string(),
        title: try map.optional("title")?.string() ?? "",
        seed: try map.required("seed").integer(0...UInt64.max),
        rulebookPath: try resolved(map.required("rulebook")),
        instrumentPaths: try paths(map.required("instruments")),
        data: try sources(map.required("data"), root: dataRoot),
        history: try map.optional("history").map { node throws(ConfigurationError) in
          try self.sources(node, root: dataRoot)
        } ?? [],
        series: try map.optional("series").map { node throws(ConfigurationError) in
          try self.series(node, root: dataRoot, markets: markets)
        } ?? [], markets: markets, indices: try indices(map.optional("index")),
        pools: try amounts(map.optional("pools")), fund: try amounts(map.optional("fund")),
        participants: try participants(map.required("strategies"), markets: markets),
        latency: try latency(delays),
        rejectShare: try rejects(map.optional("rejects")),
        outages: try outages(map.optional("outages")),
        feed: try feed(delays),
        sampling: try map.optional("sampling")?.span() ?? .minute,
        barPath: bars?.path ?? .ohlc, slippage: bars?.slippage ?? .none,
        start: try map.optional("start")?.instant(), stop: try map.optional("stop")?.instant(),
        gates: try map.optional("gates").map { node throws(ConfigurationError) in
          try self.names(node)
        } ?? [], sandbox: try map.optional("sandbox")?.choice(Sandbox.self) ?? .standard)
      scenario.impacts = try impacts(map.optional("impact"))
      scenario.syntheticBooks = try syntheticBooks(map.optional("synthetic_book"))
      scenario.notifications = try notifications(map.optional("notifications"))
      scenario.dataRoot = dataRoot.map { absolute($0, under: folder) }
      if let fills = map.optional("fills") { scenario.fillModel = try FillModel(fills) }
      return scenario
    }
  }

  func names(_ node: ConfigurationNode) throws(ConfigurationError) -> [String] {
    var result: [String] = []
    for entry in try node.list() { result.append(try entry.string()) }
    return result
  }

  /// The traded markets: at least one, none twice.
  private func markets(_ node: ConfigurationNode) throws(ConfigurationError) -> [String] {
    var result: [String] = []
    for entry in try node.list() {
      let name = try entry.string()
      if result.contains(name) { throw entry.error("the market stands twice", "keep one of them") }
      result.append(name)
    }
    if result.isEmpty { throw node.error("a run needs a market", "name one as venue:SYMBOL") }
    return result
  }

  /// The format of a source's files.
  private func format(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
    let name = try node.string()
    let known = ImportFormat.all.map(\.name)
    if known.contains(name) { return name }
    throw node.error("there is no such format", NearestName.advice(name, among: known))
  }

  func paths(_ node: ConfigurationNode) throws(ConfigurationError) -> [String] {
    if case .scalar = node.node { return [try resolved(node)] }
    var result: [String] = []
    for entry in try node.list() { result.append(try resolved(entry)) }
    return result
  }

  /// An absolute path; relative ones start at the scenario's folder.
  func resolved(_ node: ConfigurationNode) throws(ConfigurationError) -> String {
    absolute(try node.string(), under: folder)
  }

  private func absolute(_ path: String, under base: URL) -> String {
    path.hasPrefix("/")
      ? path : base.appendingPathComponent(path).standardizedFileURL.path
  }

  private func sources(
    _ node: ConfigurationNode, root: String?
  ) throws(ConfigurationError) -> [Scenario.Source] {
    var result: [Scenario.Source] = []
    for entry in try node.list() {
      result.append(
        try entry.map { map throws(ConfigurationError) in try self.source(&map, root: root) })
    }
    return result
  }

  /// The keys of a tape or file, out of an entry that may have others.
  func source(
    _ map: inout ConfigurationMap, root: String?
  ) throws(ConfigurationError) -> Scenario.Source {
    let base = root.map { URL(fileURLWithPath: absolute($0, under: folder)) } ?? folder
    let tape = map.optional("tape")
    let file = tape == nil ? try map.required("file") : nil
    let shown = try (tape ?? file)?.string() ?? ""
    return Scenario.Source(
      venue: try map.required("venue").string(), symbol: try map.required("symbol").string(),
      path: absolute(shown, under: base), shownPath: shown,
      format: tape == nil ? try format(map.required("format")) : nil,
      interval: try map.optional("interval")?.span(),
      utcOffset: try map.optional("utc_offset").map(offset) ?? .zero,
      onBadRow: try map.optional("on_bad_row")?.choice(BadRowPolicy.self) ?? .stop,
      part: try map.optional("part")?.string())
  }

  private func offset(_ node: ConfigurationNode) throws(ConfigurationError) -> TimeSpan {
    if let offset = ClockOffset(try node.string()) { return offset.span }
    throw node.error("it is no offset from UTC", "write one such as +03:00")
  }

  private func amounts(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> [Scenario.AssetAmount] {
    guard let node else { return [] }
    var map = try ConfigurationMap(node)
    var result: [Scenario.AssetAmount] = []
    for (asset, value) in map.rest() {
      result.append(
        Scenario.AssetAmount(asset: asset, amount: try value.decimal(Money.self, least: .zero)))
    }
    return result
  }

  private func bars(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> (path: BarPath, slippage: Slippage) {
    try node.map { map throws(ConfigurationError) in
      let path = try map.optional("path")?.choice(BarPath.self) ?? .ohlc
      let points = try map.optional("slippage_bps")?.decimal(Quantity.self, least: .zero)
      let limit = try map.optional("volume_share")?.decimal(
        Rate.self, least: Rate(raw: 1), most: .one)
      let impact = try map.optional("price_impact")?.decimal(Rate.self, least: .zero, most: .one)
      return (
        path,
        Slippage(
          basisPoints: Rate(raw: points?.raw ?? 0), volumeShareLimit: limit,
          priceImpact: impact ?? .zero)
      )
    }
  }
}

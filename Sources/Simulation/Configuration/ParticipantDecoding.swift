import Quantities
import Yams

extension ScenarioDecoder {
  func participants(
    _ node: ConfigurationNode, markets: [String]
  ) throws(ConfigurationError) -> [Scenario.Participant] {
    var result: [Scenario.Participant] = []
    for entry in try node.list() {
      let participant = try entry.map { map throws(ConfigurationError) in
        try self.participant(&map, markets: markets)
      }
      if result.contains(where: { $0.name == participant.name }) {
        throw entry.error(
          "two strategies are named '\(participant.name)'", "give each a name of its own")
      }
      result.append(participant)
    }
    return result
  }

  private func participant(
    _ map: inout ConfigurationMap, markets: [String]
  ) throws(ConfigurationError) -> Scenario.Participant {
    let script = try map.required("script")
    let spot = try map.required("spot")
    let margin = map.optional("margin")
    var accounts: [Scenario.MarginAccount] = []
    if let margin {
      for entry in try margin.list() {
        let next = try account(entry, markets: markets)
        if accounts.contains(where: { $0.name == next.name }) {
          throw entry.error(
            "two accounts are named '\(next.name)'", "give each a name of its own")
        }
        accounts.append(next)
      }
    }
    let balances = try balances(spot)
    if let margin { try checkTransfers(balances, accounts, margin) }
    return Scenario.Participant(
      name: try map.required("name").string(), script: try resolved(script),
      shownScript: try script.string(), parameters: try parameters(map.optional("params")),
      spot: balances, margin: accounts, tier: try map.optional("tier")?.string(),
      rating: try map.optional("rating")?.string())
  }

  /// What moves into margin accounts at the start must be in the spot account.
  private func checkTransfers(
    _ spot: [Scenario.AssetAmount], _ accounts: [Scenario.MarginAccount],
    _ node: ConfigurationNode
  ) throws(ConfigurationError) {
    var left: [String: Money] = [:]
    for balance in spot { left[balance.asset] = balance.amount }
    for (number, account) in accounts.enumerated() {
      for transfer in account.transfer {
        let free = left[transfer.asset] ?? .zero
        guard free >= transfer.amount else {
          throw try node.list()[number].error(
            "\(transfer.amount) \(transfer.asset) are moved in, the spot account has \(free)",
            "raise `spot`, or lower `transfer`")
        }
        left[transfer.asset] = free - transfer.amount
      }
    }
  }

  private func parameters(
    _ node: ConfigurationNode?
  ) throws(ConfigurationError) -> [Scenario.Parameter] {
    guard let node else { return [] }
    var map = try ConfigurationMap(node)
    var result: [Scenario.Parameter] = []
    for (name, value) in map.rest() {
      result.append(
        Scenario.Parameter(
          name: name, value: try value.string(), line: value.node.mark?.line ?? 0,
          column: value.node.mark?.column ?? 0))
    }
    return result
  }

  private func balances(
    _ node: ConfigurationNode
  ) throws(ConfigurationError) -> [Scenario.AssetAmount] {
    var map = try ConfigurationMap(node)
    var result: [Scenario.AssetAmount] = []
    for (asset, value) in map.rest() {
      result.append(
        Scenario.AssetAmount(asset: asset, amount: try value.decimal(Money.self, least: .zero)))
    }
    return result
  }

  private func account(
    _ node: ConfigurationNode, markets: [String]
  ) throws(ConfigurationError) -> Scenario.MarginAccount {
    try node.map { map throws(ConfigurationError) in
      let mode = try map.required("mode").choice(AccountMode.self, later: ["portfolio"])
      let market = map.optional("market")
      let quote = map.optional("quote")
      if mode == .isolated, market == nil {
        throw node.error("an isolated account belongs to one market", "add `market: venue:SYMBOL`")
      }
      if mode == .cross, quote == nil {
        throw node.error("a cross account is valued in one currency", "add `quote: USDT`")
      }
      if let market, !markets.contains(try market.string()) {
        throw market.error(
          "this market is not traded here",
          NearestName.advice(try market.string(), among: markets))
      }
      let name = try map.required("name")
      if try name.string() == "spot" {
        throw name.error("the name 'spot' is taken by the spot account", "choose another name")
      }
      return Scenario.MarginAccount(
        name: try name.string(), mode: mode, market: try market?.string(),
        quote: try quote?.string() ?? "",
        transfer: try map.optional("transfer").map { node throws(ConfigurationError) in
          try self.balances(node)
        } ?? [],
        isGranted: try map.optional("granted")?.bool() ?? false)
    }
  }
}

extension ConfigurationNode {
  /// This tree with values replaced: each override is `dotted.path=value`. Lists are addressed by
  /// number from 0 (`strategies.0.params.lever=5`). A path that does not exist yet is added where
  /// its parent exists.
  func applying(_ overrides: [String]) throws(ConfigurationError) -> ConfigurationNode {
    var root = node
    for text in overrides {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].contains(where: { $0 != "." }) else {
        throw ConfigurationError(
          file: "--set", line: 0, column: 0, text: text, reason: "this is no override",
          remedy: "write --set key=value, with dots between nested keys")
      }
      let keys = parts[0].split(separator: ".").map(String.init)
      let value: Node
      do { value = try compose(yaml: String(parts[1]))?.withoutMarks ?? Node("") } catch {
        throw ConfigurationError(
          file: "--set", line: 0, column: 0, text: text, reason: "the value is not valid YAML",
          remedy: "put it in quotes")
      }
      guard Self.replace(&root, keys[...], value) else {
        throw ConfigurationError(
          file: "--set", line: 0, column: 0, text: text,
          reason: "the scenario has no '\(parts[0])'",
          remedy: "give a path of keys that stands in the scenario")
      }
    }
    return ConfigurationNode(replacing: self, with: root)
  }

  private init(replacing other: ConfigurationNode, with node: Node) {
    self.init(file: other.file, root: node)
  }

  private static func replace(
    _ node: inout Node, _ keys: ArraySlice<String>, _ value: Node
  ) -> Bool {
    guard let key = keys.first else {
      node = value
      return true
    }
    switch node {
    case .mapping(var mapping):
      let name = Node(key)
      if keys.count == 1 {
        mapping[name] = value
      } else {
        guard var child = mapping[name], replace(&child, keys.dropFirst(), value) else {
          return false
        }
        mapping[name] = child
      }
      node = .mapping(mapping)
      return true
    case .sequence(var sequence):
      guard let index = Int(key), sequence.indices.contains(index) else { return false }
      var child = sequence[index]
      guard replace(&child, keys.dropFirst(), value) else { return false }
      sequence[index] = child
      node = .sequence(sequence)
      return true
    default: return false
    }
  }
}

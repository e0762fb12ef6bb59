import MarketData
import Matching

/// The key `fills` of a scenario: when resting orders are filled, and by how much.
extension FillModel {
  private enum Name: String, CaseIterable {
    case through, power, power2, power3, log, log2, fifo
    case front
    case riskAverse = "risk_averse"
  }

  init(_ node: ConfigurationNode) throws(ConfigurationError) {
    self = try node.map { map throws(ConfigurationError) in
      let model = try map.required("model")
      let name = try model.choice(Name.self)
      let amount = try map.optional("quantity")?.choice(Amount.self) ?? .printed
      return FillModel(queue: try Self.queue(name, model, map.optional("power")), amount: amount)
    }
  }

  private static func queue(
    _ name: Name, _ model: ConfigurationNode, _ power: ConfigurationNode?
  ) throws(ConfigurationError) -> Queue {
    switch name {
    case .power: return .probability(.power(try exponent(model, power)))
    case .power2: return .probability(.power2(try exponent(model, power)))
    case .power3: return .probability(.power3(try exponent(model, power)))
    default: break
    }
    if let power { throw power.error("this model has no power", "leave `power` out") }
    switch name {
    case .front: return .front
    case .riskAverse: return .riskAverse
    case .log: return .probability(.log)
    case .log2: return .probability(.log2)
    case .fifo: return .fifo
    default: return .through
    }
  }

  private static func exponent(
    _ model: ConfigurationNode, _ power: ConfigurationNode?
  ) throws(ConfigurationError) -> Int {
    guard let power else {
      throw model.error("this model needs a power", "add one such as `power: 3`")
    }
    return try power.integer(1...QueueCurve.mostPower)
  }
}

extension RunSetup {
  /// The model `fifo` needs the single orders of every market that is traded.
  static func checkFills(_ scenario: Scenario, _ world: World, _ streams: [Stream]) throws {
    guard scenario.fillModel.queue == .fifo else { return }
    for market in world.traded {
      let hasOrders = streams.contains { $0.instrument == market && $0.tape.kind == .order }
      if hasOrders { continue }
      throw problem(
        scenario, scenario.places.value("fills.model"), "fifo",
        "the data hold no single orders of \(world.instruments[market.index].name)",
        "give an order tape of it, or choose risk_averse")
    }
  }
}

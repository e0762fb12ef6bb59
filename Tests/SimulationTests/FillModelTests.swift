import Matching
import Testing

@testable import Simulation

@Suite("The fill model of a scenario")
struct FillModelTests {
  @Test("is that of every market of the run")
  func reaches() throws {
    let world = try TestWorld()
    world.extra = "fills: { model: power3, power: 2, quantity: whole }"
    try world.trades(["1000", "1000"])
    let (engine, outcome, _) = try world.run([])
    #expect(outcome.failure == nil)
    let model = FillModel(queue: .probability(.power3(2)), amount: .whole)
    #expect(engine.markets.map(\.rules.fillModel) == [model])
  }

  @Test("needs single orders where it replays them")
  func singleOrders() throws {
    let world = try TestWorld()
    world.extra = "fills: { model: fifo }"
    try world.trades(["1000", "1000"])
    let error = #expect(throws: ConfigurationError.self) { try world.setup() }
    #expect(error?.reason.contains("the data hold no single orders of v:BTCUSDT") == true)
    #expect(error.map { $0.line > 1 } == true)
  }
}

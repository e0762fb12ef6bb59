import MarketData
import Quantities
import Testing

@testable import Simulation

struct WorldTests {
  private static func instrument(
    _ venue: String, _ symbol: String, _ base: String, _ quote: String
  ) throws -> Instrument {
    Instrument(
      venue: venue, symbol: symbol, kind: .spot, base: base, quote: quote, tick: try Price("0.1"),
      lot: try Quantity("0.001"), minNotional: .zero, multiplier: try Quantity("1"))
  }

  private func world(traded: [String]) throws -> World {
    World(
      instruments: [
        try Self.instrument("x", "AB", "A", "B"), try Self.instrument("y", "AB", "A", "B"),
        try Self.instrument("y", "CB", "C", "B"),
      ], traded: traded, extraAssets: ["D", "A"])
  }

  @Test func `assets are numbered in order of appearance, each once`() throws {
    let world = try world(traded: ["x:AB"])
    #expect(world.assets == ["A", "B", "C", "D"])
    #expect(world.assets.map { world.asset($0)?.index } == [0, 1, 2, 3])
    #expect(world.asset("E") == nil)
  }

  @Test func `a symbol alone names the traded market, or the only one`() throws {
    let world = try world(traded: ["y:AB"])
    #expect(world.instrument("AB")?.index == 1)
    #expect(world.instrument("x:AB")?.index == 0)
    #expect(world.instrument("CB")?.index == 2)
    #expect(world.instrument("z:AB") == nil)
    let both = try self.world(traded: ["x:AB", "y:AB"])
    #expect(both.instrument("AB") == nil)
  }

  @Test func `the market that prices an asset is the first traded one`() throws {
    let world = try world(traded: ["y:AB", "x:AB"])
    let (a, b, c) = (
      try #require(world.asset("A")), try #require(world.asset("B")),
      try #require(world.asset("C"))
    )
    #expect(world.market(pricing: a, in: b)?.index == 1)
    #expect(world.market(pricing: c, in: b) == nil)
    #expect(world.market(pricing: b, in: a) == nil)
  }

  @Test(
    "a name that is nearly right gets the right one",
    arguments: [
      ("surplus_too", "did you mean 'surplus_to'?"), ("FEE", "did you mean 'fee'?"),
      ("zebra", "valid names: cycle, fee, surplus_to"),
    ])
  func nearest(name: String, advice: String) {
    #expect(NearestName.advice(name, among: ["fee", "surplus_to", "cycle"]) == advice)
  }
}

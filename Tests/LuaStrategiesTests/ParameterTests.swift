import Foundation
import LuaStrategies
import Testing

@Suite struct ParameterTests {
  private func script(_ parameters: String) throws -> StrategyScript {
    try StrategyScript(
      file: "a.lua",
      source: "local S = strategy { name = 'a', api = 1 }\nS.params = {\n\(parameters)\n}\nreturn S"
    )
  }

  private static let good = """
    lever = { type = "float", default = 3, min = 1, max = 10, step = 0.5, tune = true },
    slow = { type = "int", default = 20, min = 5, max = 60, doc = "bars" },
    side = { type = "enum", default = "long", values = { "long", "short" } },
    on = { type = "bool", default = false },
    symbol = { type = "symbol", default = "BTCUSDT" },
    """

  @Test func `declarations are read in alphabetical order with their lines`() throws {
    let parameters = try script(Self.good).parameters
    #expect(parameters.map(\.name) == ["lever", "on", "side", "slow", "symbol"])
    #expect(parameters.map(\.line) == [3, 6, 5, 4, 7])
    #expect(parameters[0].initial == .number(3) && parameters[0].maximum == .number(10))
    #expect(parameters[0].isTunable && parameters[3].doc == "bars")
    #expect(parameters[2].values == ["long", "short"])
  }

  @Test(arguments: [
    ("a = { type = 'int', default = 1.5 }", "must be a whole number, not 1.5"),
    ("a = { type = 'int' }", "no default"),
    ("a = { default = 1 }", "no type"),
    ("a = { type = 'integer', default = 1 }", "unknown parameter type 'integer'"),
    ("a = { type = 'int', default = 1, mim = 0 }", "the nearest name is 'min'"),
    ("a = { type = 'int', default = 1, min = 2 }", "the default 1 is below the minimum 2"),
    ("a = { type = 'int', default = 9, max = 8 }", "the default 9 is above the maximum 8"),
    ("a = { type = 'int', default = 5, min = 9, max = 1 }", "min 9 is above max 1"),
    ("a = { type = 'int', default = 5, step = 0 }", "step must be above zero"),
    ("a = { type = 'float', default = 5, log = true }", "log needs a min above zero"),
    ("a = { type = 'enum', default = 'x' }", "an enum needs values"),
    ("a = { type = 'enum', default = 'x', values = { 'y' } }", "'x' is none of y"),
    ("a = { type = 'bool', default = true, min = 1 }", "must be true or false"),
    ("a = 5", "must be a table, not integer"),
  ])
  func `a wrong declaration is an error with its line`(_ text: String, _ message: String) throws {
    do throws(ScriptError) {
      _ = try StrategyScript(
        file: "a.lua",
        source: "local S = strategy { name = 'a', api = 1 }\nS.params = {\n\n\(text)\n}\nreturn S")
      Issue.record("accepted")
    } catch {
      #expect(error.kind == .parameter)
      #expect(error.line == 4)
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test(arguments: [
    ("slow", "61", "61 is above the maximum 60"), ("slow", "2.5", "'2.5' is not a whole number"),
    ("lever", "nan", "'nan' is not a number"), ("lever", "0.5", "below the minimum"),
    ("side", "up", "'up' is none of long, short"), ("on", "yes", "'yes' is not true or false"),
    ("slwo", "7", "unknown parameter 'slwo'; the nearest name is 'slow'"),
  ])
  func `a setting must have the type and lie in the range`(
    _ name: String, _ text: String, _ message: String
  ) throws {
    let script = try script(Self.good)
    do throws(ParameterError) {
      _ = try script.values([name: text])
      Issue.record("accepted")
    } catch {
      #expect(error.name == name)
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test func `the script reads settings and defaults`() throws {
    let context = FakeContext()
    var strategy = try strategy(
      """
      S.params = { a = { type = "int", default = 2 }, b = { type = "float", default = 1 } }
      function S.on_start(ctx) print(ctx.p.a, ctx.p.b, math.type(ctx.p.b)) end
      """, settings: ["b": "2.5"])
    try strategy.start(context)
    #expect(context.logged == ["2\t2.5\tfloat"])
  }

  @Test func `json has the script's keys`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(script(Self.good).parameters[3]), as: UTF8.self)
    #expect(
      text == #"{"default":20,"doc":"bars","log":false,"max":60,"min":5,"name":"slow","#
        + #""tune":false,"type":"int"}"#)
  }
}

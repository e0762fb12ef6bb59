import Foundation
import LuaStrategies
import Testing

@Suite struct ScriptTests {
  private func problem(_ source: String) -> ScriptError? {
    do throws(ScriptError) {
      _ = try StrategyScript(file: "dir/a.lua", source: source)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("x = = 1", "dir/a.lua:1: unexpected symbol near '='"),
    (
      "local S = strategy { name = 'a' } return S",
      "dir/a.lua:1: strategy: api is missing; "
        + "this version knows api = 1"
    ),
    (
      "local S = strategy { nam = 'a', api = 1 } return S",
      "dir/a.lua:1: strategy: its table: "
        + "unknown field of strategy 'nam'; the nearest name is 'name'"
    ),
    (
      "while true do end",
      "dir/a.lua:1: the script used its whole processor time for one "
        + "callback; does a loop never end?"
    ),
  ])
  func `a file that cannot run says why`(_ source: String, _ text: String) {
    #expect(problem(source)?.description == text)
  }

  @Test func `a script that returns nothing is told how to end`() throws {
    let error = try #require(problem("local x = 1"))
    #expect(error.description.hasPrefix("dir/a.lua: the script returns nothing; end it with"))
  }

  @Test(arguments: [
    ("function S.on_bra(ctx) end", 3, "unknown callback 'on_bra'; the nearest name is 'on_bar'"),
    ("function S.on_funding(ctx) end", 3, "'on_funding' arrives with a later version"),
    ("function S.score(ctx) end", 3, "'score' arrives with a later version (tuning)"),
    ("function S.on_bar(ctx)\n ctx:by() end", 4, "unknown name of ctx 'by'; the nearest name is"),
    ("function S.on_bar(c)\n c:amned(1) end", 4, "the nearest name is 'amend'"),
    ("function S.on_bar(c)\n c:amend(1, { qtty = 1 }) end", 4, "'qtty'; the nearest"),
    ("function S.on_bar(c)\n c:buy('X', {\n qyt = 1 }) end", 5, "'qyt'; the nearest name is 'qty'"),
    ("function S.on_bar(c)\n c:buy('X', { triger = 'last' }) end", 4, "'triger'; the nearest"),
    ("function S.on_bar(c)\n c:sell('X', { post_onyl = true }) end", 4, "'post_onyl'; the"),
    ("function S.on_bar(c)\n c:borrow('X', 1, { acount = 1 }) end", 4, "'acount'; the nearest"),
    ("S.on_bar = function(c)\n c:by() end", 4, "unknown name of ctx 'by'"),
    ("function S.on_bar(c)\n c:preview('X', 'buy', { qyt = 1 }) end", 4, "'qyt'; the nearest"),
    ("function S.on_bar(c)\n c:subscribe('bars', 'X') end", 4, "'bars'; the nearest"),
    ("function S.on_bar(c)\n c:ind('smaa', 'X', '1m') end", 4, "'smaa'; the nearest"),
    ("function S.on_bar(c)\n print(c.p.leverr) end", 4, "unknown parameter 'leverr'"),
    ("function S.on_bar(c)\n print(c.run.sede) end", 4, "'sede'; the nearest name is 'seed'"),
    ("function S.on_bar(c)\n print(c.stats.fil) end", 4, "'fil'; the nearest name is 'fills'"),
    ("function S.on_bar(c)\n print(c:account('x').tier) end", 4, "'tier' arrives"),
    ("function S.on_bar(c)\n local o = {\n qyt = 1 }\n c:buy('X', o) end", 5, "'qyt'; the near"),
    (
      "function S.on_bar(c)\n local o = { qty = 1, tif = 'fkk' }\n if c then c:buy('X', o) end end",
      4, "unknown tif 'fkk'; the nearest name is 'fok'"
    ),
  ])
  func `names that no run reaches are found before it`(
    _ functions: String, _ line: Int, _ message: String
  ) throws {
    let source = "local S = strategy { name = 'a', api = 1 }\n\n\(functions)\nreturn S"
    let error = try #require(problem(source))
    #expect(error.line == line)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test(arguments: [
    "local o = { a = 1 } function S.on_bar(c, o) c:buy('X', o) end",
    "function S.on_bar(c) do local o = { a = 1 } end local o = c:order(1) c:buy('X', o) end",
    "function S.on_bar(c) if c then local o = { a = 1 } else local o = f() c:buy('X', o) end end",
    "function S.on_bar(c) local o = { a = 1 } for _, o in ipairs({}) do c:buy('X', o) end end",
    "function S.on_bar(c) local get = c.account print(f(get).anything) end",
    "function S.on_bar(c) local o = { qty = 1, tag = ({ x = '1' }).x } c:buy('X', o) end",
  ])
  func `a table that only has the name of another is left alone`(_ functions: String) {
    let source =
      "local S = strategy { name = 'a', api = 1 }\nlocal f = print\n\(functions)\nreturn S"
    #expect(problem(source) == nil)
  }

  @Test func `names in comments, texts and other objects are left alone`() throws {
    let source = """
      local S = strategy { name = 'a', api = 1 }
      -- ctx:nothing()
      --[==[ ctx:nothing() ]] ]==]
      local text = "ctx:nothing()" .. 'ctx.x' .. [[ ctx:nothing() ]]
      local other = { ctx = { foo = 1 } }
      function S.on_start(ctx) ctx:log(text .. other.ctx.foo) end
      return S
      """
    #expect(problem(source) == nil)
  }

  @Test func `check lists everything that is wrong`() throws {
    let path = NSTemporaryDirectory() + "lua-check-\(UUID().uuidString).lua"
    let source = """
      local S = strategy { name = 'a', api = 1 }
      function S.on_bar(ctx) ctx:one() ctx:two() end
      function S.on_bra(ctx) end
      return S
      """
    try source.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let errors = StrategyScript.check(path)
    #expect(errors.map(\.line) == [3, 2, 2])
    #expect(StrategyScript.check(path + "x").first?.kind == .missing)
  }

  @Test(arguments: ["trend-follower", "short-borrow", "probe", "looping-carry", "grid"])
  func `the scripts of the project pass the check`(_ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = folder.appending(path: "strategies/\(name).lua").path
    #expect(StrategyScript.check(file) == [])
    let script = try StrategyScript(file: file)
    #expect(script.name == name)
    let parameters = try StrategyScript.params(file)
    #expect(parameters.contains { $0.name == "symbol" && $0.line != nil && $0.doc != nil })
  }
}

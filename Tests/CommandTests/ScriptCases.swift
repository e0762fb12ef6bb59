extension Tables {
  /// What `tidemark strategy check` finds, all of it before a run.
  static let scripts = Table(name: "scripts", cases: checked + scriptFiles)

  private typealias Edit = (name: String, old: String, new: String)

  private static let declarations: [Edit] = [
    ("no Lua", "return S", "return S S"),
    ("nothing returned", "return S", ""),
    ("something else returned", "return S", "return {}"),
    ("an error while it is read", "return S", "error('no')"),
    ("an error while it is read, of a table", "return S", "error({})"),
    ("an endless loop while it is read", "return S", "while true do end"),
    ("an unknown callback", "function S.on_bar", "function S.on_bars"),
    ("a callback of later", "function S.on_bar", "function S.on_funding"),
    ("a callback that is none", "return S", "S.on_fill = 5\nreturn S"),
    ("an unknown method of ctx", "ctx:log(", "ctx:logg("),
    ("a method of later", "ctx:log(", "ctx:add_margin("),
    (
      "an unknown order field", "ctx:log(\"close \" .. bar.close)",
      "ctx:buy(\"BTCUSDT\", { qty = 1, tip = \"market\" })"
    ),
    (
      "a misspelt order field", "ctx:log(\"close \" .. bar.close)",
      "ctx:buy(\"BTCUSDT\", { qty = 1, post_onyl = true })"
    ),
    (
      "an unknown order type", "ctx:log(\"close \" .. bar.close)",
      "ctx:buy(\"BTCUSDT\", { qty = 1, type = \"markt\" })"
    ),
    ("no api", "name = \"first\", api = 1", "name = \"first\""),
    ("another api", "api = 1", "api = 2"),
    ("no name", "name = \"first\", ", ""),
    ("strategy twice", "return S", "strategy { name = \"b\", api = 1 }\nreturn S"),
    ("a global of its own", "return S", "x = 1\nreturn S"),
    ("a library that scripts do not have", "return S", "os.exit(0)\nreturn S"),
    ("an unknown global", "return S", "pritn(1)\nreturn S"),
  ]

  private static let parameters: [Edit] = [
    ("an unknown type", "type = \"int\"", "type = \"integer\""),
    ("no type", "type = \"int\", ", ""),
    ("no default", "default = 1, ", ""),
    ("an unknown field", "min = 1", "minimum = 1"),
    ("a default out of range", "default = 1", "default = 9"),
    ("a default of the wrong type", "default = 1", "default = \"one\""),
    ("min above max", "min = 1", "min = 7"),
    ("bounds of a word", "type = \"int\", default = 1", "type = \"symbol\", default = \"x\""),
    ("a step of zero", "min = 1", "min = 1, step = 0"),
    ("log from zero", "min = 1", "min = 0, log = true"),
    (
      "an enum without values", "\"int\", default = 1, min = 1, max = 5",
      "\"enum\", default = \"a\""
    ),
    ("values of a number", "min = 1", "values = { \"a\" }, min = 1"),
    ("params that are no table", "S.params = {\n", "S.params = 5\nlocal unused = {\n"),
  ]

  private static var checked: [Case] {
    (declarations + parameters.map { ("parameter: " + $0.name, $0.old, $0.new) }).map {
      Case(
        name: $0.0,
        steps: [.text("script.lua", Inputs.script), .edit("script.lua", old: $0.1, new: $0.2)],
        arguments: ["strategy", "check", "script.lua"])
    }
  }

  private static let scriptFiles: [Case] = [
    Case(name: "no file", steps: [], arguments: ["strategy", "check", "none.lua"], code: 66),
    Case(
      name: "params of no file", steps: [], arguments: ["strategy", "params", "none.lua"],
      code: 66),
    Case(
      name: "an empty file", steps: [.text("a.lua", "")],
      arguments: ["strategy", "check", "a.lua"]),
    Case(
      name: "byte code", steps: [.bytes("a.lua", [0x1b] + Array("Lua".utf8) + [0x54, 0])],
      arguments: ["strategy", "check", "a.lua"]),
    Case(
      name: "longer than 1 MiB",
      steps: [.text("a.lua", String(repeating: "-", count: 1 << 20 + 1))],
      arguments: ["strategy", "check", "a.lua"]),
    Inputs.after(
      "a run of a script that does not hold",
      [.edit("script.lua", old: "ctx:log(", new: "ctx:logg(")]),
  ]

  /// Scripts that fail while they run: exit 1 with the place, and what was done is kept.
  static let scriptRuns = Table(
    name: "script-runs",
    cases: [
      ("an endless loop", "while true do end"),
      (
        "an endless loop that catches errors",
        "while true do pcall(function() while true do end end) end"
      ),
      ("a field of nil", "local x = nil\n  return x.y"),
      ("an error of its own", "error(\"enough\")"),
      ("an error that is a table", "error({ code = 5 })"),
      ("endless recursion", "local function f() return 1 + f() end\n  f()"),
      ("a long string", "local s = string.rep(\"x\", 1 << 40)"),
      ("a call with a dot", "ctx.log(\"x\")"),
      ("an unknown method by a computed name", "ctx[\"lo\" .. \"gg\"](ctx, \"x\")"),
      (
        "an unknown order field by a computed name",
        "ctx:buy(\"BTCUSDT\", { qty = 1, [\"ti\" .. \"p\"] = 1 })"
      ),
      ("an order without quantity", "ctx:buy(\"BTCUSDT\", { type = \"market\" })"),
      ("a quantity that is text", "ctx:buy(\"BTCUSDT\", { qty = \"1\" })"),
      ("a quantity that is no number", "ctx:buy(\"BTCUSDT\", { qty = 0 / 0 })"),
      ("a subscription too late", "ctx:subscribe(\"bar\", \"BTCUSDT\", \"1m\")"),
      ("a limit order without price", "ctx:buy(\"BTCUSDT\", { qty = 1, type = \"limit\" })"),
      ("nil in a sum", "local sum = bar.closed + 1"),
    ].map { name, body in
      Inputs.after(
        name, [.edit("script.lua", old: "ctx:log(\"close \" .. bar.close)", new: body)], code: 1)
    } + [
      Inputs.after(
        "an unknown symbol in on_start",
        [.edit("script.lua", old: "\"BTCUSDT\"", new: "\"BTCUSD\"")], code: 1),
      strict("a pattern in the strict sandbox", "local x = string.find(\"abc\", \"b+\")"),
      strict(
        "all the memory of the strict sandbox",
        "local t = {}\n  for i = 1, 9 do t[i] = string.rep(\"x\", 15000000) end"),
      strict("an endless loop in the strict sandbox", "while true do end"),
      Inputs.after(
        "an unknown interval in on_start", [.edit("script.lua", old: "\"1m\"", new: "\"1x\"")],
        code: 1),
    ])

  private static func strict(_ name: String, _ body: String) -> Case {
    Case(
      name: name,
      steps: Inputs.world + [
        .edit("script.lua", old: "ctx:log(\"close \" .. bar.close)", new: body)
      ], arguments: Inputs.run + ["--sandbox", "strict"], code: 1)
  }
}

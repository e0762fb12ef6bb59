import LuaBridge
import Testing

/// A body that must fail in its line 2, and a part of the message.
struct Refused: CustomTestStringConvertible, Sendable {
  let body: String
  let message: String
  init(_ body: String, _ message: String) {
    self.body = body
    self.message = message
  }
  var testDescription: String { body }
}

@Suite struct SandboxTests {
  @Test(arguments: [
    Refused("foo = 1", "new global 'foo'"),
    Refused("print(foo)", "no such name: foo"),
    Refused("print = 1", "the global 'print' is read-only"),
    Refused("_G.x = 1", "new global 'x'"),
    Refused("_ENV.x = 1", "new global 'x'"),
    Refused("rawset(_G, 'x', 1)", "read-only"),
    Refused("math.floor = 1", "math is read-only: math.floor"),
    Refused("rawset(string, 'x', 1)", "read-only"),
    Refused("string.x = 1", "string is read-only"),
    Refused("setmetatable(_G, {})", "protected metatable"),
    Refused("getmetatable('').__index = 1", "attempt to index a boolean value"),
    Refused("setmetatable({}, { __gc = 1 })", "__gc is refused"),
    Refused("setmetatable({}, { __mode = 'k' })", "__mode is refused"),
    Refused("string.format('%p', {})", "%p is refused"),
    Refused("string.rep('x', 1e9)", "string.rep"),
    Refused("table.move({}, 1, 1e8, 1, {})", "table.move"),
    Refused("table.unpack({}, 1, 1e7)", "table.unpack"),
    Refused("table.concat({}, '', 1, 1e9)", "table.concat"),
    Refused("table.concat(setmetatable({}, { __len = print }))", "__len is refused"),
    Refused("table.insert(setmetatable({}, { __len = print }), 1, 2)", "__len is refused"),
    Refused("string.find(('a'):rep(30000), '.-.-.-b')", "string.find: this pattern"),
    Refused("('a'):rep(300):match(('a?'):rep(30))", "string.match: this pattern"),
    Refused("('a'):rep(5000):gsub('a*b*', '')", "string.gsub: this pattern"),
    Refused("('a'):rep(5000):gmatch('^a*b')", "string.gmatch: this pattern"),
    Refused("('b'):rep(9e5):find('[' .. ('a'):rep(9e5) .. ']')", "string.find: this pattern"),
    Refused("('a'):rep(9e6):find(('a'):rep(1e6) .. '[b]')", "string.find: this pattern"),
    Refused("table.move(setmetatable({}, { __index = {} }), 1, 200, 1, {})", "with __index or"),
    Refused("table.move({}, 1, 200, 1, setmetatable({}, { __newindex = print }))", "with __index"),
    Refused("table.concat(setmetatable({}, { __index = {} }), '', 1, 200)", "with __index"),
    Refused("table.unpack(setmetatable({}, { __index = {} }), 1, 200)", "with __index"),
    Refused(
      "local s, t = ('x'):rep(9e6), {} for i = 1, 99 do t[i] = s end table.sort(t)",
      "texts are too long to sort"),
    Refused(
      "local t = {} for i = 1, 9e4 do t[i] = 'x' end print(table.unpack(t))",
      "longer than 64 KiB"),
    Refused("local t = {} for i = 1, 1025 do t['k' .. i] = i end ctx:echo(t)", "too many entries"),
    Refused("for k in pairs({ [{}] = 1 }) do end", "has no order"),
    Refused("ctx.x = 1", "ctx is read-only"),
    Refused("ctx:foo()", "no such name: foo"),
    Refused("ctx.echo(1)", "call it with a colon"),
    Refused("ctx:fail()", "failed on purpose"),
    Refused("ctx:echo(0 / 0)", "NaN"),
    Refused("ctx:echo({ qty = 1 / 0 })", "qty is infinite"),
    Refused("ctx:echo(print)", "an argument is a function"),
    Refused("local t = {} t.t = t ctx:echo(t)", "nested too deeply, or in itself"),
    Refused("local x = nil + 1", "attempt to perform arithmetic on a nil value"),
    Refused("return 1 < nil", "attempt to compare"),
    Refused("error({ message = 'a refusal' })", "a refusal"),
    Refused("error({})", "the error value is a table"),
  ])
  func `what a script may not do is an error with its line`(_ refused: Refused) {
    let outcome = BridgeScript.run(refused.body)
    #expect(outcome.message.contains(refused.message), "\(outcome.message)")
    #expect(outcome.line == 2)
    #expect(outcome.callback == "on_start")
  }

  @Test(arguments: [
    "load", "loadfile", "dofile", "require", "collectgarbage", "os", "io", "debug", "package",
    "warn",
  ])
  func `a removed global is not there`(_ name: String) {
    #expect(BridgeScript.run("print(rawget(_G, '\(name)'))").printed == ["nil"])
    #expect(BridgeScript.run("print(\(name))").message == "no such name: \(name)")
  }

  @Test func `the dangerous functions of the libraries are gone`() {
    let outcome = BridgeScript.run("print(string.dump, math.randomseed)")
    #expect(outcome.printed == ["nil\tnil"])
  }

  @Test func `no text shows an address`() {
    let outcome = BridgeScript.run(
      """
      local named = setmetatable({}, { __name = 'N' })
      print({}, print, coroutine.create(print), ctx, named, string.format('%s|%9s', {}, print))
      """)
    #expect(outcome.printed == ["table\tfunction\tthread\tuserdata\ttable\ttable| function"])
  }

  @Test func `pairs and next visit numbers, then text, then false and true`() {
    let outcome = BridgeScript.run(
      """
      local t = { z = 1, a = 1, [3] = 1, [1.5] = 1, [-1] = 1, [true] = 1, [false] = 1, b = 1 }
      local keys = {}
      for k in pairs(t) do keys[#keys + 1] = tostring(k) end
      print(table.concat(keys, ' '))
      keys = {}
      for k in next, t do keys[#keys + 1] = tostring(k) end
      print(table.concat(keys, ' '))
      """)
    #expect(outcome.printed == Array(repeating: "-1 1.5 3 a b z false true", count: 2))
  }

  @Test func `pairs passes over what is removed while it runs`() {
    let outcome = BridgeScript.run(
      "local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do print(k) t.b = nil end")
    #expect(outcome.printed == ["a", "c"])
  }

  @Test func `a metatable that turns weak later keeps its entries`() {
    let outcome = BridgeScript.run(
      """
      local mt = {}
      local kept = setmetatable({}, mt)
      mt.__mode = 'v'
      for i = 1, 10 do kept[i] = {} end
      local s = '' for i = 1, 20000 do s = s .. 'x' end
      print(#kept)
      """)
    #expect(outcome.printed == ["10"])
  }

  @Test func `sort is stable and leaves nothing to chance`() {
    let outcome = BridgeScript.run(
      """
      local t = {}
      for i = 1, 500 do t[i] = { key = i % 7, place = i } end
      table.sort(t, function(a, b) return a.key < b.key end)
      for i = 2, 500 do
        local a, b = t[i - 1], t[i]
        assert(a.key < b.key or a.key == b.key and a.place < b.place)
      end
      print('sorted')
      """)
    #expect(outcome.printed == ["sorted"])
  }

  @Test func `ordinary patterns and plain find work`() {
    let outcome = BridgeScript.run(
      """
      print(('key = value'):match('^(%w+)%s*=%s*(%w+)$'))
      print(('a.b'):find('.', 1, true), ('abc'):find('c', -1), ('abc'):find('', 10))
      print(('x'):rep(3, '-'), ('aXbX'):gsub('X', { X = 'y' }))
      """)
    #expect(outcome.printed == ["key\tvalue", "2\t3\tnil", "x-x-x\tayby\t2"])
  }

  @Test func `the strict sandbox takes no patterns`() {
    let limits = lb_limits(memory: 64 << 20, milliseconds: 300, instructions: 0, patterns: false)
    let outcome = BridgeScript.run("print(('a'):find('a')) print(('a'):find('%a'))", limits)
    #expect(outcome.printed == ["1\t1"])
    #expect(outcome.message.contains("strict sandbox"))
  }

  @Test func `math random comes from the host`() {
    #expect(BridgeScript.run("print(math.random())").printed == ["0.25"])
  }
}

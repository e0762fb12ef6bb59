import LuaBridge
import Testing

@Suite struct LimitTests {
  @Test(arguments: [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "local c = coroutine.wrap(function() while true do end end) while true do pcall(c) end",
    "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
    "while true do xpcall(error, function() while true do end end) end",
    "local x <close> = setmetatable({}, { __close = function() while true do end end }) ctx:fail()",
    "('x'):gsub('x', function() while true do end end)",
    "table.sort({ 2, 1 }, function() while true do end end)",
    "while true do coroutine.wrap(function() end)() end",
  ])
  func `an endless loop ends by the clock of the processor, whatever is around it`(_ body: String) {
    let clock = ContinuousClock()
    var outcome = Outcome()
    let elapsed = clock.measure { outcome = BridgeScript.run(body) }
    #expect(outcome.kind == LB_ERROR_TIME)
    #expect(outcome.line == 2)
    #expect(outcome.stack.contains("test.lua:2: "))
    #expect(elapsed < .seconds(20))
  }

  @Test func `an endless loop while the file is read ends too`() {
    let outcome = BridgeScript.runFile("\nwhile true do end")
    #expect(outcome.kind == LB_ERROR_TIME)
    #expect(outcome.line == 2)
  }

  @Test(arguments: [
    "local s = 'x' while true do s = s .. s end",
    "local s = 'x' pcall(function() while true do s = s .. s end end) print('caught')",
    "coroutine.resume(coroutine.create(function() local s = 'x' while true do s = s .. s end end))",
    "local t = { ('x'):rep(9e6) } for i = 2, 90 do t[i] = t[1] end pcall(table.concat, t)",
  ])
  func `the memory cap ends the run and cannot be caught`(_ body: String) {
    let limits = lb_limits(memory: 48 << 20, milliseconds: 5000, instructions: 0, patterns: true)
    let outcome = BridgeScript.run(body, limits)
    #expect(outcome.kind == LB_ERROR_MEMORY)
    #expect(outcome.message.contains("more than its 48 MiB"))
    #expect(outcome.printed.isEmpty)
    #expect(outcome.memory <= 48 << 20)
  }

  @Test func `the instructions of a callback are counted in the strict sandbox`() {
    let limits = lb_limits(
      memory: 64 << 20, milliseconds: 60_000, instructions: 100_000, patterns: false)
    #expect(BridgeScript.run("for i = 1, 1000 do end", limits).message.isEmpty)
    let outcome = BridgeScript.run("pcall(function() for i = 1, 1e9 do end end)", limits)
    #expect(outcome.kind == LB_ERROR_INSTRUCTIONS)
    #expect(outcome.line == 2)
  }

  @Test(arguments: [
    ("local function f() return 1 + f() end f()", "stack overflow"),
    ("local function f() coroutine.wrap(f)() end f()", "C stack overflow"),
    (
      "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end "
        + "local x = t[1]", "C stack overflow"
    ),
  ])
  func `recursion without end is an error`(_ body: String, _ message: String) {
    let outcome = BridgeScript.run(body)
    #expect(outcome.message.contains(message))
    #expect(outcome.line == 2)
  }

  @Test func `an error in an error handler is contained`() {
    let outcome = BridgeScript.run(
      "print(xpcall(error, function(m) error('again') end, 'first')) print('alive')")
    #expect(outcome.printed == ["false\ttest.lua:2: again", "alive"])
  }

  @Test func `pcall catches what the script and the host raise`() {
    let outcome = BridgeScript.run("print(pcall(error, 'mine', 0)) print(pcall(ctx.fail, ctx))")
    #expect(outcome.printed == ["false\tmine", "false\ttest.lua:2: failed on purpose"])
    #expect(outcome.message.isEmpty)
  }
}

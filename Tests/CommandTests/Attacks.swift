import Testing

/// Something hostile that a script may do in a callback.
struct Attack: CustomTestStringConvertible, Sendable {
  var name: String
  var body: String
  var testDescription: String { name }

  init(_ name: String, _ body: String) {
    self.name = name
    self.body = body
  }

  static let all = loops + patterns + libraries + memory + metatables + coroutines + calls

  private static let loops = [
    Attack("an endless loop", "while true do end"),
    Attack("an endless goto", "::again:: goto again"),
    Attack("all whole numbers", "for i = math.mininteger, math.maxinteger do end"),
    Attack("a loop without end in floats", "for i = 1, math.huge do end"),
    Attack("recursion", "local function f() return 1 + f() end f()"),
    Attack("recursion by tail calls", "local function f() return f() end f()"),
    Attack("recursion through pcall", "local function f() pcall(f) pcall(f) end f() f() f()"),
    Attack("an error in an error handler", "while true do xpcall(error, error) end"),
    Attack(
      "an error handler that fails for ever",
      "local function h() error('x') end while true do xpcall(h, h) end"),
    Attack("a handler that loops", "xpcall(error, function() while true do end end)"),
    Attack("an error that is a table", "error({ code = 1 })"),
    Attack(
      "an error whose text loops",
      "error(setmetatable({}, { __tostring = function() while true do end end }))"),
    Attack(
      "a text that loops",
      "tostring(setmetatable({}, { __tostring = function() while true do end end }))"),
    Attack("an error with control characters", "error('\\27[2J\\7 boo')"),
  ]

  private static let patterns = [
    Attack("find", "('a'):rep(30000):find('.-.-.-b')"),
    Attack("match", "('a'):rep(300):match(('a?'):rep(30) .. ('a'):rep(30))"),
    Attack("gmatch", "for w in ('a'):rep(100000):gmatch('.-.-b') do end"),
    Attack("gsub", "('a'):rep(5000):gsub('a*b*c', '')"),
    Attack("a long class", "('b'):rep(1000000):find('[' .. ('a'):rep(1000000) .. ']')"),
    Attack("a long text", "('a'):rep(5000000):find(('a'):rep(1000000) .. '[b]')"),
    Attack("balanced brackets", "('('):rep(1000000):find('%b()')"),
    Attack("a reference back", "('a'):rep(100000):find('(a+)%1b')"),
    Attack(
      "patterns within their bound, again and again",
      "local s = ('a'):rep(3000) while true do s:find('a-b') end"),
    Attack(
      "gsub that calls the library",
      "local s = ('x' .. ('9'):rep(7)):rep(100000) s:gsub('(x)(%d%d%d%d%d%d%d)', string.rep)"),
    Attack(
      "gsub that looks for patterns",
      "local s = (('a'):rep(200) .. ';' .. '.-.-.-b;'):rep(100)"
        + " while true do s:gsub('(a+);([^;]+);', string.find) end"),
  ]

  private static let libraries = [
    Attack("rep", "string.rep('x', 10000000000)"),
    Attack("rep of nothing", "while true do string.rep('', 1 << 60) end"),
    Attack("rep with a separator", "string.rep('', 1 << 40, 'x')"),
    Attack("concat of nothing", "table.concat({}, '', 1, 1 << 40)"),
    Attack(
      "concat of much",
      "local t = {} for i = 1, 1000000 do t[i] = 'abc' end while true do table.concat(t) end"),
    Attack("move", "table.move({}, 1, 100000000, 2)"),
    Attack("move over the whole range", "table.move({}, math.mininteger, math.maxinteger, 0)"),
    Attack("unpack", "table.unpack({}, 1, 100000000)"),
    Attack("unpack over the whole range", "table.unpack({}, math.mininteger, math.maxinteger)"),
    Attack("sort of much", "local t = {} for i = 1, 2000000 do t[i] = -i end table.sort(t)"),
    Attack(
      "sort without an order",
      "local t = {} for i = 1, 200000 do t[i] = i end "
        + "while true do table.sort(t, function() return true end) end"),
    Attack(
      "sort of long texts",
      "local s, t = ('x'):rep(10000000), {} for i = 1, 200000 do t[i] = s end table.sort(t)"),
    Attack(
      "sort that calls the library",
      "local t = {} for i = 1, 200000 do t[i] = '1000000' end table.sort(t, string.rep)"),
    Attack(
      "sort that writes large",
      "local s, t = ('x'):rep(10000000), {} for i = 1, 200000 do t[i] = s end "
        + "table.sort(t, string.upper)"),
    Attack(
      "insert into a proxy",
      "table.insert(setmetatable({}, { __len = function() return 1 << 40 end }), 1, 1)"),
    Attack(
      "many texts of one print",
      "local t = {} for i = 1, 200000 do t[i] = 'xxxxxxxx' end print(table.unpack(t))"),
    Attack(
      "utf8", "local s = ('x'):rep(10000000) while true do utf8.len(s) utf8.offset(s, -1) end"),
    Attack("utf8 code points", "utf8.codepoint(('x'):rep(10000000), 1, -1)"),
    Attack("bytes", "string.byte(('x'):rep(10000000), 1, -1)"),
    Attack("pack", "string.pack('c2147483647', '')"),
    Attack("format with a great width", "string.format('%9999999d', 1)"),
    Attack("format for ever", "while true do string.format('%99.99f', 1e308) end"),
    Attack("an address", "string.format('%p', {})"),
    Attack("a long number", "local s = ('1'):rep(10000000) while true do tonumber(s) end"),
    Attack("byte code", "load(string.dump(function() end))()"),
    Attack("a seed", "math.randomseed(42)"),
    Attack("a file", "io.open('/etc/passwd')"),
    Attack("a program", "os.execute('true')"),
  ]

  private static let memory = [
    Attack("tables", "local t = {} while true do t[#t + 1] = {} end"),
    Attack("texts that double", "local s = 'x' while true do s = s .. s end"),
    Attack("closures", "local t while true do local u = t t = function() return u end end"),
    Attack("threads", "local t = {} while true do t[#t + 1] = coroutine.create(print) end"),
    Attack("keys", "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end"),
    Attack(
      "pairs of much",
      "local t = {} for i = 1, 1500000 do t[i * 7.5] = 1 end for k in pairs(t) do end"),
  ]

  private static let metatables = [
    Attack("a finaliser", "setmetatable({}, { __gc = function() end })"),
    Attack("a weak table", "setmetatable({}, { __mode = 'k' })"),
    Attack("the globals", "rawset(_G, 'x', 1)"),
    Attack("a library", "string.rep = nil"),
    Attack("the metatable of texts", "getmetatable('').__index = {}"),
    Attack(
      "a call of itself",
      "local m = {} local t = setmetatable({}, m) m.__call = t t()"),
    Attack("an index of itself", "local m = {} m.__index = setmetatable(m, m) return m.x"),
    Attack(
      "a long chain of indices",
      "local t = {} for i = 1, 1900 do t = setmetatable({}, { __index = t }) end "
        + "while true do table.move(t, 1, 900000, 1, {}) end"),
    Attack(
      "an index that calls the library",
      "local big = {} for i = 1, 1000000 do big[i] = 'x' end "
        + "setmetatable(big, { __index = table.concat }) table.move(big, -90, 0, 1, {})"),
    Attack(
      "a variable whose end loops",
      "local x <close> = setmetatable({}, { __close = function() while true do end end })"),
  ]

  private static let coroutines = [
    Attack("a yield across the callback", "coroutine.yield(1)"),
    Attack("a yield across the library", "table.sort({ 2, 1 }, coroutine.yield)"),
    Attack(
      "coroutines within coroutines", "local function f() coroutine.wrap(f)() end f()"),
    Attack(
      "a coroutine that resumes itself",
      "local c c = coroutine.wrap(function() c() end) c()"),
    Attack("a coroutine that closes itself", "coroutine.close(coroutine.running())"),
    Attack(
      "a coroutine whose end loops",
      "local c = coroutine.create(function() local x <close> = setmetatable({}, { __close = "
        + "function() while true do end end }) coroutine.yield() end) "
        + "coroutine.resume(c) coroutine.close(c)"),
    Attack(
      "small coroutines for ever",
      "while true do coroutine.wrap(function() for i = 1, 300 do end end)() end"),
  ]

  private static let calls = [
    Attack("orders for ever", "while true do ctx:buy('BTCUSDT', { qty = 1 }) end"),
    Attack("transfers for ever", "while true do ctx:transfer('USDT', 0.01, 'spot', 'main') end"),
    Attack("lines for ever", "local s = ('x'):rep(60000) while true do ctx:log(s) end"),
    Attack("timers for ever", "local i = 0 while true do i = i + 1 ctx:after('1d', 'a' .. i) end"),
    Attack("a timer without rest", "ctx:every('1ns', 'x')"),
    Attack("a timer at once", "ctx:at(ctx.now + 1, 'x')"),
    Attack("a table of itself", "local t = {} t.t = t ctx:buy('BTCUSDT', t)"),
    Attack(
      "a table of many fields",
      "local t = {} for i = 1, 60000 do t['k' .. i] = i end ctx:borrow('USDT', 1, t)"),
    Attack("a number that is none", "ctx:plot('x', 0 / 0)"),
    Attack("bars for ever", "while true do ctx:bars('BTCUSDT', '1m', 10000) end"),
  ]
}

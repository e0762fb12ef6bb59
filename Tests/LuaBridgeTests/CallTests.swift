import LuaBridge
import Testing

@Suite struct CallTests {
  @Test func `arguments reach the host with their kinds, tables sorted`() {
    let outcome = BridgeScript.run(
      "print(ctx:echo(1, 2.5, 'a', true, nil, { b = 1, a = { 1, 2 }, [3] = 4 }), ctx.now)")
    #expect(outcome.printed == ["1 2.5 a true nil {3=4,a={1=1,2=2},b=1}", "6\t42"])
  }

  @Test func `an event fills one reused table`() throws {
    let script = try #require(BridgeScript())
    let source = """
      local S = strategy { name = 'x', api = 1 }
      local first
      function S.on_bar(ctx, e)
        first = first or e
        print(first == e, e.price, e.tag)
      end
      return S
      """
    #expect(script.load(source))
    for (price, tag) in [(1.5, "a"), (2.5, nil)] {
      lb_begin(script.state)
      lb_put_key(script.state, 2)
      lb_put_number(script.state, price)
      lb_put_key(script.state, 3)
      if let tag { lb_put_text(script.state, tag, 1) } else { lb_put_nil(script.state) }
      #expect(lb_call(script.state, 1))
    }
    #expect(script.outcome.printed == ["true\t1.5\ta", "true\t2.5\tnil"])
  }

  @Test func `indexing nil names the field, the line and the stack`() {
    let outcome = BridgeScript.runFile(
      """
      local S = strategy { name = 'x', api = 1 }
      local function g(x)
        return x.y.z
      end
      function S.on_start(ctx)
        local r = g({})
        return r
      end
      return S
      """)
    #expect(outcome.message == "attempt to index a nil value (field 'y')")
    #expect(outcome.line == 3)
    #expect(outcome.stack.contains("test.lua:3: in 'g'\ntest.lua:6: in the function of line 5"))
  }

  @Test(arguments: [
    ("local x = 1", "the script returns nothing", 0),
    ("return 5", "must return the table that strategy", 0),
    ("\nx = = 1", "unexpected symbol near '='", 2),
    ("\u{1B}Lua", "attempt to load a binary chunk", 0),
    ("local S = strategy {}\nS.on_bar = 1 return S", "on_bar must be a function", 2),
    ("strategy {}\nreturn strategy {}", "strategy was called twice", 2),
  ])
  func `a file that declares nothing right says so`(
    _ source: String, _ message: String, _ line: Int
  ) {
    let outcome = BridgeScript.runFile(source)
    #expect(outcome.message.contains(message), "\(outcome.message)")
    #expect(outcome.line == line)
  }

  @Test func `callbacks are declared while the file is read`() {
    let outcome = BridgeScript.runFile(
      """
      local S = strategy {}
      function S.on_start(ctx)
        S.on_bar = print
      end
      return S
      """)
    #expect(outcome.message.contains("while the file is read"))
    #expect(outcome.line == 3)
    let again = BridgeScript.run("assert(S.on_start) S.on_start = nil")
    #expect(again.message.contains("while the file is read"))
    #expect(again.line == 2)
    let twice = BridgeScript.runFile(
      """
      local S = strategy {}
      S.on_start = function() print('first') end
      S.on_start = function() print('second') end
      return S
      """)
    #expect(twice.printed == ["second"])
  }

  @Test func `an error in a coroutine keeps its line and both stacks`() {
    let outcome = BridgeScript.run("local c = coroutine.wrap(function()\nctx:fail()\nend)\nc()")
    #expect(outcome.line == 3)
    #expect(outcome.stack.contains("in a coroutine:"))
  }
}

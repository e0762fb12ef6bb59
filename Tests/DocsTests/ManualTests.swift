import Foundation
import Strategies
import Testing

@testable import LuaStrategies

/// The manual of strategies names everything, and all that it shows runs.
struct ManualTests {
  private static let page = "docs/strategies.md"
  private static let blocks = Page.blocks(of: "lua").filter { $0.page == page }

  /// A block as a whole script: those marked `in=on_bar` are the body of that callback.
  private func script(_ block: Block) -> String {
    guard let callback = block.mark("in") else { return block.text }
    let start = callback == "on_start" ? block.text : ""
    let bar = callback == "on_bar" ? block.text : ""
    return """
      local S = strategy { name = "block", api = 1 }
      function S.on_start(ctx)
      ctx:transfer("USDT", 20000, "spot", "main")
      ctx:subscribe("bar", "BTCUSDT", "1m")
      \(start)
      end
      function S.on_bar(ctx, bar)
      \(bar)
      end
      return S

      """
  }

  @Test(arguments: blocks)
  func `a block of Lua runs`(block: Block) throws {
    let sandbox = try Sandbox.make(block.description)
    try sandbox.write(script(block), to: "block.lua")
    let (code, output) = try sandbox.run(
      """
      tidemark strategy check block.lua
      tidemark run scenarios/grid.yaml --set strategies.0.script=../block.lua \
        --set strategies.0.params={} --set stop=2025-06-03T00:20:00Z --paranoid --no-report \
        --quiet --out run
      tidemark export run --csv csv
      """)
    #expect(code == 0, "\(block): \(output)")
  }

  @Test func `there are whole scripts and parts of callbacks`() {
    #expect(Self.blocks.contains { $0.mark("in") == nil })
    #expect(Set(Self.blocks.compactMap { $0.mark("in") }) == ["on_start", "on_bar"])
  }

  @Test(
    arguments: [
      Names.callbacks, Names.context, Names.account, Names.order, Names.target, Names.close,
      Names.orderTypes, Names.timesInForce, Names.borrow, Names.repay, Names.openMargin,
      Names.sides, Names.subscriptions, Names.indicators, Names.parameterTypes, Names.parameter,
      Names.strategy, Names.run, Names.stats, Names.indicator,
    ])
  func `the page names every name`(table: NameTable) throws {
    let words = try #require(Page.named(Self.page)).words
    for name in table.names.keys.sorted() {
      #expect(words.contains(name[...]), "\(table.kind) '\(name)' is in no line of the page")
    }
  }

  @Test func `the page names every field and value of events`() throws {
    let words = try #require(Page.named(Self.page)).words
    for word in Word.allCases {
      #expect(words.contains(word.text[...]), "'\(word.text)' is in no line of the page")
    }
    for name in Names.removed
    where !["loadstring", "unpack", "setfenv", "getfenv", "module"]
      .contains(name)
    {
      #expect(words.contains(name[...]), "'\(name)' is in no line of the page")
    }
  }

  @Test func `the page has every refusal, in the order of the code`() throws {
    let page = try #require(Page.named(Self.page))
    let start = try #require(page.lines.firstIndex(of: "### Refusals"))
    let listed = page.lines[start...].compactMap { line in
      line.hasPrefix("| `") ? line.components(separatedBy: "`")[1] : nil
    }.filter { code in Refusal.Code(rawValue: code) != nil }
    let order = Refusal.Code.allCases.map(\.rawValue)
    #expect(listed == order.filter(listed.contains))
    for code in order { #expect(page.words.contains(code[...]), "\(code)") }
  }
}

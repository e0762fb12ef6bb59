import Foundation
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

/// A preview says what the account will be, and changes nothing.
@Suite("Previews")
struct PreviewTests {
  private static func text(_ account: AccountView?, _ price: Price?, _ debt: String) -> String {
    guard let account else { return "no account" }
    return [
      account.marginLevel?.description ?? "none", price?.description ?? "none",
      account.leverage?.description ?? "none", debt,
    ].joined(separator: " ")
  }

  private static func text(_ preview: Result<OrderPreview, Refusal>, _ debt: String) -> String {
    switch preview {
    case .failure(let refusal): return refusal.code.rawValue
    case .success(let preview):
      return [
        preview.marginLevel?.description ?? "none", preview.liquidationPrice?.description ?? "none",
        preview.leverage?.description ?? "none", debt,
      ].joined(separator: " ")
    }
  }

  /// An account in some state, an order, and what both say.
  private func compare(
    _ first: OrderRequest?, _ order: OrderRequest, preview asks: Bool = true
  ) throws -> (answers: [String], hash: String) {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    let (_, outcome, script) = try world.run([
      Step(1) { context in
        let moved = context.transfer("USDT", money("1000"), from: "spot", to: "main").word
        return moved + " " + context.transfer("BTC", money("0.1"), from: "spot", to: "main").word
      },
      Step(2) { context in first.map { context.submit($0).word } ?? "ok" },
      Step(4) { context in
        guard asks else { return "" }
        let preview = context.preview(order)
        let borrow = (try? preview.get().borrow.description) ?? ""
        return Self.text(preview, borrow)
      },
      Step(5) { context in
        let before = context.account(nil)
        let word = context.submit(order).word
        return before == nil ? "none" : word
      },
      Step(8) { context in
        let order = context.order(OrderID(first == nil ? 1 : 2))
        let side = order?.side == .sell ? "BTC" : "USDT"
        let borrowed = context.balance(side, account: nil)?.borrowed ?? .zero
        return Self.text(
          context.account(nil), context.liquidationPrice(InstrumentID(0), account: nil),
          borrowed.description)
      },
      Step(9) { context in
        context.interestEstimate(over: .day, account: nil)?.description ?? "none"
      },
    ])
    #expect(outcome.failure == nil)
    return (script.answers, outcome.journalHash)
  }

  @Test(
    "a market order makes of the account what its preview said",
    arguments: [
      market(.buy, "0.5"), market(.buy, "3", borrow: true), market(.buy, "8", borrow: true),
      market(.sell, "0.05"), market(.sell, "2.1", borrow: true),
    ])
  func agrees(_ order: OrderRequest) throws {
    let (answers, _) = try compare(nil, order)
    #expect(answers[0] == "ok ok" && answers[3] == "ok")
    #expect(answers[2] == answers[4], "what is borrowed at the fill is what the preview named")
  }

  @Test("room, warning and a month's interest are those of the account after the order")
  func room() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    let (_, outcome, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { context in
        let order = market(.buy, "4", borrow: true)
        guard let after = try? context.preview(order, interestOver: .day * 30).get() else {
          return "refused"
        }
        return "\(after.maxBorrow) \(after.maxTransferOut) \(after.interest) \(after.warning ?? "")"
      },
      Step(3) { $0.submit(market(.buy, "4", borrow: true)).word },
      Step(5) { context in
        let borrow = context.maxBorrow("USDT", account: nil) ?? .zero
        let out = context.maxTransferOut("USDT", account: nil) ?? .zero
        let interest = context.interestEstimate(over: .day * 30, account: nil) ?? .zero
        return "\(borrow) \(out) \(interest) "
      },
    ])
    #expect(outcome.failure == nil)
    #expect(script.answers[1] == script.answers[3])
    // 996 x 9 - 3,004 may still be borrowed; no USDT are left to pay out.
    #expect(script.answers[3].hasPrefix("5960 0 "))
  }

  @Test("a sale that repays is previewed with what it repays")
  func repays() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    let (_, _, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { $0.submit(market(.buy, "4", borrow: true)).word },
      Step(4) { context in
        let preview = try? context.preview(market(.sell, "2", repay: true)).get()
        let rest = try? context.preview(market(.sell, "4", repay: true)).get()
        return "\(preview?.borrow.description ?? "?") \(preview?.leverage?.description ?? "?") "
          + "\(rest?.marginLevel?.description ?? "none") "
          + "\(rest?.interestPerDay.description ?? "?")"
      },
      Step(5) { $0.submit(market(.sell, "2", repay: true)).word },
      Step(7) { $0.account(nil)?.leverage?.description ?? "" },
      Step(8) { context in
        let account = context.account(nil)
        let level = account?.marginLevel?.description ?? "none"
        let preview = try? context.preview(market(.buy, "0.01")).get()
        return level == preview?.marginLevel?.description ? "same" : "other"
      },
    ])
    let seen = script.answers[2].split(separator: " ").map(String.init)
    #expect(seen[0] == "0")
    #expect(seen[1] == script.answers[4])
    #expect(seen[2] == "none" && seen[3] == "0", "selling all repays all")
    #expect(script.answers[5] == "other")
  }

  @Test("a preview is refused as the order is, and leaves the journal alone")
  func refused() throws {
    for order in [
      market(.buy, "0.00001"), market(.buy, "50"), market(.buy, "500", borrow: true),
      OrderRequest(instrument: InstrumentID(0), side: .buy, size: .base(.zero), account: "x"),
    ] {
      let (answers, hash) = try compare(nil, order)
      #expect(answers[2] == answers[3])
      #expect(answers[2] != "ok")
      #expect(try compare(nil, order, preview: false).hash == hash)
    }
  }

  @Test("a day's interest is that of all debts at the rate after the loan")
  func interest() throws {
    let world = try TestWorld()
    try world.trades(Array(repeating: "1000", count: 12))
    let (_, _, script) = try world.run([
      Step(1) { $0.transfer("USDT", money("1000"), from: "spot", to: "main").word },
      Step(2) { context in
        (try? context.preview(market(.buy, "4", borrow: true)).get().interestPerDay.description)
          ?? "refused"
      },
      Step(3) { $0.submit(market(.buy, "4", borrow: true)).word },
      Step(5) { $0.interestEstimate(over: .day, account: nil)?.description ?? "none" },
    ])
    #expect(script.answers[1] == script.answers[3])
    #expect(script.answers[1] != "0")
  }
}

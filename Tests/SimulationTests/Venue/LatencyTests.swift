import Foundation
import Ingest
import MarketData
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct LatencyTests {
  /// What each event of order 1 was, and when it was heard, in nanoseconds after the start.
  private struct Listener: Strategy {
    let name = "listener"
    let steps: [Step]
    var heard: [String] = []
    var answers: [String] = []

    mutating func start<C: StrategyContext>(_ context: C) throws(StrategyFailure) {
      for (index, step) in steps.enumerated() {
        context.setTimer(.at(TestWorld.start + .second * step.second), name: "\(index)")
      }
    }

    mutating func stop<C: StrategyContext>(_ context: C) throws(StrategyFailure) {}

    mutating func receive<C: StrategyContext>(
      _ event: MarketEvent, _ context: C
    ) throws(StrategyFailure) {}

    mutating func receive<C: StrategyContext>(
      _ event: AccountEvent, _ context: C
    ) throws(StrategyFailure) {
      let at = (context.now - TestWorld.start).nanoseconds
      switch event {
      case .timer(let name, _):
        if let index = Int(name) { answers.append(steps[index].action(context)) }
      case .order(let view):
        let venue = (view.ts - TestWorld.start).nanoseconds
        heard.append("\(view.state.rawValue) \(venue) \(at)")
      case .fill(let fill): heard.append("fill \((fill.ts - TestWorld.start).nanoseconds) \(at)")
      case .reject(let reject): heard.append("\(reject.refusal.code.rawValue) \(at)")
      default: break
      }
    }
  }

  private static let calm = Array(repeating: (bid: "100", ask: "101", size: "5"), count: 8)

  private func run(
    _ latency: String, _ steps: [Step], file: String? = nil,
    books: [(bid: String, ask: String, size: String)] = calm
  ) throws -> (heard: [String], answers: [String], engine: Engine) {
    let world = try TestWorld()
    world.extra = "latency: \(latency)"
    if let file {
      try Data(file.utf8).write(to: URL(fileURLWithPath: "\(world.folder)/latency.csv"))
    }
    try world.books(books)
    var run = try Run(world.setup(), strategies: [Listener(steps: steps)], isParanoid: true)
    let outcome = run.run()
    #expect(outcome.failure == nil)
    return (run.strategy(0).heard, run.strategy(0).answers, run.engine)
  }

  private let buy = spot(.buy, "1")

  @Test func `an order arrives one entry later and is heard of one response later`() throws {
    let (heard, _, engine) = try run(
      "{ entry: 150ms, response: 70ms }", [Step(1) { [buy] in $0.submit(buy).word }])
    #expect(
      heard == [
        "accepted 1150000000 1220000000", "fill 1150000000 1220000000",
        "filled 1150000000 1220000000",
      ])
    #expect(engine.orders[0].ended == TestWorld.start + .millisecond * 1150)
  }

  @Test func `a strategy sees its orders as it was told of them`() throws {
    let order = buy
    let (_, answers, _) = try run(
      "{ entry: 1500ms, response: 2s }",
      [
        Step(1) { $0.submit(order).word },
        Step(2) { $0.order(OrderID(1))?.state.rawValue ?? "" },
        Step(4) { "\($0.order(OrderID(1))?.state.rawValue ?? "") \($0.openOrders(nil).count)" },
        Step(5) { "\($0.order(OrderID(1))?.state.rawValue ?? "") \($0.openOrders(nil).count)" },
      ])
    #expect(answers == ["ok", "pending", "pending 1", "filled 0"])
  }

  @Test func `cancels and amendments travel, and may come too late`() throws {
    let order = limit(.buy, "1", "99")
    let (heard, answers, engine) = try run(
      "{ entry: 300ms, response: 200ms }",
      [
        Step(1) { $0.submit(order).word },
        Step(2) { $0.amend(OrderID(1), OrderChange(price: try? Price("101"))).word },
        Step(2) { $0.cancel(OrderID(1)) ? "sent" : "no" },
        Step(3) { $0.cancel(OrderID(1)) ? "sent" : "no" },
      ])
    #expect(answers == ["ok", "ok", "sent", "no"])
    #expect(
      heard == [
        "accepted 1300000000 1500000000", "accepted 2300000000 2500000000",
        "fill 2300000000 2500000000", "filled 2300000000 2500000000",
      ])
    #expect(engine.orders[0].state == .filled)
  }

  @Test(arguments: ["100ms", "0s"])
  func `what no answer has told yet no amendment and no cancel tells`(entry: String) throws {
    // In second 2 the first order is filled and 0.3 of the second; that is heard in second 4.
    var books = Self.calm
    books[2] = (bid: "98", ask: "99", size: "0.4")
    let (heard, answers, engine) = try run(
      "{ entry: \(entry), response: 2s }",
      [
        Step(1) { $0.submit(limit(.buy, "0.1", "99")).word },
        Step(1) { $0.submit(limit(.buy, "1", "99")).word },
        Step(3) { $0.amend(OrderID(1), OrderChange(price: try? Price("98.5"))).word },
        Step(3) { $0.cancel(OrderID(1)) ? "sent" : "no" },
        Step(3) { $0.amend(OrderID(2), OrderChange(quantity: try? Quantity("0.2"))).word },
        Step(3) { context in
          [1, 2].compactMap { context.order(OrderID($0)) }
            .map { "\($0.state.rawValue) \($0.filled)" }.joined(separator: ", ")
        },
        Step(6) { $0.amend(OrderID(2), OrderChange(quantity: try? Quantity("0.2"))).word },
      ], books: books)
    let known = entry == "0s" ? "accepted 0, accepted 0" : "pending 0, pending 0"
    #expect(answers == ["ok", "ok", "ok", "sent", "ok", known, "min_quantity"])
    let at = entry == "0s" ? "5000000000" : "5100000000"
    let refusals = heard.filter { $0.hasSuffix(" \(at)") }
    #expect(refusals == ["unknown_order \(at)", "min_quantity \(at)"])
    #expect(engine.orders.map(\.filled.description) == ["0.1", "0.3"])
  }

  @Test func `a refusal is shown when it is heard, one at placing at once`() throws {
    let (heard, answers, _) = try run(
      "{ entry: 0s, response: 2s }",
      [
        Step(1) { $0.submit(limit(.sell, "1", "100.5")).word },
        // It would meet the order before it, which is at the venue and has not been heard of.
        Step(2) { $0.submit(limit(.buy, "1", "100.5").with { $0.isPostOnly = true }).word },
        Step(2) { $0.order(OrderID(2))?.state.rawValue ?? "" },
        Step(3) { $0.order(OrderID(2))?.state.rawValue ?? "" },
        Step(3) { $0.submit(limit(.buy, "0", "100")).word },
        Step(3) { $0.order(OrderID(3))?.state.rawValue ?? "" },
        Step(5) { $0.order(OrderID(2))?.state.rawValue ?? "" },
      ])
    #expect(
      answers == ["ok", "ok", "pending", "pending", "min_quantity", "rejected", "rejected"])
    #expect(heard == ["accepted 1000000000 3000000000", "post_only 4000000000"])
  }

  @Test func `an amendment is paid for by what is free and what the order is known to hold`() throws
  {
    let (_, answers, engine) = try run(
      "{ entry: 100ms, response: 100ms }",
      [
        Step(1) { $0.submit(limit(.buy, "50", "99")).word },
        Step(2) { $0.amend(OrderID(1), OrderChange(quantity: try? Quantity("100"))).word },
        Step(2) { $0.amend(OrderID(1), OrderChange(quantity: try? Quantity("102"))).word },
        Step(3) { $0.balance("USDT", account: "spot")?.held.description ?? "" },
      ])
    // 100 at 99 and the taker's fee of 9.9, with room for rounding.
    #expect(answers == ["ok", "ok", "balance", "9909.90000002"])
    #expect(engine.orders[0].quantity.description == "100")
  }

  @Test func `nothing overtakes on its way`() throws {
    let order = limit(.buy, "1", "99")
    let (heard, _, _) = try run(
      "{ entry: { model: uniform, least: 0s, most: 900ms }, response: 1ms }",
      [
        Step(1) { context in
          "\(context.submit(order).word) \(context.cancel(OrderID(1)))"
        }
      ])
    #expect(heard.map { $0.split(separator: " ")[0] } == ["accepted", "cancelled"])
  }

  @Test func `recorded latencies are read between their rows in whole nanoseconds`() throws {
    let start = TestWorld.start.nanoseconds
    let file = """
      ts_ns,entry_ns,response_ns
      \(start),100,10
      \(start + 2_000_000_000),201,21

      """
    let (heard, _, _) = try run(
      "{ file: latency.csv }", [Step(1) { [buy] in $0.submit(buy).word }], file: file)
    // Half way: 150.5 down to 150; the response 160 ns before the half between 100 and 2 s + 201.
    #expect(
      heard == [
        "accepted 1000000150 1000000165", "fill 1000000150 1000000165",
        "filled 1000000150 1000000165",
      ])
  }

  @Test func `a recorded entry that is not above zero is a refusal`() throws {
    let start = TestWorld.start.nanoseconds
    let file = """
      ts_ns,entry_ns,response_ns
      \(start),100,10
      \(start + 2_000_000_000),-1,40

      """
    let (heard, _, engine) = try run(
      "{ file: latency.csv }", [Step(1) { [buy] in $0.submit(buy).word }], file: file)
    #expect(heard == ["venue_down 1000000075"])
    #expect(engine.orders[0].state == .rejected)
  }

  @Test func `a cancel that gets lost leaves its order alone`() throws {
    let start = TestWorld.start.nanoseconds
    let file = """
      ts_ns,entry_ns,response_ns
      \(start),100,10
      \(start + 2_000_000_000),100,10
      \(start + 3_000_000_000),-1,40

      """
    var books = Self.calm
    books[6] = (bid: "98", ask: "99", size: "5")
    let (heard, answers, engine) = try run(
      "{ file: latency.csv }",
      [
        Step(1) { $0.submit(limit(.buy, "1", "99.5")).word },
        Step(3) { $0.cancel(OrderID(1)) ? "sent" : "no" },
        Step(4) { "\($0.order(OrderID(1))?.isOpen ?? false) \($0.openOrders(nil).count)" },
      ], file: file, books: books)
    #expect(answers == ["ok", "sent", "true 1"])
    #expect(
      heard == [
        "accepted 1000000100 1000000110", "venue_down 3000000040", "fill 6000000000 6000000010",
        "filled 6000000000 6000000010",
      ])
    #expect(engine.orders[0].state == .filled)
  }

  @Test(arguments: [
    ("ts_ns,entry,response_ns\n1,2,3\n", "latency.csv:1: the first line must be"),
    ("ts_ns,entry_ns,response_ns\n", "latency.csv:1: it holds no row"),
    ("ts_ns,entry_ns,response_ns\n1,2\n", "latency.csv:2: it has 2 fields, not 3"),
    ("ts_ns,entry_ns,response_ns\n1,a,3\n", "latency.csv:2:2: 'a': entry_ns is no whole number"),
    ("ts_ns,entry_ns,response_ns\n1,2,3\n1,2,3\n", "latency.csv:3:1: ts_ns must be above"),
    ("ts_ns,entry_ns,response_ns\n1,2,-3\n", "latency.csv:2:3: '-3': response_ns is no whole"),
  ])
  func `a file that is wrong says where`(text: String, message: String) throws {
    let path = NSTemporaryDirectory() + "tidemark-\(UUID().uuidString)-latency.csv"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    do throws(IngestError) {
      _ = try LatencyFile.read(path)
      Issue.record("it was read")
    } catch {
      #expect(error.description.contains(message), "\(error)")
    }
  }

  @Test(arguments: [
    ("{ order: 1ms, entry: 2ms }", "the entry is given twice"),
    ("{ file: a.csv, response: 2ms }", "the file has the responses, too"),
    ("{ entry: 2h }", "longer than an hour"),
    ("{ entry: { model: uniform, least: 2ms, most: 1ms } }", "below `least`"),
    ("{ entry: { model: gamma } }", "not one of the names"),
    ("{ entry: { model: normal, mean: 1ms } }", "the key 'deviation' is missing"),
    ("{ feed: 2h }", "longer than an hour"),
  ])
  func `contradictions are found where they stand`(latency: String, message: String) throws {
    let world = try TestWorld()
    world.extra = "latency: \(latency)"
    try world.trades(["1"])
    do {
      _ = try world.setup()
      Issue.record("it was read")
    } catch let error as ConfigurationError {
      #expect(error.description.contains(message), "\(error)")
    }
  }
}

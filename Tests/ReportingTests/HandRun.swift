import Foundation

@testable import Reporting

/// A run of one margin account with a few samples a minute apart, small enough for a hand.
struct HandRun {
  let fixture: Fixture

  init(equity: [Double], paidIn: [Double], gates: String = "[]", status: String = "finished")
    throws
  {
    fixture = try Fixture()
    let stop = midnight + seconds(60 * max(0, equity.count - 1))
    let facts = [
      ("scenario", "hand"), ("start_ns", String(midnight)), ("stop_ns", String(stop)),
      ("status", status), ("sampling_ns", String(seconds(60))), ("quote_asset", "USDT"),
      ("gates", gates), ("seed", "1"), ("error", status == "failed" ? "script.lua:3: nil" : ""),
    ]
    try fixture.add("run", facts.map { [$0.0, $0.1] })
    try fixture.add("assets", [[1, "USDT"]])
    try fixture.add("accounts", [[1, "user", "margin", "margin", "cross", 1]])
    for (index, value) in equity.enumerated() {
      try fixture.add(
        "equity",
        [
          [
            midnight + seconds(60 * index), 1, e8(value), e8(value), 0, 0, nil, nil,
            e8(paidIn[index]), nil, nil,
          ]
        ])
    }
    let net = (equity.last ?? 0) - (paidIn.last ?? 0)
    try fixture.add(
      "totals", [[1, "price", 1, e8(net)], [1, "flows", 1, e8(paidIn.last ?? 0)]])
  }
}

/// The checkout that these tests stand in.
enum Checkout {
  static func path(_ name: String, from file: String = #filePath) -> String {
    let here = URL(filePath: file)
    return here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: name).path
  }
}

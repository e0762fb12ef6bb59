extension Tables {
  /// Tapes that were damaged after they were written.
  static let tapes = Table(name: "tapes", cases: damaged + missing)

  private static let made: [Step] = [
    .text("trades.csv", Inputs.trades),
    .run([
      "import", "plain-trades", "trades.csv", "--venue", "harbour", "--symbol", "BTCUSDT", "--to",
      "tape",
    ]),
  ]

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static let damages: [(name: String, step: Step, code: Int32)] = [
    ("cut", .cut("tape/trade.npy", keep: 500), 65),
    ("cut within the header", .cut("tape/trade.npy", keep: 100), 65),
    ("empty", .cut("tape/trade.npy", keep: 0), 65),
    ("no NumPy file", .overwrite("tape/trade.npy", at: 0, bytes("PK")), 65),
    ("another NumPy version", .overwrite("tape/trade.npy", at: 6, [9]), 65),
    ("objects", .edit("tape/metadata.json", old: "\"trade\"", new: "\"object\""), 65),
    ("another kind of rows", .edit("tape/metadata.json", old: "\"trade\"", new: "\"delta\""), 66),
    ("metadata that is no JSON", .cut("tape/metadata.json", keep: 20), 65),
    (
      "metadata without a key", .edit("tape/metadata.json", old: "\"venue\"", new: "\"avenue\""), 65
    ),
    (
      "metadata of the wrong type",
      .edit("tape/metadata.json", old: "\"rows_read\" : 40", new: "\"rows_read\" : \"40\""), 65
    ),
    (
      "another count of rows",
      .edit("tape/metadata.json", old: "\"rows_written\" : 40", new: "\"rows_written\" : 41"), 65
    ),
    (
      "a row before its time",
      .overwrite("tape/trade.npy", at: 256 + 32, [0, 0, 0, 0, 0, 0, 0, 0]), 65
    ),
    ("no rows", .remove("tape/trade.npy"), 66),
  ]

  private static var damaged: [Case] {
    damages.flatMap { name, step, code in
      [
        Case(
          name: "check: \(name)", steps: made + [step], arguments: ["data", "check", "tape"],
          code: code),
        Case(
          name: "run: \(name)",
          steps: Inputs.world + made + [
            step,
            .edit(
              "scenario.yaml", old: "format: plain-trades, file: trades.csv", new: "tape: tape"),
          ], arguments: Inputs.run, code: code),
      ]
    }
  }

  private static let missing: [Case] = [
    Case(name: "no tape", steps: [], arguments: ["data", "show", "tape"], code: 66),
    Case(name: "no run to report", steps: [], arguments: ["report", "out"], code: 66),
    Case(
      name: "no run to export", steps: [], arguments: ["export", "out", "--csv", "csv"], code: 66),
    Case(
      name: "a run database that is none",
      steps: [
        .folder("out"), .text("out/run.sqlite", String(repeating: "no database ", count: 99)),
      ],
      arguments: ["export", "out", "--csv", "csv"]),
    Case(
      name: "an empty run database", steps: [.folder("out"), .text("out/run.sqlite", "")],
      arguments: ["report", "out"]),
  ]
}

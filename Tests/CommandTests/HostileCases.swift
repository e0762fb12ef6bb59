extension Tables {
  /// Files and names of people who mean no good (rule 13 of the house).
  static let hostile = Table(name: "hostile", cases: paths + files + yaml + metadata)

  private static let paths: [Case] = [
    Inputs.edited(
      "scenario.yaml", "a rulebook outside the root", "rulebook: rulebook.yaml",
      "rulebook: /etc/passwd"),
    Inputs.edited(
      "scenario.yaml", "a script above the root", "script: script.lua",
      "script: ../../../../../../../../etc/passwd"),
    Inputs.edited(
      "scenario.yaml", "instruments outside the root", "instruments: instruments.yaml",
      "instruments: [instruments.yaml, /etc/passwd]"),
    Inputs.edited(
      "scenario.yaml", "data outside the root", "file: trades.csv", "file: /etc/passwd"),
    Inputs.after(
      "data outside of data_root",
      [
        .edit("scenario.yaml", old: "data:\n", new: "data_root: /usr\ndata:\n"),
        .edit("scenario.yaml", old: "file: trades.csv", new: "file: ../etc/passwd"),
      ]),
    Inputs.after(
      "data behind a link that leads out",
      [.remove("trades.csv"), .link("trades.csv", to: "/etc/passwd")]),
    Inputs.after(
      "a folder behind a link that leads out",
      [
        .link("elsewhere", to: "/etc"),
        .edit("scenario.yaml", old: "file: trades.csv", new: "file: elsewhere/passwd"),
      ]),
    Inputs.edited(
      "scenario.yaml", "a part with a way out", "file: trades.csv",
      "file: trades.csv, part: ../../x"),
  ]

  private static let files: [Case] = [
    Case(
      name: "a device for a scenario", steps: [], arguments: ["run", "/dev/zero"], code: 66),
    Inputs.after(
      "a pipe for a rulebook", [.remove("rulebook.yaml"), .pipe("rulebook.yaml")], code: 66),
    Inputs.after("a pipe for a script", [.remove("script.lua"), .pipe("script.lua")]),
    Inputs.after("a pipe for data", [.remove("trades.csv"), .pipe("trades.csv")], code: 66),
    Inputs.after("a folder for a script", [.remove("script.lua"), .folder("script.lua")]),
    Case(
      name: "a pipe for metadata", steps: [.folder("tape"), .pipe("tape/metadata.json")],
      arguments: ["data", "check", "tape"]),
    Case(
      name: "a pipe for an array",
      steps: made + [.remove("tape/trade.npy"), .pipe("tape/trade.npy")],
      arguments: ["data", "check", "tape"]),
    Case(
      name: "a name that is no file name", steps: [],
      arguments: ["new", "scenario", "BTC:USDT"], code: 64),
    Case(
      name: "a name that is a way up", steps: [], arguments: ["new", "strategy", ".."], code: 64),
  ]

  private static let bomb =
    "a: &a [\(Array(repeating: "x", count: 300).joined(separator: ", "))]\n"
    + zip("bcdefghij", "abcdefghi").map { "\($0): &\($0) [*\($1), *\($1), *\($1)]\n" }.joined()

  private static let texts: [(name: String, text: String)] = [
    ("aliases that multiply", bomb),
    ("aliases behind line breaks of Unicode", bomb.replacing(" *", with: "\u{2028}*")),
    (
      "more aliases than are read",
      "a: &a 1\nb: [\(Array(repeating: "*a", count: 33).joined(separator: ", "))]\n"
    ),
    ("brackets without end", String(repeating: "[", count: 100_000)),
    (
      "keys that are nested deeply",
      (0..<80).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    ),
    ("a key twice", "schema: 1\nname: a\nname: b\n"),
    ("a tag", "schema: !!binary MQ==\nname: a\n"),
    ("a tag of one's own", "!run { schema: 1 }\n"),
    ("a merge of keys", "a: &a { schema: 1 }\n<<: *a\n"),
    ("an alias of nothing", "schema: *nothing\n"),
    ("an alias of itself", "schema: &a [*a]\n"),
    ("a NUL", "schema: 1\u{0}\nname: a\n"),
    ("several documents", "schema: 1\n---\nschema: 1\n"),
    ("longer than 4 MiB", "# " + String(repeating: "x", count: 4 << 20) + "\n"),
    ("only a comment", "# nothing\n"),
    ("a key that is a list", "? [a, b]\n: 1\n"),
  ]

  private static var yaml: [Case] {
    texts.map {
      Case(
        name: "YAML: \($0.name)", steps: Inputs.world + [.text("scenario.yaml", $0.text)],
        arguments: Inputs.run)
    } + [
      Inputs.after(
        "YAML: UTF-16", [.bytes("scenario.yaml", [0xff, 0xfe] + Array("s\u{0}:\u{0}".utf8))]),
      Inputs.after(
        "YAML: broken UTF-8", [.bytes("scenario.yaml", [0x61, 0x3a, 0x20, 0xc3, 0x28])]),
    ]
  }

  private static let made: [Step] = [
    .text("trades.csv", Inputs.trades),
    .run([
      "import", "plain-trades", "trades.csv", "--venue", "v", "--symbol", "S", "--to", "tape",
    ]),
  ]

  /// Rows that no import writes: the number at a place of the fourth row replaced.
  private static let impossible: [Case] = [
    ("a price below zero", 8, [UInt8](repeating: 0xff, count: 8)),
    ("a size of zero", 16, [UInt8](repeating: 0, count: 8)),
    ("a time at the end of all times", 0, [UInt8](repeating: 0xff, count: 7) + [0x7f]),
    ("a time before all times", 0, [UInt8](repeating: 0, count: 7) + [0x80]),
  ].map { name, place, bytes in
    Inputs.after(
      "row: \(name)",
      made + [
        .overwrite("tape/trade.npy", at: 256 + 39 * 32 + place, bytes),
        .edit("scenario.yaml", old: "format: plain-trades, file: trades.csv", new: "tape: tape"),
      ])
  }

  private static let edits: [(name: String, old: String, new: String)] = [
    (
      "companions out of the folder", "\"companions\" : [\n\n  ]",
      "\"companions\" : [\"../../etc/passwd\"]"
    ),
    ("a number beyond all", "\"gaps\" : 0", "\"gaps\" : 1e400"),
    ("a count below zero", "\"duplicates\" : 0", "\"duplicates\" : -1"),
    ("a count with a fraction", "\"gaps\" : 0", "\"gaps\" : 0.5"),
    ("a time beyond 64 bits", "\"first_ns\" : 17", "\"first_ns\" : 999999999917"),
    ("a kind that nobody knows", "\"trade\"", "\"../trade\""),
    ("another layout", "\"schema\" : 1", "\"schema\" : 2"),
    ("a list for a text", "\"venue\" : \"v\"", "\"venue\" : [\"v\"]"),
  ]

  private static var metadata: [Case] {
    edits.map {
      Case(
        name: "metadata: \($0.name)",
        steps: made + [.edit("tape/metadata.json", old: $0.old, new: $0.new)],
        arguments: ["data", "check", "tape"])
    } + impossible + [
      Case(
        name: "metadata: nested deeply",
        steps: made + [.text("tape/metadata.json", String(repeating: "{\"a\":", count: 100_000))],
        arguments: ["data", "check", "tape"]),
      Case(
        name: "metadata: larger than 16 MiB",
        steps: made + [.text("tape/metadata.json", String(repeating: " ", count: 17 << 20))],
        arguments: ["data", "check", "tape"]),
    ]
  }
}

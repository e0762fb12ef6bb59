extension Tables {
  static let rulebook = Table(name: "rulebook", cases: rulebookEdits + rulebookFiles)

  private typealias Edit = (name: String, old: String, new: String)

  private static let keys: [Edit] = [
    ("a misspelt key", "surplus_to: user", "surplus_too: user"),
    ("a key that nobody knows", "call: 2.0", "call: 2.0\n  zebra: 1"),
    ("a missing section", "fees: { maker: 0.0008, taker: 0.001 }\n", ""),
    ("a missing key", "reserve_factor: 0.1", "reserve: 0.1"),
    ("a key twice", "alert: 3.0", "alert: 3.0\n  alert: 2.5"),
    ("another schema", "schema: 1", "schema: 2"),
    ("an axis that arrives later", "name: small", "name: small\nfunding: { every: 8h }"),
    ("a value that arrives later", "partial: none", "partial: freed_over_time"),
    ("a name that nobody knows", "surplus_to: user", "surplus_to: usr"),
    ("another waterfall", "surplus_to: user", "surplus_to: user, waterfall: [lenders]"),
  ]

  private static let types: [Edit] = [
    ("a list for a value", "name: small", "name: [small]"),
    ("a value for a map", "fees: { maker: 0.0008, taker: 0.001 }", "fees: 0.001"),
    ("a value for a list", "modes: [isolated, cross]", "modes: isolated"),
    ("text for a number", "alert: 3.0", "alert: three"),
    ("an overflow", "alert: 3.0", "alert: 1e30"),
    ("text for a whole number", "min_sources: 1", "min_sources: 1.5"),
    ("a whole number out of range", "min_sources: 1", "min_sources: 65"),
    ("neither true nor false", "agreement: true", "agreement: yes"),
    ("no length of time", "deadline: 1h", "deadline: soon"),
    ("a length of zero", "stale_after: 10s", "stale_after: 0s"),
    ("a number below its range", "taker: 0.001", "taker: -0.001"),
    ("a number above its range", "kink: 0.8", "kink: 1"),
    ("a key that is no name", "interest: {", "interest: { [a]: 1,"),
  ]

  private static let tiers = """
        tiers:
          - { floor: 0, cap: 1000000, mmr: 0.03, max_leverage: 5 }
          - { floor: 1000000, cap: 5000000, mmr: 0.05, max_leverage: 3 }

    """

  private static let rules: [Edit] = [
    ("the liquidation line above the alert line", "liquidation: 1.0", "liquidation: 3.5"),
    ("an unknown consequence of a call", "deadline: 1h", "deadline: 1h, on_expiry: liquidat"),
    ("an unknown channel", "deadline: 1h", "deadline: 1h, channels: [email, pigeon]"),
    ("an unknown measure", "interest: {", "alerts: { concentratin: none }\ninterest: {"),
    ("looks without end", "interest: {", "alerts: { every: 1ns }\ninterest: {"),
    (
      "lines of an alert that fall", "interest: {",
      "alerts: { turnover: { info: 9, warning: 3 } }\ninterest: {"
    ),
    ("the call line beyond the alert line", "call: 2.0", "call: 3.5"),
    ("the call line beyond the liquidation line", "call: 2.0", "call: 0.9"),
    ("a call met beyond its line", "top_up_to: 3.0", "top_up_to: 1.5"),
    ("opened at or beyond the alert line", "mmr: 0.03", "mmr: 0.3"),
    ("a hole between tiers", "- { floor: 1000000,", "- { floor: 2000000,"),
    ("a first tier above zero", "- { floor: 0,", "- { floor: 10,"),
    ("a tier without cap before another", "cap: 1000000, ", ""),
    ("a cap at the floor", "cap: 5000000", "cap: 1000000"),
    ("a table without tiers", tiers, "    tiers: []\n"),
    ("a window shorter than its sample", "window: 5m", "window: 1s"),
    ("a cooldown of no length", "band_action: clamp", "band_action: cooldown"),
    ("a cooldown for nothing", "min_sources: 1", "min_sources: 1, cooldown: 5m"),
    ("a limit in words", "name: small", "name: small\nlimits: { position: usual }"),
    ("a limit that nothing moves", "name: small", "name: small\nlimits: { dynamic: {} }"),
    ("part of a day to look back on", "name: small", "name: small\nscores: { lookback: 36h }"),
    (
      "bands that fall", "name: small",
      "name: small\nscores: { volatility_limits: { edges: [0.4, 0.2], values: [1, 1, 1] } }"
    ),
    (
      "a recorded mark that nobody recorded", "model: index_plus_basis, window: 5m, sample: 5s",
      "model: recorded"
    ),
  ]

  private static var rulebookEdits: [Case] {
    (keys + types + rules).map { Inputs.edited("rulebook.yaml", $0.name, $0.old, $0.new) }
  }

  private static let bomb =
    "a0: &a0 [x]\n"
    + (1..<10).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]\n"
    }
    .joined() + "? *a9\n: 1\n? [*a9]\n: 2\n"

  private static let rulebookFiles: [Case] = [
    Inputs.after("no file", [.remove("rulebook.yaml")], code: 66),
    Inputs.after("an empty file", [.text("rulebook.yaml", "")]),
    Inputs.after("bad indentation", [.text("rulebook.yaml", "schema: 1\n name: x\n")]),
    Inputs.after("an open quote", [.text("rulebook.yaml", "schema: 1\nname: \"x\n")]),
    Inputs.after("a tab", [.text("rulebook.yaml", "schema: 1\n\tname: x\n")]),
    Inputs.after("not UTF-8", [.bytes("rulebook.yaml", [0x6e, 0x3a, 0xff, 0xfe, 0x0a])]),
    Inputs.after("a NUL", [.bytes("rulebook.yaml", [0x6e, 0x3a, 0x20, 0x00, 0x61, 0x0a])]),
    Inputs.after(
      "larger than 4 MiB",
      [.text("rulebook.yaml", "# " + String(repeating: "x", count: 4 << 20))]),
    Inputs.after(
      "nested too deep", [.text("rulebook.yaml", "a: " + String(repeating: "[", count: 100_000))]),
    Inputs.after("aliases that multiply", [.text("rulebook.yaml", bomb)]),
    Inputs.after("an alias of nothing", [.text("rulebook.yaml", "schema: *one\n")]),
    Inputs.after("a list at the top", [.text("rulebook.yaml", "- 1\n- 2\n")]),
  ]
}

/// Every table; a case belongs to the one that its file is about.
enum Tables {
  static let all = [
    rulebook, scenario, overrides, instruments, csv, tapes, scripts, scriptRuns, usage, hostile,
  ]
}

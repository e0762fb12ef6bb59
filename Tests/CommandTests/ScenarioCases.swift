extension Tables {
  static let scenario = Table(name: "scenario", cases: scenarioEdits + scenarioSteps)

  private typealias Edit = (name: String, old: String, new: String)

  /// What every entry of `series` has.
  private static let mark = "kind: mark, name: a, venue: harbour, symbol: BTCUSDT"

  private static let edits: [Edit] = [
    ("a misspelt key", "sampling: 1m", "sampeling: 1m"),
    ("a missing key", "seed: 7\n", ""),
    ("another schema", "schema: 1", "schema: 3"),
    ("a seed that is no number", "seed: 7", "seed: seven"),
    ("a key twice", "seed: 7", "seed: 7\nseed: 8"),
    ("a key twice inside", "order: 50ms", "order: 50ms, order: 60ms"),
    (
      "a file of messages elsewhere", "seed: 7",
      "seed: 7\nnotifications: { file: ../../.bashrc }"
    ),
    (
      "a channel that always loses and more", "seed: 7",
      "seed: 7\nnotifications: { sms: { failure: 1.5 } }"
    ),
    ("no list of data", "data:\n", "data: {}\nhistory_two:\n"),
    ("a source without format", "format: plain-trades, ", ""),
    ("an unknown format", "format: plain-trades", "format: plain-trade"),
    (
      "a market without instrument", "symbol: BTCUSDT, format: plain-trades",
      "symbol: BTCUSD, format: plain-trades"
    ),
    (
      "an unknown venue", "venue: harbour, symbol: BTCUSDT, format: plain-trades",
      "venue: harbor, symbol: BTCUSDT, format: plain-trades"
    ),
    ("an unknown traded market", "markets: [harbour:BTCUSDT]", "markets: [harbour:BTCUSTD]"),
    (
      "a market without data", "markets: [harbour:BTCUSDT]",
      "markets: [harbour:BTCUSDT, atoll:BTCUSDT]"
    ),
    ("a market twice", "markets: [harbour:BTCUSDT]", "markets: [harbour:BTCUSDT, harbour:BTCUSDT]"),
    ("no market", "markets: [harbour:BTCUSDT]", "markets: []"),
    ("an index of an unknown market", "{ harbour:BTCUSDT: 1 }", "{ harbor:BTCUSDT: 1 }"),
    ("an index without sources", "{ harbour:BTCUSDT: 1 }", "{}"),
    ("an index of a list", "{ harbour:BTCUSDT: 1 }", "[harbour:BTCUSDT]"),
    ("a weight above one", "{ harbour:BTCUSDT: 1 }", "{ harbour:BTCUSDT: 1.5 }"),
    ("a source without weight", "{ harbour:BTCUSDT: 1 }", "{ harbour:BTCUSDT: { fixed: 1 } }"),
    (
      "a source that is two things", "{ harbour:BTCUSDT: 1 }",
      "{ harbour:BTCUSDT: { weight: 1, fixed: 1, feed: a } }"
    ),
    (
      "a source of an unknown key", "{ harbour:BTCUSDT: 1 }",
      "{ harbour:BTCUSDT: { weight: 1, stale: 1s } }"
    ),
    (
      "a feed that nobody recorded", "{ harbour:BTCUSDT: 1 }",
      "{ oracle: { weight: 1, feed: oracel } }"
    ),
    (
      "a source in another currency by the wrong market", "{ harbour:BTCUSDT: 1 }",
      "{ harbour:BTCUSDT: { weight: 1, times: harbour:BTCUSDT } }"
    ),
    (
      "a source by a market without data", "{ harbour:BTCUSDT: 1 }",
      "{ harbour:BTCUSDT: { weight: 1, times: harbour:EURUSDT } }"
    ),
  ]

  private static let seriesEdits: [Edit] = [
    ("a series without tolerance", "seed: 7", "seed: 7\nseries:\n  - { \(mark), tape: marks }"),
    (
      "a series of an untraded market", "seed: 7",
      "seed: 7\nseries:\n  - { kind: mark, name: a, venue: atoll, symbol: BTCUSDT, "
        + "tolerance: 1s, tape: marks }"
    ),
    (
      "a series twice", "seed: 7",
      "seed: 7\nseries:\n  - { \(mark), tolerance: 1s, tape: a }\n"
        + "  - { \(mark), tolerance: 1s, tape: b }"
    ),
    (
      "a series that is none", "seed: 7",
      "seed: 7\nseries:\n  - { \(mark), tolerance: 1s, format: plain-trades, file: trades.csv }"
    ),
    (
      "settlements of a mark", "seed: 7",
      "seed: 7\nseries:\n  - { \(mark), tolerance: 1s, settlement: 8h, tape: a }"
    ),
  ]

  private static let moreEdits: [Edit] = [
    ("a pool of an unknown asset", "BTC: 10 }", "BTX: 10 }"),
    ("a negative amount", "fund: { USDT: 1000 }", "fund: { USDT: -1 }"),
    ("a spot balance of an unknown asset", "spot: { USDT: 1000 }", "spot: { USTD: 1000 }"),
    (
      "a transfer above the spot balance", "granted: true",
      "granted: true, transfer: { USDT: 1001 }"
    ),
    ("a transfer of an unknown asset", "granted: true", "granted: true, transfer: { USTD: 0 }"),
    (
      "history of an unknown market", "symbol: BTCUSDT, format: plain-bars",
      "symbol: BTCUSTD, format: plain-bars"
    ),
    ("an account mode of later", "mode: isolated", "mode: portfolio"),
    (
      "an isolated account without market", "mode: isolated, market: harbour:BTCUSDT",
      "mode: isolated"
    ),
    ("a cross account without quote", "mode: isolated, market: harbour:BTCUSDT", "mode: cross"),
    (
      "a cross account in an unknown currency", "mode: isolated, market: harbour:BTCUSDT",
      "mode: cross, quote: USTD"
    ),
    (
      "an account of an untraded market", "mode: isolated, market: harbour:BTCUSDT",
      "mode: isolated, market: atoll:BTCUSDT"
    ),
    ("an account named spot", "name: main", "name: spot"),
    (
      "two accounts of one name", "granted: true }",
      "granted: true }\n      - { name: main, mode: cross, quote: USDT }"
    ),
    ("an agreement that is neither", "granted: true", "granted: yes"),
    ("a parameter out of range", "size: 2", "size: 9"),
    ("a parameter of the wrong type", "size: 2", "size: many"),
    ("an unknown parameter", "size: 2", "sice: 2"),
    ("a negative latency", "order: 50ms", "order: -1ms"),
    ("a feed that is too late", "order: 50ms", "feed: 2h"),
    ("a bar path that nobody knows", "path: ohlc", "path: olch"),
    ("slippage below zero", "slippage_bps: 1", "slippage_bps: -1"),
    ("a start that is no time", "sampling: 1m", "start: noon"),
    (
      "a stop before the start", "sampling: 1m",
      "start: 2024-01-02T00:00:00Z\nstop: 2024-01-01T00:00:00Z"
    ),
    ("a start behind the data", "sampling: 1m", "start: 2025-01-01T00:00:00Z"),
    ("a gate of an unknown number", "max_drawdown < 0.9", "max_drawdwn < 0.9"),
    ("a gate without comparison", "max_drawdown < 0.9", "max_drawdown 0.9"),
    ("a gate without number", "max_drawdown < 0.9", "max_drawdown < low"),
    ("a transfer before margin is open", "granted: true", "transfer: { USDT: 1 }"),
    ("more money than fits", "fund: { USDT: 1000 }", "fund: { USDT: 20000000000 }"),
    ("a length above ten years", "sampling: 1m", "sampling: 100000d"),
    ("an unknown sandbox", "sampling: 1m", "sampling: 1m\nsandbox: none"),
    ("gates as a map", "gates: [max_drawdown < 0.9]", "gates: { max_drawdown: 0.9 }"),
  ]

  private static var scenarioEdits: [Case] {
    (edits + seriesEdits + moreEdits).map {
      Inputs.edited("scenario.yaml", $0.name, $0.old, $0.new)
    }
  }

  private static let importing = ["import", "plain-trades", "--venue", "v", "--symbol", "S"]

  private static let values = """
    exchange,symbol,timestamp,local_timestamp,funding_rate,index_price,mark_price
    e,BTC,1,1,,5,5

    """

  private static let scenarioSteps: [Case] = [
    Inputs.after("no scenario", [.remove("scenario.yaml")], code: 66),
    Inputs.after(
      "a folder for a scenario", [.remove("scenario.yaml"), .folder("scenario.yaml")], code: 66),
    Inputs.after("bad YAML", [.edit("scenario.yaml", old: "BTC: 10 }", new: "BTC: 10")]),
    Inputs.after("no data file", [.remove("trades.csv")], code: 66),
    Inputs.after("no instruments", [.remove("instruments.yaml")], code: 66),
    Inputs.after("no script", [.remove("script.lua")], code: 66),
    Inputs.after(
      "an asset that an account cannot hold",
      [
        .edit(
          "instruments.yaml", old: "atoll, symbol: BTCUSDT, kind: spot, base: BTC, quote: USDT",
          new: "atoll, symbol: BTCUSDT, kind: spot, base: BTC, quote: EUR"),
        .edit(
          "scenario.yaml", old: "history:\n",
          new: "  - { venue: atoll, symbol: BTCUSDT, format: plain-trades, file: trades.csv }\n"
            + "history:\n"),
        .edit("scenario.yaml", old: "spot: { USDT: 1000 }", new: "spot: { USDT: 1000, EUR: 5 }"),
        .edit(
          "scenario.yaml", old: "granted: true", new: "granted: true, transfer: { EUR: 1 }"),
      ]),
    Inputs.after(
      "more strategies than a run has room for",
      [
        .edit(
          "scenario.yaml", old: "    spot: { USDT: 1000 }\n",
          new: "    spot: { USDT: 1 }\n"
            + (0..<64).map {
              "  - { name: s\($0), script: script.lua, spot: { USDT: 1 } }\n"
            }.joined() + "  - name: last\n    script: script.lua\n    spot: { USDT: 1000 }\n")
      ]),
    Inputs.after(
      "a pool of an asset that is not lent",
      [
        .edit(
          "rulebook.yaml", old: "lending:\n  default: {", new: "lending:\n  pools:\n    USDT: {")
      ]),
    Inputs.after(
      "an index with fewer sources than the rulebook asks for",
      [.edit("rulebook.yaml", old: "min_sources: 1", new: "min_sources: 2")]),
    Inputs.after(
      "a call that no transfer can meet",
      [
        .edit("rulebook.yaml", old: "on: debt", new: "on: assets"),
        .edit("rulebook.yaml", old: "top_up_to: 3.0", new: "top_up_to: 40"),
      ]),
    Inputs.after(
      "paying out beyond the liquidation line",
      [
        .edit(
          "rulebook.yaml", old: "liquidation: 1.0", new: "liquidation: 1.0\n  transfer_out: 0.5")
      ]),
    Inputs.after(
      "two strategies of one name",
      [
        .edit(
          "scenario.yaml", old: "    spot: { USDT: 1000 }\n",
          new:
            "    spot: { USDT: 1 }\n  - name: first\n    script: script.lua\n"
            + "    spot: { USDT: 1000 }\n"
        )
      ]),
    Inputs.after(
      "a bad row of data",
      [.edit("trades.csv", old: "1704067210000000000,40001", new: "1704067210000000000,nan")]),
    Inputs.after(
      "a mode that the venue does not have",
      [.edit("rulebook.yaml", old: "modes: [isolated, cross]", new: "modes: [cross]")]),
    Inputs.after(
      "a contract to trade",
      [
        .edit("scenario.yaml", old: "markets: [", new: "markets: [harbour:BTCPERP, "),
        .edit(
          "scenario.yaml", old: "history:\n",
          new: "  - { venue: harbour, symbol: BTCPERP, format: plain-trades, file: trades.csv }\n"
            + "history:\n"),
      ]),
    Inputs.after(
      "data without a record",
      [
        .text("trades.csv", "1,x,1,B\n"),
        .run(importing + ["trades.csv", "--to", "tape", "--on-bad-row", "skip"]),
        .edit("scenario.yaml", old: "format: plain-trades, file: trades.csv", new: "tape: tape"),
      ]),
    Inputs.after(
      "a tape of values",
      [
        .text("values.csv", values),
        .run([
          "import", "tardis-derivative-ticker", "values.csv", "--venue", "v", "--symbol", "S",
          "--to", "tape",
        ]),
        .edit(
          "scenario.yaml", old: "format: plain-trades, file: trades.csv", new: "tape: tape/mark"),
      ]),
    Inputs.after(
      "a gate that fails",
      [.edit("scenario.yaml", old: "max_drawdown < 0.9", new: "orders > 5, fills == 0")], code: 2),
  ]

  static let overrides = Table(
    name: "overrides",
    cases: [
      ("no value", "seed"), ("an unknown path", "strategis.0.name=x"),
      ("a number beyond a list", "strategies.4.name=x"),
      ("a value of the wrong type", "seed=abc"),
      ("a value that is no YAML", "title=[a"),
      ("a misspelt key", "sampeling=1m"),
      ("a parameter out of range", "strategies.0.params.size=9"),
      ("a wrong value inside", "strategies.0.margin.0.mode=isolate"),
      ("no path", ".=1"), ("an unknown market", "markets.0=harbour:BTCUSD"),
      ("a gate of an unknown number", "gates.0=drawdown < 1"),
    ].map { name, text in
      Case(name: name, steps: Inputs.world, arguments: Inputs.run + ["--set", text])
    })

  static let instruments = Table(
    name: "instruments",
    cases: [
      (
        "a misspelt key", "base: BTC, quote: USDT, tick: 1, lot: 1 }",
        "bass: BTC, quote: USDT, tick: 1, lot: 1 }"
      ),
      ("an unknown kind", "kind: linear", "kind: linaer"),
      ("a tick of zero", "tick: 1, lot: 1 }", "tick: 0, lot: 1 }"),
      ("a market twice", "venue: atoll", "venue: harbour"),
      ("no list", "instruments:\n", "instrumets:\n"),
    ].map { Inputs.edited("instruments.yaml", $0, $1, $2) })
}

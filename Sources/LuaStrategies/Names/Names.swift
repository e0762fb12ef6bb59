internal import Strategies

/// The names of the script contract.
enum Names {
  static let callbacks = NameTable(
    "callback",
    [
      "on_start", "on_stop", "on_bar", "on_trade", "on_quote", "on_book", "on_index", "on_mark",
      "on_order", "on_fill", "on_reject", "on_alert", "on_margin_call", "on_liquidation",
      "on_borrow", "on_repay", "on_interest", "on_status", "on_leverage_advice",
      "on_timer",
    ],
    later: [
      "on_funding": .perpetuals, "on_adl": .perpetuals,
      "score": .tuning,
    ])

  static let context = NameTable(
    "name of ctx", Method.names(of: .context) + ["p", "run", "stats"],
    later: [
      "set_margin_mode": .perpetuals,
      "add_margin": .perpetuals, "remove_margin": .perpetuals, "funding": .perpetuals,
    ])

  static let account = NameTable(
    "name of an account", Method.names(of: .account), later: ["tier": .margin])

  static let order = NameTable(
    "order field",
    [
      "qty", "quote", "type", "price", "tif", "display", "stop_price", "trigger", "post_only",
      "reduce_only", "auto_borrow", "auto_repay", "max_borrow_rate", "account", "tag",
    ])

  static let target = NameTable(
    "order field", order.names.keys.filter { $0 != "quote" } + ["value", "equity_share"])

  static let close = NameTable(
    "order field", order.names.keys.filter { $0 != "quote" && $0 != "qty" })

  static let orderTypes = NameTable(
    "order type", ["market", "limit", "iceberg", "stop", "take_profit"])

  static let timesInForce = NameTable(
    "tif", OrderRequest.TimeInForce.allCases.map(\.rawValue))
  static let triggers = NameTable(
    "trigger", OrderRequest.Stop.Trigger.allCases.map(\.rawValue))
  static let amend = NameTable("field of amend", ["price", "qty"])
  static let borrow = NameTable("field of borrow", ["account", "max_rate"])
  static let repay = NameTable("field of repay", ["account", "from"])
  static let deleverageTarget = NameTable(
    "target of deleverage", ["leverage", "margin_level"])
  static let deleverage = NameTable("field of deleverage", ["account", "sell"])
  static let setLeverage = NameTable("field of set_leverage", ["account"])
  static let openMargin = NameTable(
    "field of open_margin", ["agreement", "answers", "residence", "qualified"])
  static let sides = NameTable("side", ["buy", "sell"])
  static let subscriptions = NameTable(
    "kind of subscription", ["bar", "trade", "quote", "book", "index", "mark"])
  static let indicators = NameTable("indicator", IndicatorKind.allCases.map(\.rawValue))
  static let strategy = NameTable("field of strategy", ["name", "api"])
  static let parameterTypes = NameTable("parameter type", Parameter.Kind.allCases.map(\.rawValue))
  static let parameter = NameTable(
    "parameter field",
    ["type", "default", "min", "max", "step", "log", "values", "tune", "unit", "doc"])

  /// Libraries and functions of Lua that scripts do not have.
  static let removed: Set<String> = [
    "load", "loadfile", "dofile", "require", "collectgarbage", "os", "io", "debug", "package",
    "loadstring", "unpack", "setfenv", "getfenv", "module", "warn",
  ]

  /// The globals of a script.
  static let globals = [
    "assert", "coroutine", "error", "getmetatable", "ipairs", "math", "next", "pairs", "pcall",
    "print", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "strategy",
    "string", "table", "tonumber", "tostring", "type", "utf8", "xpcall",
  ]

  /// The fields by which ctx.run and ctx.stats are read.
  static let run = NameTable("name of ctx.run", Method.names(of: .run))
  static let stats = NameTable("name of ctx.stats", Method.names(of: .stats))
  static let indicator = NameTable("name of an indicator", Method.names(of: .indicator))
}

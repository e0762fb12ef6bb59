/// What can be said about a script without running it: names of `ctx` and fields of orders that do
/// not exist or not yet, also in callbacks that no run may reach; and where parameters stand.
///
/// It says nothing about what it cannot see for certain: a name that is computed, or a table that
/// is put together elsewhere, is met when the script runs.
struct SourceScan {
  /// More objections than a person reads are not looked for.
  static let mostObjections = 100

  let tokens: [Token]
  private let contexts: Set<String>

  init(_ source: String) {
    tokens = Tokenizer.tokens(of: source)
    contexts = Self.contextNames(tokens)
  }

  /// `ctx`, and what callbacks call their first argument: `function S.on_bar(c)` and
  /// `S.on_bar = function(c)`.
  private static func contextNames(_ tokens: [Token]) -> Set<String> {
    var names: Set<String> = ["ctx"]
    for at in tokens.indices where tokens[at].text == "function" {
      guard let open = tokens[at...].prefix(5).firstIndex(where: { $0.text == "(" }) else {
        continue
      }
      let before = at > 1 && tokens[at - 1].text == "=" ? tokens[at - 2].text : ""
      let callback = open > at + 1 ? tokens[open - 1].text : before
      if callback.hasPrefix("on_"), open + 1 < tokens.count, tokens[open + 1].kind == .name {
        names.insert(tokens[open + 1].text)
      }
    }
    return names
  }

  func token(_ at: Int) -> Token? { tokens.indices.contains(at) ? tokens[at] : nil }

  func isSymbol(_ at: Int, _ text: String) -> Bool {
    token(at).map { $0.kind == .symbol && $0.text == text } ?? false
  }

  /// Every objection, in the order of the file, at most `mostObjections`; `parameters` are the
  /// names that the script declares, nil where they are not known.
  func objections(file: String, parameters: [String]? = nil) -> [ScriptError] {
    var found: [ScriptError] = []
    for at in tokens.indices where isContext(at) {
      guard let name = token(at + 2), name.kind == .name else { continue }
      if let objection = Names.context.objection(to: name.text) {
        found.append(ScriptError(.unknownName, file: file, line: name.line, objection))
      } else {
        found += partObjections(at + 2, name.text, parameters, file: file)
        found += callObjections(at + 3, name.text, file: file)
      }
      if found.count >= Self.mostObjections { return Array(found.prefix(Self.mostObjections)) }
    }
    return found
  }

  private func isContext(_ at: Int) -> Bool {
    guard tokens[at].kind == .name && contexts.contains(tokens[at].text) else { return false }
    if at > 0 && (isSymbol(at - 1, ".") || isSymbol(at - 1, ":")) { return false }
    return isSymbol(at + 1, ":") || isSymbol(at + 1, ".") && !isSymbol(at + 2, ".")
  }

  /// `ctx.p.x`, `ctx.run.x`, `ctx.stats.x` and `ctx:account(...).x`.
  private func partObjections(
    _ at: Int, _ part: String, _ parameters: [String]?, file: String
  ) -> [ScriptError] {
    let known: NameTable
    var dot = at + 1
    switch part {
    case "p":
      guard let parameters else { return [] }
      known = NameTable("parameter", parameters)
    case "run": known = Names.run
    case "stats": known = Names.stats
    case "account":
      known = Names.account
      guard isSymbol(at + 1, "("), let end = close(of: at + 1) else { return [] }
      dot = end + 1
    default: return []
    }
    guard isSymbol(dot, ".") || isSymbol(dot, ":"), let name = token(dot + 1), name.kind == .name,
      let objection = known.objection(to: name.text)
    else { return [] }
    return [ScriptError(.unknownName, file: file, line: name.line, objection)]
  }

  private func fields(of call: String) -> NameTable? {
    switch call {
    case "buy", "sell", "preview": Names.order
    case "target": Names.target
    case "close": Names.close
    case "amend": Names.amend
    case "borrow": Names.borrow
    case "repay": Names.repay
    case "open_margin": Names.openMargin
    default: nil
    }
  }

  /// What is wrong with the arguments of a call whose parenthesis is at `open`: a word that is
  /// written there, or keys of a table written there or kept in a local variable.
  private func callObjections(_ open: Int, _ call: String, file: String) -> [ScriptError] {
    guard isSymbol(open, "("), let end = close(of: open) else { return [] }
    if let words = words(of: call), let word = token(open + 1), word.kind == .text,
      let objection = words.objection(to: word.text)
    {
      return [ScriptError(.unknownName, file: file, line: word.line, "\(call): \(objection)")]
    }
    guard let known = fields(of: call) else { return [] }
    if let name = token(end - 1), name.kind == .name, isSymbol(end - 2, ","),
      let table = localTable(name.text, before: open)
    {
      return keyObjections(table, call, known, file: file)
    }
    return (open...end).first { isSymbol($0, "{") }.map {
      keyObjections($0, call, known, file: file)
    } ?? []
  }

  private func words(of call: String) -> NameTable? {
    switch call {
    case "subscribe": Names.subscriptions
    case "ind": Names.indicators
    default: nil
    }
  }

  /// The bracket that closes the one at `open`.
  private func close(of open: Int) -> Int? {
    var depth = 0
    for at in open..<tokens.count where tokens[at].kind == .symbol {
      switch tokens[at].text {
      case "(", "{", "[": depth += 1
      case ")", "}", "]": depth -= 1
      default: continue
      }
      if depth == 0 { return at }
    }
    return nil
  }

  /// The keys of the table that is written from `open` on.
  private func keyObjections(
    _ open: Int, _ call: String, _ known: NameTable, file: String
  ) -> [ScriptError] {
    guard let end = close(of: open) else { return [] }
    var found: [ScriptError] = []
    var depth = 0
    for at in open..<end {
      if ["(", "{", "["].contains(where: { isSymbol(at, $0) }) { depth += 1 }
      if [")", "}", "]"].contains(where: { isSymbol(at, $0) }) { depth -= 1 }
      guard depth == 1, isKey(at) else { continue }
      if let objection = objection(at, known) {
        found.append(
          ScriptError(.unknownName, file: file, line: tokens[at].line, "\(call): \(objection)"))
      }
    }
    return found
  }

  /// Whether `name =` stands here, as the key of a table.
  private func isKey(_ at: Int) -> Bool {
    guard tokens[at].kind == .name, isSymbol(at + 1, "="), !isSymbol(at + 2, "=") else {
      return false
    }
    return isSymbol(at - 1, "{") || isSymbol(at - 1, ",") || isSymbol(at - 1, ";")
  }

  private func objection(_ at: Int, _ known: NameTable) -> String? {
    if let objection = known.objection(to: tokens[at].text) { return objection }
    guard known.kind == "order field", let value = token(at + 2), value.kind == .text else {
      return nil
    }
    switch tokens[at].text {
    case "type": return Names.orderTypes.objection(to: value.text)
    case "tif": return Names.timesInForce.objection(to: value.text)
    default: return nil
    }
  }

  /// The line of each parameter of `S.params = { ... }`, and of `params` itself.
  func parameterLines() -> [String: Int] {
    guard let start = tokens.indices.first(where: { isParameters($0) }) else { return [:] }
    var lines = ["params": tokens[start].line]
    var depth = 0
    for at in (start + 2)..<tokens.count {
      if isSymbol(at, "{") { depth += 1 }
      if isSymbol(at, "}") { depth -= 1 }
      if depth == 0 { break }
      if depth == 1 && isKey(at) { lines[tokens[at].text] = tokens[at].line }
    }
    return lines
  }

  private func isParameters(_ at: Int) -> Bool {
    tokens[at].text == "params" && isSymbol(at - 1, ".") && isSymbol(at + 1, "=")
      && isSymbol(at + 2, "{")
  }
}

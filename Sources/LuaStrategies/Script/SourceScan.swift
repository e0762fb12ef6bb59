/// What can be said about a script without running it: names of `ctx` and fields of orders that do
/// not exist or not yet, also in callbacks that no run may reach; and where parameters stand.
struct SourceScan {
  let tokens: [Token]
  private let contexts: Set<String>

  init(_ source: String) {
    tokens = Tokenizer.tokens(of: source)
    contexts = Self.contextNames(tokens)
  }

  /// `ctx`, and what callbacks call their first argument.
  private static func contextNames(_ tokens: [Token]) -> Set<String> {
    var names: Set<String> = ["ctx"]
    for at in tokens.indices where tokens[at].text == "function" && at + 5 < tokens.count {
      let isCallback = tokens[at + 2].text == "." && tokens[at + 3].text.hasPrefix("on_")
      if isCallback && tokens[at + 4].text == "(" && tokens[at + 5].kind == .name {
        names.insert(tokens[at + 5].text)
      }
    }
    return names
  }

  private func token(_ at: Int) -> Token? { tokens.indices.contains(at) ? tokens[at] : nil }

  private func isSymbol(_ at: Int, _ text: String) -> Bool {
    token(at).map { $0.kind == .symbol && $0.text == text } ?? false
  }

  /// Every objection, in the order of the file.
  func objections(file: String) -> [ScriptError] {
    var found: [ScriptError] = []
    for at in tokens.indices where isContext(at) {
      guard let name = token(at + 2), name.kind == .name else { continue }
      if let objection = Names.context.objection(to: name.text) {
        found.append(ScriptError(.unknownName, file: file, line: name.line, objection))
      } else if let known = fields(of: name.text) {
        found += fieldObjections(at + 3, name.text, known, file: file)
      }
    }
    return found
  }

  private func isContext(_ at: Int) -> Bool {
    guard tokens[at].kind == .name && contexts.contains(tokens[at].text) else { return false }
    if at > 0 && (isSymbol(at - 1, ".") || isSymbol(at - 1, ":")) { return false }
    return isSymbol(at + 1, ":") || isSymbol(at + 1, ".") && !isSymbol(at + 2, ".")
  }

  private func fields(of call: String) -> NameTable? {
    switch call {
    case "buy", "sell": Names.order
    case "target": Names.target
    case "close": Names.close
    case "borrow": Names.borrow
    case "repay": Names.repay
    case "open_margin": Names.openMargin
    default: nil
    }
  }

  /// The keys of the table that is written in a call whose parenthesis is at `open`.
  private func fieldObjections(
    _ open: Int, _ call: String, _ known: NameTable, file: String
  ) -> [ScriptError] {
    guard isSymbol(open, "(") else { return [] }
    var found: [ScriptError] = []
    var depth = 0
    for at in open..<tokens.count {
      if ["(", "{", "["].contains(where: { isSymbol(at, $0) }) { depth += 1 }
      if [")", "}", "]"].contains(where: { isSymbol(at, $0) }) { depth -= 1 }
      if depth == 0 { break }
      guard depth == 2, isKey(at) else { continue }
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

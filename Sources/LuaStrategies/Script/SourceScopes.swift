/// Where a local variable that holds a table was written.
extension SourceScan {
  /// How far back a declaration is looked for, in tokens.
  private static let reach = 2_000

  /// The brace of `local name = {`, as seen from `before`; nil where the nearest declaration of
  /// that name that is in scope is anything else.
  func localTable(_ name: String, before: Int) -> Int? {
    var inner = 0
    // Within the branches of an `if` that come before the one we stand in.
    var isOtherBranch = false
    for at in stride(from: before - 1, through: max(0, before - Self.reach), by: -1) {
      guard tokens[at].kind == .name else { continue }
      switch tokens[at].text {
      case "end", "until": inner += 1
      case "else", "elseif": if inner == 0 { isOtherBranch = true }
      case "if":
        if inner == 0 { isOtherBranch = false }
        inner = max(0, inner - 1)
      case "do", "repeat": inner = max(0, inner - 1)
      case "function":
        if inner == 0, takes(name, function: at) { return nil }
        inner = max(0, inner - 1)
      case "for" where inner == 0:
        if tokens[at...].prefix(12).contains(where: { $0.text == name }) { return nil }
      case name where inner == 0 && !isOtherBranch:
        if isSymbol(at + 1, "="), token(at - 1)?.text == "local" {
          return isSymbol(at + 2, "{") ? at + 2 : nil
        }
      default: continue
      }
    }
    return nil
  }

  /// Whether a function names one of its arguments so.
  private func takes(_ name: String, function: Int) -> Bool {
    for at in function..<min(function + 40, tokens.count) {
      if isSymbol(at, ")") { return false }
      if tokens[at].kind == .name, tokens[at].text == name { return true }
    }
    return false
  }
}

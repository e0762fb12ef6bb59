/// A word that does not belong in some rooms, what to write in its place, and the files in which
/// it stands for a reason.
struct BannedWord {
  /// Code as it is written: `try!`, `print(`, `.random(`.
  let phrase: String
  /// What to write in its place.
  let instead: String
  let scope: Scope
  /// The start of a path, and why the word may stand there.
  let exceptions: [String: String]

  init(
    _ phrase: String, instead: String, in scope: Scope = .everywhere,
    except exceptions: [String: String] = [:]
  ) {
    self.phrase = phrase
    self.instead = instead
    self.scope = scope
    self.exceptions = exceptions
  }

  /// The places of `file` where the word stands and should not.
  func findings(in file: SourceFile) -> [Finding] {
    guard scope.covers(file), !isExcepted(file.path) else { return [] }
    return places(of: phrase, in: file.code).map { offset in
      Finding(path: file.path, line: file.text.line(of: offset), rule: rule)
    }
  }

  /// The same for a text of any kind, in comments and strings too. A phrase that begins with a
  /// slash is the start of a path, not a part in the middle of one.
  func findings(in text: TextFile) -> [Finding] {
    guard !isExcepted(text.path) else { return [] }
    return places(of: phrase, in: text.bytes).filter { offset in
      guard phrase.hasPrefix("/"), offset > 0 else { return true }
      let before = text.bytes[offset - 1]
      return !isWordByte(before) && !"./-}*".utf8.contains(before)
    }.map { Finding(path: text.path, line: text.line(of: $0), rule: rule) }
  }

  private var rule: String { "`\(phrase)` does not belong here; \(instead)" }

  private func isExcepted(_ path: String) -> Bool {
    exceptions.keys.contains { path.hasPrefix($0) }
  }
}

/// The rooms a banned word is banned from.
enum Scope {
  /// All of `Sources` and `Tests`.
  case everywhere
  /// All of `Sources`.
  case sources
  /// The rooms of `Sources` but these.
  case outside(Set<String>)
  /// These rooms of `Sources` only.
  case only(Set<String>)

  func covers(_ file: SourceFile) -> Bool {
    switch self {
    case .everywhere: true
    case .sources: file.isSource
    case .outside(let rooms): file.isSource && !rooms.contains(file.room)
    case .only(let rooms): file.isSource && rooms.contains(file.room)
    }
  }
}

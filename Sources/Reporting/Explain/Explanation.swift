internal import Quantities

/// Why something came about, in words and numbers: a fold over `run.sqlite` along the numbers of
/// events and their causes.
public struct Explanation: Sendable {
  /// Something that happened or was so, in words; with its numbers, exact.
  struct Line: Sendable {
    let ts: Int64?
    var event: Int64?
    var cause: Int64?
    let words: String
    var numbers: JSON = [:]

    init(
      _ words: String, at ts: Int64? = nil, event: Int64? = nil, cause: Int64? = nil,
      numbers: JSON = [:]
    ) {
      self.ts = ts
      self.event = event
      self.cause = cause
      self.words = words
      self.numbers = numbers
    }
  }

  /// Lines under a heading, in order of time.
  struct Part: Sendable {
    let name: String
    let lines: [Line]
  }

  let title: String
  let subject: JSON
  let parts: [Part]

  init(_ title: String, _ subject: JSON, _ parts: [Part]) {
    self.title = title
    self.subject = subject
    self.parts = parts.filter { !$0.lines.isEmpty }
  }

  /// For a person: a title, headings, a line each with its instant in UTC, and in brackets the
  /// number of its event and of the event that caused it.
  public var text: String {
    var lines = [title]
    for part in parts { lines += ["", part.name] + part.lines.map { "  " + $0.text } }
    return lines.joined(separator: "\n")
  }

  /// For a program: the same lines with their numbers, exact, in a fixed order of keys.
  public var json: String {
    let parts = parts.map { part -> JSON in
      ["name": .text(part.name), "lines": .list(part.lines.map(\.json))]
    }
    let all = subject.adding(["title": .text(title), "parts": .list(parts)])
    return String(all.pretty.dropLast())
  }

  /// How one liquidation came about, went and ended. O(rows of the run).
  ///
  /// Throws `noLiquidation` where the run has none of that number.
  public static func liquidation(
    _ number: Int, of run: RunFolder
  ) throws(ReportingError) -> Explanation {
    let data = try RunData.read(run)
    guard let row = data.liquidations.first(where: { $0.id == number }) else {
      throw .noLiquidation(number: number, count: data.liquidations.count)
    }
    return ExplainedLiquidation(data, row).explanation
  }

  /// All that happened to an account, in order. `name` is its name, `owner/name` or its number.
  /// O(rows of the run).
  ///
  /// Throws `noAccount` where no account, or more than one, is so called.
  public static func account(
    _ name: String, of run: RunFolder
  ) throws(ReportingError) -> Explanation {
    let data = try RunData.read(run)
    let found = data.traders.filter { $0.answers(to: name) }
    guard let account = found.first, found.count == 1 else {
      throw .noAccount(name: name, known: data.traders.map(\.path))
    }
    let transfers = try RunData.open(run) { try TransferRow.of(account.id, $0) }
    return ExplainedAccount(data, account, transfers).explanation
  }
}

extension Explanation.Line {
  fileprivate var text: String {
    let links = [
      event.map { "event \($0)" }, cause.map { "caused by \($0)" },
    ].compactMap(\.self)
    let time = ts.map { Format.time($0) + "  " } ?? ""
    return time + words + (links.isEmpty ? "" : "  [\(links.joined(separator: ", "))]")
  }

  fileprivate var json: JSON {
    let head: JSON = [
      "ts": Summary.time(ts), "event": JSON(event), "cause": JSON(cause), "words": .text(words),
    ]
    return head.adding(numbers)
  }
}

extension AccountRow {
  /// How a command names it: `owner/name`.
  var path: String { owner.map { "\($0)/\(name)" } ?? name }

  func answers(to text: String) -> Bool {
    text == path || text == name || text == String(id)
  }
}

import Foundation

/// A page of the documentation, as lines.
struct Page: CustomStringConvertible, Sendable {
  let path: String
  let lines: [String]

  var description: String { path }
  var text: String { lines.joined(separator: "\n") }

  init(path: String, text: String) {
    self.path = path
    lines = text.components(separatedBy: "\n")
  }

  /// The folder that holds Package.swift.
  static let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `README.md` and every page of `docs`, in order of their names.
  static let all: [Page] = {
    let docs = checkout.appending(path: "docs").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: docs)) ?? []
    return (["README.md"] + names.sorted().map { "docs/\($0)" })
      .filter { $0.hasSuffix(".md") }.compactMap(read)
  }()

  static func named(_ path: String) -> Page? { all.first { $0.path == path } }

  private static func read(_ path: String) -> Page? {
    let file = checkout.appending(path: path)
    return (try? String(contentsOf: file, encoding: .utf8)).map { Page(path: path, text: $0) }
  }

  /// Every word of the page, letters, digits and underscores.
  var words: Set<Substring> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }
}

/// A fenced block of a page: "```sh exit=65".
struct Block: CustomStringConvertible, Sendable {
  let page: String
  /// The line of the fence, from 1.
  let line: Int
  let language: String
  /// Words behind the language, such as `exit=65`, `file=scenarios/eth.yaml` or `fragment`.
  let marks: [String]
  let text: String

  var description: String { "\(page):\(line)" }

  /// The value of a mark `name=value`.
  func mark(_ name: String) -> String? {
    marks.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  /// Whether some line calls the program.
  var callsTidemark: Bool {
    language == "sh" && text.split(separator: "\n").contains { $0.hasPrefix("tidemark ") }
  }
}

extension Page {
  /// The fenced blocks in their order.
  var blocks: [Block] {
    var found: [Block] = []
    var start: Int?
    for (index, line) in lines.enumerated() where line.hasPrefix("```") {
      guard let open = start else {
        start = index
        continue
      }
      let words = lines[open].dropFirst(3).split(separator: " ").map(String.init)
      found.append(
        Block(
          page: path, line: open + 1, language: words.first ?? "", marks: Array(words.dropFirst()),
          text: lines[(open + 1)..<index].joined(separator: "\n") + "\n"))
      start = nil
    }
    return found
  }

  static func blocks(of language: String) -> [Block] {
    all.flatMap(\.blocks).filter { $0.language == language }
  }
}

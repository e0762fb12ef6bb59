/// A piece of code between braces that is no type: a function, an accessor, a closure.
struct Block: Equatable {
  let firstLine: Int
  let lastLine: Int

  var length: Int { lastLine - firstLine + 1 }
}

/// The outermost blocks of `file` longer than `limit` lines, from the line of the declaration to
/// that of the closing brace.
func blocks(longerThan limit: Int, in file: SourceFile) -> [Block] {
  var open: [(header: Range<Int>, isType: Bool)] = []
  var long: [Block] = []
  var headerStart = 0
  for (offset, byte) in file.code.enumerated() {
    switch byte {
    case UInt8(ascii: "{"):
      let header = headerStart..<offset
      open.append((header, holdsDeclarations(file.code[header], isSwift: file.isSwift)))
      headerStart = offset + 1
    case UInt8(ascii: "}"):
      headerStart = offset + 1
      guard let (header, isType) = open.popLast(), !isType else { continue }
      let first = file.text.line(of: declaration(in: header, of: file.code))
      let block = Block(firstLine: first, lastLine: file.text.line(of: offset))
      guard block.length > limit else { continue }
      long.removeAll { $0.firstLine >= block.firstLine }
      long.append(block)
    case UInt8(ascii: ";"): headerStart = offset + 1
    default: break
    }
  }
  return long
}

/// Whether a brace after `header` opens a type; in C, whether it opens anything but a function.
private func holdsDeclarations(_ header: ArraySlice<UInt8>, isSwift: Bool) -> Bool {
  guard isSwift else { return cOpensNoFunction(header) }
  let found = words(in: header)
  return zip(found, found.dropFirst()).contains { keyword, name in
    typeKeywords.contains(keyword.text) && startsTypeName(name.text)
  }
}

private func cOpensNoFunction(_ header: ArraySlice<UInt8>) -> Bool {
  let text = words(in: header).map(\.text)
  return ["extern", "struct", "union", "enum"].contains { text.first == $0 || text.last == $0 }
    && header.last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") } != UInt8(ascii: ")")
}

private func startsTypeName(_ name: String) -> Bool {
  name.first?.isUppercase == true || name.hasPrefix("_")
}

/// Where the declaration that a header ends with begins: its last `func`, `init` or `var`.
private func declaration(in header: Range<Int>, of code: [UInt8]) -> Int {
  let found = words(in: code[header]).last { functionKeywords.contains($0.text) }
  return found?.offset ?? header.upperBound
}

private let functionKeywords: Set<String> = ["func", "init", "deinit", "subscript", "var", "let"]

/// The words that begin the declaration of a type, or of more of one.
let typeKeywords: Set<String> = ["struct", "class", "enum", "protocol", "actor", "extension"]

/// The places where `file` walks through a dictionary or a set without sorting it: their order
/// changes with each start of the program. It knows the names that the same file declares with a
/// type in sight, which is most of them and not all.
func unorderedWalks(in file: SourceFile) -> [Finding] {
  let names = unorderedNames(in: file.code)
  let lines = file.code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return lines.indices.filter { index in
    let next = lines[min(index + 1, lines.count - 1)]
    return walks(lines[index], through: names) && !makesOrderIrrelevant(lines[index] + next)
  }.map { index in
    Finding(
      path: file.path, line: index + 1,
      rule: "the order of a dictionary or a set is chance; sort it, or keep an array")
  }
}

/// The names followed by a type or a first value that is a dictionary or a set.
private func unorderedNames(in code: [UInt8]) -> Set<String> {
  Set(
    words(in: code[...]).filter { word in
      let rest = skippingSpaces(code.dropFirst(word.offset + word.text.utf8.count))
      guard let mark = rest.first, ":=".utf8.contains(mark) else { return false }
      return startsUnordered(skippingSpaces(rest.dropFirst()))
    }.map(\.text))
}

private func startsUnordered(_ code: ArraySlice<UInt8>) -> Bool {
  let spelledOut = ["Set<", "Set(", "Dictionary<", "Dictionary("]
  if spelledOut.contains(where: { code.starts(with: $0.utf8) }) { return true }
  guard code.first == UInt8(ascii: "[") else { return false }
  var depth = 0
  for byte in code {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
    case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
    case UInt8(ascii: ":") where depth == 1: return true
    default: break
    }
    if depth == 0 { return false }
  }
  return false
}

private func skippingSpaces(_ code: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  code.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
}

/// Whether a line has `in name`, or `name.` with a member that goes through all elements.
private func walks(_ line: ArraySlice<UInt8>, through names: Set<String>) -> Bool {
  let found = words(in: line)
  return found.indices.contains { index in
    guard names.contains(found[index].text) else { return false }
    let before = found[..<index].last { $0.text != "self" }?.text
    let after = line.dropFirst(found[index].offset - line.startIndex + found[index].text.utf8.count)
    let member = found.dropFirst(index + 1).first?.text ?? ""
    let hasMember = after.first == UInt8(ascii: ".")
    let walksMembers = hasMember && walkingMembers.contains(member)
    let isPart = hasMember || after.first == UInt8(ascii: "[")
    return walksMembers || (before == "in" && !isPart)
  }
}

private let walkingMembers: Set<String> = [
  "keys", "values", "enumerated", "map", "compactMap", "flatMap", "forEach", "first", "lazy",
]

private func makesOrderIrrelevant(_ code: ArraySlice<UInt8>) -> Bool {
  words(in: code).contains { orderless.contains($0.text) }
}

private let orderless: Set<String> = [
  "sorted", "sort", "contains", "count", "min", "max", "allSatisfy", "isEmpty",
]

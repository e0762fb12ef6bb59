/// One `import` of a file.
struct Import: Equatable {
  let module: String
  let line: Int
}

/// The modules that `file` imports, in order; nothing for C.
func imports(of file: SourceFile) -> [Import] {
  guard file.isSwift else { return [] }
  let lines = file.code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return zip(1..., lines).compactMap { number, line in
    let found = words(in: line).map(\.text)
    guard let keyword = found.firstIndex(of: "import"),
      found[..<keyword].allSatisfy(mayPrecedeImport.contains)
    else { return nil }
    let name = found[(keyword + 1)...].first { !importKinds.contains($0) }
    return name.map { Import(module: $0, line: number) }
  }
}

private let mayPrecedeImport: Set<String> = [
  "public", "package", "internal", "fileprivate", "private", "testable", "preconcurrency",
  "_exported", "_implementationOnly", "_spi",
]

private let importKinds: Set<String> = [
  "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
]

/// What is wrong with a text of JSON, and where. The caller knows the file and what to do.
struct JSONFault: Error, Hashable {
  /// Counted from 1.
  var line: Int
  /// The character of the line, from 1.
  var column: Int
  /// What stands there, at most 60 characters, control characters escaped.
  var text: String
  var reason: String

  func error(file: String, remedy: String) -> IngestError {
    IngestError(
      .badData, file: file, line: line, column: column, text: text, reason: reason,
      remedy: remedy)
  }
}

extension JSONStorage {
  /// A fault at byte `offset`, showing the word that stands there.
  func fault(at offset: Int, _ reason: String) -> JSONFault {
    let place = place(of: offset)
    return JSONFault(
      line: place.line, column: place.column, text: word(at: offset), reason: reason)
  }

  /// Up to the next mark of JSON, at least one byte.
  private func word(at offset: Int) -> String {
    guard offset < bytes.count else { return "" }
    let rest = bytes[offset...].prefix(240)
    let end = rest.dropFirst().firstIndex { $0 <= 32 || "{}[],:\"".utf8.contains($0) }
    return rest[..<(end ?? rest.endIndex)].withUnsafeBufferPointer(Quoted.text)
  }

  /// Line and column of a byte. O(bytes) at the first question, then O(log lines).
  private func place(of offset: Int) -> (line: Int, column: Int) {
    if lineStarts.isEmpty {
      lineStarts = [0]
      for (index, byte) in bytes.enumerated() where byte == 10 { lineStarts.append(index + 1) }
    }
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    var start = lineStarts[low]
    if start == 0, bytes.starts(with: JSONStorage.byteOrderMark) { start = 3 }
    let before = bytes[start..<max(start, min(offset, bytes.count))]
    return (firstLine + low, before.count { $0 & 0xc0 != 0x80 } + 1)
  }
}

import Quantities
import Testing

@testable import Ingest

@Suite("Plain text")
struct PlainTextTests {
  /// A field that a file of numbers, or a hostile one, may have.
  private static let fields = [
    "", "1", "1700000000000000000", "0.125", "12345678", "123456789", "a", "B", "-", "é", "1e-05",
    "x,y".split(separator: ",").map(String.init)[0], "99999999999999999999999999999999999999",
  ]

  private func text(_ random: inout SeededStream) -> String {
    (0..<Int.random(in: 1..<200, using: &random)).map { _ in
      let count = [0, 1, 3, 4, 4, 4, 4, 5].randomElement(using: &random) ?? 4
      return (0..<count).map { _ in Self.fields.randomElement(using: &random) ?? "" }
        .joined(separator: ",") + "\n"
    }.joined()
  }

  private func settings() throws -> ReaderSettings {
    ReaderSettings(
      format: try ImportFormat.named("plain-l2"), unit: nil, utcOffset: .zero, file: "in.csv")
  }

  private func shown(_ stream: borrowing CSVStream) -> [String] {
    let batch = stream.batch
    let rows = (0..<batch.count * batch.stride).map { "\(batch.base[$0])" }
    let bad = batch.bad.map { "\($0.row) \($0.line) \($0.column) \($0.text) \($0.reason)" }
    return rows + bad + ["\(stream.line) \(stream.totals)"]
  }

  @Test("is read as libcsv reads it", arguments: [11, 12, UInt64.random(in: 0 ... .max)])
  func twin(seed: UInt64) throws {
    var random = SeededStream(state: seed)
    for _ in 0..<500 {
      let text = text(&random)
      var fast = CSVStream(chunk: 1 << 20, try settings())
      var slow = CSVStream(chunk: 1 << 20, try settings())
      let head = Array("ts_ns,side,price,size\n".utf8)
      head.withUnsafeBytes { fast.feed($0) }
      head.withUnsafeBytes { slow.feed($0) }
      let bytes = Array(text.utf8)
      bytes.withUnsafeBytes { piece in
        #expect(PlainText.isPlain(piece))
        fast.feedLines(piece)
        slow.feed(piece)
      }
      #expect(shown(fast) == shown(slow), "seed \(seed)")
    }
  }

  @Test("has no quote, space, carriage return or control character")
  func plain() {
    for length in [0, 1, 31, 32, 33, 64, 100] {
      let good = [UInt8](repeating: 49, count: length) + [44, 45, 10, 0xc3, 0xa9]
      good.withUnsafeBytes { #expect(PlainText.isPlain($0)) }
      for odd in [34, 32, 13, 9, 0, 33] as [UInt8] {
        for place in good.indices {
          var text = good
          text[place] = odd
          text.withUnsafeBytes { #expect(!PlainText.isPlain($0)) }
        }
      }
    }
  }

  @Test("ends a field at the first comma or line feed")
  func ends() {
    for length in 0..<40 {
      for mark in [44, 10] as [UInt8] {
        let text = [UInt8](repeating: 57, count: length) + [mark, 44, 10, 57, 57, 10]
        text.withUnsafeBufferPointer { #expect(PlainText.endOfField($0, from: 0) == length) }
      }
    }
  }
}

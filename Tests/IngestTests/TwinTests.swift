import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("The import and its slow twin")
struct TwinTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A field as people write it: bare, quoted, with spaces around.
  private func dressed(_ text: String, _ stream: inout SeededStream) -> String {
    switch Int.random(in: 0..<20, using: &stream) {
    case 0: "\"\(text)\""
    case 1: " \(text)"
    case 2: "\(text) "
    default: text
    }
  }

  private func number(_ stream: inout SeededStream) -> String {
    let whole = Int.random(in: 1..<100_000, using: &stream)
    let part = Int.random(in: 0..<1_000_000, using: &stream)
    switch Int.random(in: 0..<10, using: &stream) {
    case 0: return "\(whole)"
    case 1: return "\(whole)e-3"
    case 2: return "\(whole).\(part)0000000000001"
    default: return "\(whole).\(part)"
    }
  }

  private func file(_ rows: Int, _ stream: inout SeededStream) -> (text: String, rows: [DeltaRow]) {
    var text = ""
    var expected: [DeltaRow] = []
    var time: Int64 = 1_700_000_000_000_000_000
    for _ in 0..<rows {
      time += Bool.random(using: &stream) ? 0 : Int64.random(in: 1..<5_000_000, using: &stream)
      let side = ["B", "A"].randomElement(using: &stream) ?? "B"
      let (price, size) = (number(&stream), number(&stream))
      let fields = ["\(time)", side, price, size].map { dressed($0, &stream) }
      text += fields.joined(separator: ",")
      text += ["\n", "\r\n", "\n\n"].randomElement(using: &stream) ?? "\n"
      guard let price = try? Price(price), let size = try? Quantity(size) else { continue }
      expected.append(
        DeltaRow(
          ts: Instant(nanoseconds: time), price: price, size: size,
          side: side == "B" ? .buy : .sell, flags: []))
    }
    for index in expected.indices {
      let time = expected[index].ts
      if index == 0 || expected[index - 1].ts < time { expected[index].flags.insert(.first) }
      if index == rows - 1 || expected[index + 1].ts > time { expected[index].flags.insert(.last) }
    }
    return (text, expected)
  }

  @Test("agree on 100,000 rows", arguments: [1, 20_240_817, UInt64.random(in: 0 ... .max)])
  func agree(seed: UInt64) throws {
    var stream = SeededStream(state: seed)
    let (text, expected) = file(100_000, &stream)
    let tape = try scratch.tape("plain-l2", text)
    #expect(expected.count == 100_000)
    #expect(tape.all(DeltaRow.self) == expected, "seed \(seed)")
    let packed = try scratch.write(gzip(text), as: "in.csv.gz")
    let made = try Import.run(scratch.request("plain-l2", [packed]))
    #expect(made[0].sha256 == tape.metadata.sha256, "seed \(seed)")
  }

  @Test("agree on the line of a bad row, whatever stands before it", arguments: [7, 8, 9])
  func lines(seed: UInt64) throws {
    var stream = SeededStream(state: seed)
    let (text, _) = file(5000, &stream)
    let line = text.utf8.count { $0 == 10 } + 1
    let message = try scratch.failure("plain-l2", text + "9,B,oops,1\n")
    #expect(message?.hasPrefix("in.csv:\(line):3: 'oops': ") == true, "seed \(seed)")
  }
}

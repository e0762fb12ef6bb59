import Foundation
import MarketData
import Quantities
import Testing

@testable import Ingest

@Suite("gzip")
struct GzipTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let rows = (1...50_000).map { "\($0),B,\($0 % 97 + 1).5,0.\($0 % 1000 + 1)\n" }
  private static let remedy = "load the file again, or keep the rows before with --on-bad-row skip"

  private func imported(_ data: Data, onBadRow: BadRowPolicy = .stop) throws -> Tape {
    let file = try scratch.write(data, as: "in.csv.gz")
    _ = try Import.run(scratch.request("plain-l2", [file], onBadRow: onBadRow))
    return try Tape(path: scratch.target)
  }

  @Test("gives the tape of the plain file, in one member, in several, with zeros behind")
  func members() throws {
    let plain = try scratch.tape("plain-l2", Self.rows.joined()).metadata.sha256
    let halves = [Self.rows[..<20_001], Self.rows[20_001...]].map { gzip($0.joined()) }
    let ways = [
      gzip(Self.rows.joined()), halves[0] + halves[1], halves[0] + gzip("") + halves[1],
      halves[0] + Data(count: 700) + halves[1] + Data(count: 512),
    ]
    for data in ways { #expect(try imported(data).metadata.sha256 == plain) }
  }

  @Test("a member may end within a row")
  func splitRow() throws {
    let tape = try imported(gzip("1,B,10,1\n2,B,1") + gzip("1,1\n"))
    #expect(tape.all(DeltaRow.self).map(\.price.description) == ["10", "11"])
  }

  private enum Damage: String, CaseIterable {
    case checksum, length, data, cut, cutTrailer, garbage
  }

  private static let firstMember = gzip(rows[..<20_001].joined())

  private func damaged(_ damage: Damage) -> Data {
    var data = gzip(Self.rows.joined())
    switch damage {
    case .checksum: data[data.count - 6] ^= 1
    case .length: data[data.count - 2] ^= 1
    case .data:
      // A second member whose first block is of no type, right behind its ten bytes of header.
      data = gzip(Self.rows[20_001...].joined())
      data[10] = 0xff
      data = Self.firstMember + data
    case .cut: data.removeLast(data.count / 2)
    case .cutTrailer: data.removeLast(3)
    case .garbage: data += Data("behind".utf8)
    }
    return data
  }

  private func reason(_ damage: Damage, _ size: Int) -> String {
    switch damage {
    case .checksum: "break at byte \(size - 4): incorrect data check"
    case .length: "break at byte \(size): incorrect length check"
    case .data: "break at byte \(Self.firstMember.count + 11): invalid block type"
    case .cut, .cutTrailer: "are cut short at byte \(size)"
    case .garbage: "break at byte \(size - 4): incorrect header check"
    }
  }

  @Test("that is damaged stops the import with place and reason", arguments: Damage.allCases)
  private func stop(damage: Damage) throws {
    let data = damaged(damage)
    let file = try scratch.write(data, as: "in.csv.gz")
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("plain-l2", [file]))
    }
    #expect(error?.reason.contains("the gzip data " + reason(damage, data.count)) == true)
    #expect(error?.remedy == Self.remedy)
    #expect(error?.category == .badData)
    #expect(try scratch.contents() == ["in.csv.gz"])
  }

  @Test("that is damaged keeps the whole rows before with skip", arguments: Damage.allCases)
  private func skip(damage: Damage) throws {
    let tape = try imported(damaged(damage), onBadRow: .skip)
    let rows = tape.all(DeltaRow.self)
    #expect(tape.metadata.truncated)
    #expect(tape.metadata.rowsRead == rows.count + (tape.metadata.findings["rejected"] ?? 0))
    let isWhole = [.checksum, .length, .cutTrailer, .garbage].contains(damage)
    #expect(damage != .data || rows.count == 20_001)
    #expect(isWhole ? rows.count == 50_000 : rows.count > 1000 && rows.count < 50_000)
    #expect(rows.map(\.ts.nanoseconds) == (1...Int64(rows.count)).map { $0 })
  }

  @Test("a row that the break cuts is left out, though it looks whole")
  func cutRow() throws {
    let data = gzip("1,B,10,1\n2,B,11,12")
    let tape = try imported(data.dropLast(3), onBadRow: .skip)
    #expect(tape.count == 1)
  }

  @Test(
    "a wrong name is refused",
    arguments: [
      ("in.csv.gz", "1,B,1,1\n", "it is named .gz and holds no such data"),
      ("in.csv.zst", "1,B,1,1\n", "it is named .zst and holds no such data"),
      ("in.zip", "1,B,1,1\n", "it is named .zip and holds no such data"),
      ("in.csv.gz", "", "the file is empty"),
    ])
  func refused(name: String, text: String, reason: String) throws {
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("plain-l2", [scratch.write(text, as: name)]))
    }
    #expect(error?.reason == reason)
  }

  @Test("data that grow without measure are refused")
  func bomb() throws {
    let zeros = [UInt8](repeating: 10, count: 10 << 20)
    let file = try scratch.write(gzip(zeros), as: "in.csv.gz")
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("plain-l2", [file]))
    }
    #expect(error?.reason.hasSuffix("the data grow more than 500 times") == true)
  }
}

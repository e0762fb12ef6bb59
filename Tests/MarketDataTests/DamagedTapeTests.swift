import Foundation
import Quantities
import Testing

@testable import MarketData

@Suite("A damaged tape is refused in words")
struct DamagedTapeTests {
  /// The defect with which opening `name` fails, and the file it names.
  private func defect(_ scratch: Scratch, _ name: String) -> (defect: TapeDefect?, file: String) {
    do {
      _ = try Tape(path: "\(scratch.path)/\(name)")
      return (nil, "")
    } catch {
      return (error.defect, String(error.path.dropFirst(scratch.path.count + 1)))
    }
  }

  private func sample() throws -> Scratch {
    let scratch = try Scratch()
    _ = try scratch.trades("t", at: [1, 2, 3])
    return scratch
  }

  @Test("that is not there")
  func missing() throws {
    let scratch = try sample()
    #expect(defect(scratch, "none") == (.missing, "none/metadata.json"))
    try FileManager.default.removeItem(atPath: "\(scratch.path)/t/trade.npy")
    #expect(defect(scratch, "t") == (.missing, "t/trade.npy"))
  }

  @Test("that was cut, at every length", arguments: [0, 5, 9, 11, 200, 255, 256, 288, 351, 353])
  func cut(length: Int) throws {
    let scratch = try sample()
    let whole = try scratch.bytes("t/trade.npy")
    try scratch.replace("t/trade.npy", with: (whole + Data([0])).prefix(length))
    let found = defect(scratch, "t")
    #expect(found.file == "t/trade.npy")
    if length < 10 {
      #expect(found.defect == .notNumPy)
    } else if length < 256 {
      #expect(found.defect == .cut(expected: 256, found: length))
    } else {
      #expect(found.defect == .cut(expected: 352, found: length))
    }
  }

  @Test(
    "whose header is not that of a tape",
    arguments: [
      ("'fortran_order': False", "'fortran_order': True "),
      ("'shape': (3,)", "'shape': (-3)"),
      ("'shape': (3,)", "'shape': (x,)"),
      ("'shape': (3,)", "'shapx': (3,)"),
      ("('ts', '<i8')", "('ts', '|O8')"),
    ])
  func header(old: String, new: String) throws {
    let scratch = try sample()
    try change(scratch, old, new)
    guard case .unsupportedHeader = defect(scratch, "t").defect else {
      Issue.record("\(new) gives \(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  @Test("whose rows are others than its metadata says")
  func otherRows() throws {
    let scratch = try sample()
    try change(scratch, "('price', '<i8')", "('price', '<f8')")
    guard case .wrongRows = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  @Test("whose header promises more rows than memory has")
  func overflow() throws {
    let scratch = try sample()
    try change(scratch, "'shape': (3,), }                  ", "'shape': (9223372036854775807,), }")
    guard case .cut = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  @Test("of another version of the format, or no array at all")
  func version() throws {
    let scratch = try sample()
    var bytes = try scratch.bytes("t/trade.npy")
    bytes[6] = 2
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(defect(scratch, "t").defect == .unsupportedHeader("version 2"))
    bytes[0] = 0
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(defect(scratch, "t").defect == .notNumPy)
  }

  @Test("whose metadata cannot be read")
  func metadata() throws {
    let scratch = try sample()
    try scratch.replace("t/metadata.json", "\"trade\"", "\"tulips\"")
    guard case .metadata = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  /// Changes the header of the hot array; both texts are equally long.
  private func change(_ scratch: Scratch, _ old: String, _ new: String) throws {
    var bytes = try scratch.bytes("t/trade.npy")
    let place = try #require(bytes.range(of: Data(old.utf8)))
    try #require(old.utf8.count == new.utf8.count)
    bytes.replaceSubrange(place, with: Data(new.utf8))
    try scratch.replace("t/trade.npy", with: bytes)
  }
}

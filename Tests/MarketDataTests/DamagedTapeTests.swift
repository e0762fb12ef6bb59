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
      #expect(found.defect == .wrongSize(expected: 352, found: length))
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
      ("'shape': (3,)", "'shape': (٣)"),
      ("'shape': (3,), }", "'shape': (3,)   "),
      ("'shape': (3,), }", "'shape': (3,1) }"),
      ("'shape': (3,), }  ", "'shape': (3,), } x"),
      ("{'descr'", "['descr'"),
      ("'fortran_order': False, ", "'fortran_order': False  "),
      ("'fortran_order'", "'shape'        "),
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

  @Test(
    "whose header promises more rows than memory has",
    arguments: ["9223372036854775807", "288230376151711743", "0288230376151711743"])
  func overflow(count: String) throws {
    let scratch = try sample()
    let shape = "'shape': (\(count),), }"
    let room = String(repeating: " ", count: shape.utf8.count - "'shape': (3,), }".utf8.count)
    try change(scratch, "'shape': (3,), }" + room, shape)
    guard case .wrongSize = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  @Test("whose header promises more than a number can say")
  func hugeNumber() throws {
    let scratch = try sample()
    try change(scratch, "'shape': (3,), }                  ", "'shape': (92233720368547758070,) }")
    guard case .unsupportedHeader = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
  }

  @Test("whose header ends between two words of a row, or beyond the file")
  func headerLength() throws {
    let scratch = try sample()
    let whole = try scratch.bytes("t/trade.npy")
    var bytes = whole
    bytes[8] -= 1
    bytes.remove(at: 200)
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(
      defect(scratch, "t").defect
        == .unsupportedHeader("its rows begin at byte 255, between two words"))
    bytes = whole
    (bytes[8], bytes[9]) = (255, 255)
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(defect(scratch, "t").defect == .cut(expected: 65_545, found: whole.count))
  }

  @Test("whose keys stand in another order, which is as good")
  func order() throws {
    let scratch = try sample()
    let text = String(
      decoding: try scratch.bytes("t/trade.npy").prefix(256).dropFirst(10), as: UTF8.self)
    let end = try #require(text.firstRange(of: ", 'fortran_order': False, 'shape': (3,), }"))
    let descriptor = try #require(text[..<end.lowerBound].firstRange(of: "{'descr': "))
    let other =
      "{ 'shape':(3,),'fortran_order':False, 'descr': "
      + text[descriptor.upperBound..<end.lowerBound] + "}"
    var bytes = try scratch.bytes("t/trade.npy")
    let padded = other + String(repeating: " ", count: 245 - other.utf8.count) + "\n"
    bytes.replaceSubrange(10..<256, with: Data(padded.utf8))
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(try Tape(path: "\(scratch.path)/t").count == 3)
  }

  @Test("whose first row lies before 1970")
  func early() throws {
    let scratch = try Scratch()
    #expect(throws: TapeError.self) { try scratch.trades("t", at: [-1, 2]) }
  }

  @Test(
    "whose metadata say what cannot be",
    arguments: [
      ("\"companions\" : [\n\n  ]", "\"companions\" : [\"../x\"]", "'companions' names '../x'"),
      ("\"gaps\" : 0", "\"gaps\" : -9223372036854775808", "'gaps' is below zero"),
      ("\"gaps\" : 0", "\"gaps\" : 1e400", "no JSON"),
      ("\"gaps\" : 0", "\"gaps\" : 0, \"interval_ns\" : 0", "'interval_ns' is zero"),
      ("\"schema\" : 1", "\"schema\" : 3", "'schema' is 3"),
      ("\"venue\" : \"test\"", "\"venue\" : null", "'venue'"),
      ("\"sources\" : [", "\"sources\" : [[[[[", "no JSON"),
    ])
  func wrongMetadata(old: String, new: String, words: String) throws {
    let scratch = try sample()
    try scratch.replace("t/metadata.json", old, new)
    guard case .metadata(let reason) = defect(scratch, "t").defect else {
      Issue.record("\(String(describing: defect(scratch, "t").defect))")
      return
    }
    #expect(reason.contains(words), "\(reason)")
  }

  @Test("that becomes shorter after it was opened")
  func cutLater() throws {
    let scratch = try Scratch()
    let tape = try scratch.trades("t", at: [1, 2, 3])
    try tape.checkWhole()
    #expect(truncate("\(scratch.path)/t/trade.npy", 300) == 0)
    #expect(throws: TapeError(path: "\(tape.path)/trade.npy", defect: .cutWhileRead)) {
      try tape.checkWhole()
    }
  }

  @Test("that is replaced after it was opened, which does no harm")
  func replacedLater() throws {
    let scratch = try Scratch()
    let tape = try scratch.trades("t", at: [1, 2, 3])
    _ = try scratch.trades("t", at: [4])
    try tape.checkWhole()
    #expect(tape.instant(2) == Instant(nanoseconds: 3))
  }

  @Test("of another version of the format, or no array at all")
  func version() throws {
    let scratch = try sample()
    var bytes = try scratch.bytes("t/trade.npy")
    bytes[6] = 2
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(defect(scratch, "t").defect == .unsupportedHeader("version 2.0"))
    (bytes[6], bytes[7]) = (1, 1)
    try scratch.replace("t/trade.npy", with: bytes)
    #expect(defect(scratch, "t").defect == .unsupportedHeader("version 1.1"))
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

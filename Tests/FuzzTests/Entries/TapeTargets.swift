import Ingest
import MarketData

extension FuzzTarget {
  /// The array of a tape, header and rows: the first byte chooses the kind.
  static let tape = FuzzTarget(name: "tape") { bytes in
    var input = FuzzInput(bytes)
    let kind = TapeKind.allCases[input.choice(TapeKind.allCases.count)]
    let folder = FuzzFolder.make("tape-\(kind.rawValue)")
    FuzzFolder.write(Array(metadataText(kind).utf8), to: "\(folder)/metadata.json")
    FuzzFolder.write(input.file, to: "\(folder)/\(kind.rawValue).npy")
    FuzzFolder.write(input.file, to: "\(folder)/seq.npy")
    look(at: folder)
  }

  /// `metadata.json` of a tape whose array is right.
  static let metadata = FuzzTarget(name: "metadata") { bytes in
    let folder = FuzzFolder.make("metadata")
    FuzzFolder.write(Array(bytes), to: "\(folder)/metadata.json")
    if !bytes.isEmpty { FuzzFolder.write(valueArray, to: "\(folder)/value.npy") }
    look(at: folder)
  }

  private static func look(at folder: String) {
    guard let tape = try? Tape(path: folder) else { return }
    _ = TapeCheck(tape).lines
    _ = tape.firstDisorder()
    _ = try? tape.metadata.json()
    if let companion = try? tape.companion("seq"), companion.count > 0 {
      _ = companion[companion.count - 1]
    }
  }

  private static func metadataText(_ kind: TapeKind) -> String {
    """
    {"schema":1,"kind":"\(kind.rawValue)","venue":"v","symbol":"S","format":"f","sources":[],
    "sha256":"","rows_read":1,"rows_written":1,"duplicates":0,"rounded":0,"gaps":0,
    "longest_gap_ns":0,"interval_ns":60000000000,"units":"base","truncated":false,
    "findings":{},"companions":["seq"]}
    """
  }

  /// Two values, as `TapeWriter` lays them out.
  private static let valueArray: [UInt8] = {
    let text =
      "{'descr': [('ts', '<i8'), ('value', '<i8')], 'fortran_order': False, "
      + "'shape': (2,), }"
    let header = Array(text.utf8) + Array(repeating: 32, count: 245 - text.utf8.count) + [10]
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 246, 0] + header
      + Array(repeating: 1, count: 32)
  }()
}

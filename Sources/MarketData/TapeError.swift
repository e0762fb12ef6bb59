public import Quantities

/// What is wrong with a file of a tape.
public enum TapeDefect: Error, Hashable, Sendable, CustomStringConvertible {
  case missing
  case unreadable(String)
  case unwritable(String)
  case notNumPy
  case unsupportedHeader(String)
  case wrongRows(expected: String, found: String)
  case cut(expected: Int, found: Int)
  case wrongSize(expected: Int128, found: Int)
  case cutWhileRead
  case metadata(String)
  case unordered(row: Int)
  case time(row: Int, Instant)
  case impossible(row: Int)

  public var description: String {
    switch self {
    case .missing: "there is no such file; import it with `tidemark import`"
    case .unreadable(let reason): "it cannot be read: \(reason); check the file and its rights"
    case .unwritable(let reason): "\(reason), while it was written"
    case .notNumPy: "it is no .npy file; import the source again"
    case .unsupportedHeader(let text):
      "its .npy header is not one of a tape: \(text); import the source again"
    case .wrongRows(let expected, let found):
      "its rows are \(found), expected \(expected); import the source again"
    case .cut(let expected, let found):
      "it holds \(found) bytes, its header says \(expected); import the source again"
    case .wrongSize(let expected, let found):
      "it holds \(found) bytes, its header says \(expected); import the source again"
    case .cutWhileRead:
      "it was cut while it was read; let it be written whole, and import the source again"
    case .metadata(let reason): "the metadata do not hold: \(reason); import the source again"
    case .time(let row, let instant):
      "row \(row) has the time \(instant.nanoseconds) ns, which is not between 1970 and 2200; "
        + "import the source again"
    case .impossible(let row):
      "row \(row) has a number that no row can have (a price not above zero, a size below it, a "
        + "high below the low); `tidemark data check` counts them; import the source again"
    case .unordered(let row): "row \(row) is earlier than the row before it; import it again"
    }
  }
}

/// A tape that cannot be used, with its path and the reason.
public struct TapeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let defect: TapeDefect
  public init(path: String, defect: TapeDefect) {
    self.path = path
    self.defect = defect
  }
  public var description: String { "\(path): \(defect)" }
}

public import Quantities

/// The unit of times that are written as numbers.
public enum TimeUnit: String, Hashable, Sendable, CaseIterable {
  case seconds = "s"
  case milliseconds = "ms"
  case microseconds = "us"
  case nanoseconds = "ns"

  /// Nanoseconds in one unit.
  public var nanoseconds: Int64 {
    switch self {
    case .seconds: 1_000_000_000
    case .milliseconds: 1_000_000
    case .microseconds: 1000
    case .nanoseconds: 1
    }
  }

  /// The unit in which a time of our days has the size of `value`: seconds below 1e11 (the year
  /// 5138), milliseconds below 1e14, microseconds below 1e17, then nanoseconds.
  public init(magnitudeOf value: Int64) {
    self =
      switch value {
      case ..<100_000_000_000: .seconds
      case ..<100_000_000_000_000: .milliseconds
      case ..<100_000_000_000_000_000: .microseconds
      default: .nanoseconds
      }
  }
}

/// What happens to a row that does not hold.
public enum BadRowPolicy: String, Hashable, Sendable, CaseIterable {
  /// The import stops; nothing is written.
  case stop
  /// The row goes to `rejected.csv` of the tape, with line and reason.
  case skip
  /// What can be repaired without a guess is, and counted; other rows are left out as with `skip`.
  case repair
}

/// One call of `tidemark import`.
public struct ImportRequest: Hashable, Sendable {
  /// The name of a format of `ImportFormat.all`.
  public var format: String
  /// Files, plain or packed by gzip, zstd or zip, in order of time; together they become one tape.
  public var files: [String]
  public var venue: String
  public var symbol: String
  /// The folder of the tape; a format with several tapes writes them as folders inside it.
  public var target: String
  public var onBadRow: BadRowPolicy
  /// The unit of times written as numbers; nil: as the format or the header says, else by size.
  public var timeUnit: TimeUnit?
  /// What the clock of times written as text is ahead of UTC, where the text does not say it.
  public var utcOffset: TimeSpan
  /// The interval of bars; nil: the commonest step.
  public var interval: TimeSpan?
  /// What sizes count: `base`, `quote` or `contracts`.
  public var units: String
  /// The step of prices; where it is given, others are refused. Nil: any price will do.
  public var tick: Price?
  /// Parsers that read a large file at once; the tape is the same for any number.
  public var cores: Int
  /// Bytes that a parser is given at a time, 16 at least; a file of eight pieces and more is large.
  /// The tape is the same for any number.
  public var pieceBytes = 1 << 17

  public init(
    format: String, files: [String], venue: String, symbol: String, target: String,
    onBadRow: BadRowPolicy = .stop, timeUnit: TimeUnit? = nil, utcOffset: TimeSpan = .zero,
    interval: TimeSpan? = nil, units: String = "base", tick: Price? = nil, cores: Int = 2
  ) {
    self.format = format
    self.files = files
    self.venue = venue
    self.symbol = symbol
    self.target = target
    self.onBadRow = onBadRow
    self.timeUnit = timeUnit
    self.utcOffset = utcOffset
    self.interval = interval
    self.units = units
    self.tick = tick
    self.cores = cores
  }
}

/// How far an import has come; handed out about once a mebibyte.
public struct ImportProgress: Hashable, Sendable {
  public var file: String
  /// Position of the file in the request.
  public var fileIndex: Int
  /// Bytes read of the file as it lies on disk.
  public var bytesRead: Int
  public var bytesTotal: Int
  /// Rows of all files so far.
  public var rows: Int
}

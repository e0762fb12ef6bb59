import Glibc

/// One call of `tidemark import` with a format that writes YAML.
public struct ReferenceRequest: Hashable, Sendable {
  /// The name of a format of `ReferenceFormat.all`.
  public var format: String
  /// JSON or CSV, plain or packed.
  public var file: String
  /// The YAML file where the name ends in `.yaml` or `.yml`, else a folder for it and a
  /// `metadata.json`.
  public var target: String
  public var onBadRow: BadRowPolicy
  /// Names of what is written: venues, `venue:SYMBOL`, symbols or assets; empty: everything.
  public var only: [String]

  public init(
    format: String, file: String, target: String, onBadRow: BadRowPolicy = .stop,
    only: [String] = []
  ) {
    self.format = format
    self.file = file
    self.target = target
    self.onBadRow = onBadRow
    self.only = only
  }

  /// Whether the target is one file, not a folder.
  public var writesOneFile: Bool { target.hasSuffix(".yaml") || target.hasSuffix(".yml") }
}

/// What came of it. `rowsRead` is the sum of all other counts of rows.
public struct ReferenceReport: Hashable, Sendable, Encodable {
  public var rowsRead = 0
  public var rowsWritten = 0
  /// Bad rows, with `--on-bad-row skip`.
  public var rejected = 0
  /// Good rows that no file of ours can express; the YAML file lists them.
  public var leftOut = 0
  /// Rows that `only` does not name.
  public var unchosen = 0
  /// Instruments, symbols or pools.
  public var entries = 0
  /// Whether the file broke off.
  public var truncated = false

  private enum CodingKeys: String, CodingKey {
    case rejected, unchosen, entries, truncated
    case rowsRead = "rows_read"
    case rowsWritten = "rows_written"
    case leftOut = "left_out"
  }
}

/// Files of instruments, tiers and rates to YAML.
public enum ReferenceImport {
  /// Reads the file of a request, checks every row and writes the YAML file, which begins with
  /// where its content comes from. O(bytes); at most 16 MiB, unpacked.
  ///
  /// Nothing stands under the final name unless all of it was written. Where `isStopAsked` gives
  /// true before that, nothing is written.
  public static func run(
    _ request: ReferenceRequest, isStopAsked: () -> Bool = { false }
  ) throws(IngestError) -> ReferenceReport {
    guard let format = ReferenceFormat.named(request.format) else {
      throw ImportFormat.unknown(request.format)
    }
    let content = try PackedFile.read(request.file)
    var sheet = ReferenceSheet(request)
    if let breakage = content.breakage {
      try sheet.breakOff(breakage, afterLine: content.lines)
    }
    try format.read(content.bytes, &sheet)
    try sheet.checkChoice()
    if isStopAsked() {
      throw IngestError(
        .interrupted, file: request.file, reason: "the import was stopped",
        remedy: "nothing was written; start it again")
    }
    try sheet.publish(content.source, format)
    return sheet.report
  }

  /// Whether a folder with a `metadata.json` is one of ours, and so no tape.
  public static func wrote(_ folder: String) -> Bool {
    ReferenceFormat.all.contains { access("\(folder)/\($0.fileName)", F_OK) == 0 }
  }
}

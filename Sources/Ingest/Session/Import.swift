import Glibc
public import MarketData
import Quantities

/// Recorded files to tapes.
public enum Import {
  /// Reads the files of a request, checks every row and writes the tape (or the tapes, where the
  /// format has several) with its metadata. Memory does not grow with the files; time is O(bytes).
  ///
  /// Nothing stands under the final name unless all of it was written. `progress` is called about
  /// once a mebibyte; where it gives false, the import stops and leaves nothing behind.
  public static func run(
    _ request: ImportRequest, progress: ((ImportProgress) -> Bool)? = nil
  ) throws(IngestError) -> [TapeMetadata] {
    let named = try ImportFormat.named(request.format)
    if request.files.isEmpty {
      throw IngestError(
        .usage, file: "import", reason: "no file is named",
        remedy: "name at least one file after the format")
    }
    let format = try named.resolved(for: request.files)
    try check(request, format)
    let existed = access(request.target, F_OK) == 0
    do throws(IngestError) {
      return try run(request, format, progress)
    } catch {
      // A folder made for several tapes goes again; rmdir leaves a full one alone.
      if !existed { rmdir(request.target) }
      throw error
    }
  }

  /// Options that mean nothing.
  private static func check(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) {
    if let interval = request.interval, interval <= .zero {
      throw IngestError(
        .usage, file: "import", text: "\(interval)", reason: "an interval is above zero",
        remedy: "give one such as 1m")
    }
    precondition(request.pieceBytes >= 16, "pieces of \(request.pieceBytes) bytes")
    if request.tick != nil, format.priceSlots.isEmpty {
      throw IngestError(
        .usage, file: "import", reason: "a tick means nothing to \(format.name)",
        remedy: "leave it out")
    }
  }

  private static func run(
    _ request: ImportRequest, _ format: ImportFormat, _ progress: ((ImportProgress) -> Bool)?
  ) throws(IngestError) -> [TapeMetadata] {
    let rejects = request.onBadRow == .stop ? nil : Rejects(target: request.target)
    var session = ImportSession(request, format: format, rejects: rejects, progress: progress)
    let written = try write(request, format, &session)
    try rejects?.finish()
    return written
  }

  /// Runs a session with what makes the rows of this format.
  private static func write(
    _ request: ImportRequest, _ format: ImportFormat, _ session: inout ImportSession
  ) throws(IngestError) -> [TapeMetadata] {
    let (target, room) = (request.target, ImportSession.batch(request, format))
    switch (format.kind, format.shape) {
    case (_, .ladder), (_, .distances):
      let rows = request.pieceBytes / max(2, format.columns.count { $0.isRequired }) + 3
      var ladder = LadderAssembler(target: target, capacity: rows, shape: format.shape)
      return try session.run(&ladder)
    case (_, .settlement):
      var rates = FundingAssembler(target: target, capacity: room)
      return try session.run(&rates)
    case (.trade, _):
      var trades = TradeAssembler(target: target, capacity: room)
      return try session.run(&trades)
    case (.quote, _):
      let interval = try interval(request, format).length
      var quotes = QuoteAssembler(target: target, capacity: room, shift: interval ?? .zero)
      return try session.run(&quotes)
    case (.delta, _):
      let start = format.beginsWithoutTime ? try firstTime(request, format) : nil
      var deltas = DeltaAssembler(target: target, capacity: room, timeOfUntimed: start)
      return try session.run(&deltas)
    case (.order, _):
      var orders = OrderAssembler(target: target, capacity: room)
      return try session.run(&orders)
    case (.bar, _):
      var bars = BarAssembler(
        target: target, capacity: room, interval: try interval(request, format))
      return try session.run(&bars)
    case (.value, _):
      var values = ValueAssembler(target: target, capacity: room)
      return try session.run(&values)
    }
  }

  /// The interval of rows. Where times are opens and none is given, by option or by the files'
  /// names, the files are read twice: first for their commonest step.
  private static func interval(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) -> BarAssembler.Interval {
    var interval = BarAssembler.Interval(
      length: request.interval, isGiven: request.interval != nil,
      timesAreOpens: format.timesAreOpens)
    if !format.timesAreOpens || interval.isGiven { return interval }
    if format.isDatedByName {
      interval.length = try namedInterval(request)
      interval.isGiven = interval.length != nil
    }
    if interval.length == nil {
      interval.length = TimeSpan(nanoseconds: try commonestStep(request, format))
    }
    return interval
  }

  /// The interval that the names of all files say.
  private static func namedInterval(_ request: ImportRequest) throws(IngestError) -> TimeSpan? {
    var found: TimeSpan?
    for (index, file) in request.files.enumerated() {
      let source = try ByteSource.open(file, isHashed: false)
      let interval = DatedName(file, member: source.member).interval
      if index > 0, interval != found {
        throw IngestError(
          .badData, file: file, reason: "its bars are of another length than those before",
          remedy: "import the files apart, or say --interval")
      }
      found = interval
    }
    return found
  }

  private static func commonestStep(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) -> Int64 {
    var survey = Survey(.commonestStep)
    try look(request, format, &survey)
    if let step = survey.commonest() { return step }
    throw IngestError(
      .badData, file: request.files[0], reason: "fewer than two bars show no interval",
      remedy: "give it with --interval, such as --interval 1m")
  }

  private static func firstTime(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) -> Int64 {
    var survey = Survey(.firstTime)
    try look(request, format, &survey)
    if let first = survey.first { return first }
    throw IngestError(
      .badData, file: request.files[0], reason: "no row has a time",
      remedy: "name the files with updates behind the snapshots")
  }

  private static func look(
    _ request: ImportRequest, _ format: ImportFormat, _ survey: inout Survey
  ) throws(IngestError) {
    var session = ImportSession(
      request, format: format, rejects: nil, isQuiet: true, progress: nil)
    try session.run(survey: &survey)
  }
}

import Glibc
public import MarketData
import Quantities

/// CSV files to tapes.
public enum Import {
  /// Reads the files of a request, checks every row and writes the tape (or the tapes, where the
  /// format has several) with its metadata. Memory does not grow with the files; time is O(bytes).
  ///
  /// Nothing stands under the final name unless all of it was written. `progress` is called about
  /// once a mebibyte; where it gives false, the import stops and leaves nothing behind.
  public static func run(
    _ request: ImportRequest, progress: ((ImportProgress) -> Bool)? = nil
  ) throws(IngestError) -> [TapeMetadata] {
    let format = try ImportFormat.named(request.format)
    if request.files.isEmpty {
      throw IngestError(
        .usage, file: "import", reason: "no file is named",
        remedy: "name at least one CSV file after the format")
    }
    let existed = access(request.target, F_OK) == 0
    do throws(IngestError) {
      return try run(request, format, progress)
    } catch {
      // A folder made for several tapes goes again; rmdir leaves a full one alone.
      if !existed { rmdir(request.target) }
      throw error
    }
  }

  private static func run(
    _ request: ImportRequest, _ format: ImportFormat, _ progress: ((ImportProgress) -> Bool)?
  ) throws(IngestError) -> [TapeMetadata] {
    let rejects = request.onBadRow == .skip ? Rejects(target: request.target) : nil
    var session = ImportSession(request, format: format, rejects: rejects, progress: progress)
    let (target, room) = (request.target, ImportSession.batch)
    let written: [TapeMetadata]
    switch format.kind {
    case .trade:
      var trades = TradeAssembler(target: target, capacity: room)
      written = try session.run(&trades)
    case .quote:
      var quotes = QuoteAssembler(target: target, capacity: room)
      written = try session.run(&quotes)
    case .delta:
      var deltas = DeltaAssembler(target: target, capacity: room)
      written = try session.run(&deltas)
    case .bar:
      var bars = try bars(request, format)
      written = try session.run(&bars)
    case .value:
      var values = ValueAssembler(target: target, capacity: room)
      written = try session.run(&values)
    }
    try rejects?.finish()
    return written
  }

  /// The reader of bars. Where times are opens and no interval is given, the files are read twice:
  /// first for their commonest step.
  private static func bars(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) -> BarAssembler {
    let opens = format.timeUnit == nil
    var interval = request.interval
    if opens, interval == nil { interval = try commonestStep(request, format) }
    return BarAssembler(
      target: request.target, capacity: ImportSession.batch, interval: interval,
      isIntervalGiven: request.interval != nil, columnIsOpenTime: opens)
  }

  private static func commonestStep(
    _ request: ImportRequest, _ format: ImportFormat
  ) throws(IngestError) -> TimeSpan {
    var steps = StepAssembler()
    var session = ImportSession(
      request, format: format, rejects: nil, isQuiet: true, progress: nil)
    _ = try session.run(&steps)
    guard let step = steps.commonest() else {
      throw IngestError(
        .badData, file: request.files[0], reason: "fewer than two bars show no interval",
        remedy: "give it with --interval, such as --interval 1m")
    }
    return TimeSpan(nanoseconds: step)
  }
}

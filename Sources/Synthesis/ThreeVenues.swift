internal import Quantities

/// The dataset `three-venues`.
enum ThreeVenues {
  static let name = "three-venues"
  static let summary =
    "eight hours of BTC/USDT on three venues: a trend, a crash of 15 % in 40 minutes "
    + "with a thin book, one venue's wick, another's outage, and a partial recovery"
  /// Midnight of the first day, 2025-06-03; the first row is a second later.
  static let start: Int64 = 1_748_908_800_000_000_000

  /// Writes every file.
  static func write(seed: UInt64, into folder: inout DatasetFolder) throws(SynthesisError) {
    let common = CommonPrice(seed: seed)
    for (index, venue) in Venue.all.enumerated() {
      let feed = VenueFeed(venue, common: common, seed: seed, start: start)
      try folder.add(feed.book, .deltas, venue: venue.name, kind: "l2")
      try folder.add(RowText(feed.trades), .trades, venue: venue.name, kind: "trades")
      guard index == 0 else { continue }
      let minutes = SyntheticBar.bars(
        of: feed.trades, from: start, to: instant(Timeline.seconds), every: 60_000_000_000)
      try folder.add(
        rows(minutes), .bars, venue: venue.name, kind: "bars-1m", interval: "1m")
      let days = DailyHistory.bars(seed: seed, ending: start, at: Timeline.basePrice)
      try folder.add(rows(days), .bars, venue: venue.name, kind: "bars-1d", interval: "1d")
    }
  }

  /// What happens when.
  static var events: [DatasetManifest.Event] {
    [
      event(
        "wick", Venue.wicked, Timeline.wick, "-0.071",
        "this venue's book and trades spike down for seconds; the others stay"),
      event(
        "crash", nil, Timeline.crash, "-0.15", "the common price falls by 15 % in 40 minutes"),
      event(
        "depth_collapse", nil, Timeline.crash, "0.1",
        "displayed sizes fall to about a tenth within 12 minutes; after the end plus 3 minutes "
          + "the strain halves every 18 minutes"),
      event("outage", Venue.dark, Timeline.outage, nil, "this venue sends nothing"),
    ]
  }

  private static func event(
    _ kind: String, _ venue: String?, _ seconds: Range<Int>, _ size: String?, _ note: String
  ) -> DatasetManifest.Event {
    DatasetManifest.Event(
      kind: kind, venue: venue,
      start: Instant(nanoseconds: instant(seconds.lowerBound)).description,
      end: Instant(nanoseconds: instant(seconds.upperBound)).description, size: size, note: note)
  }

  private static func instant(_ second: Int) -> Int64 { start + Int64(second) * 1_000_000_000 }

  private static func rows(_ bars: [SyntheticBar]) -> RowText {
    var text = RowText(columns: FileLayout.bars.names)
    for bar in bars { text.bar(bar) }
    return text
  }
}

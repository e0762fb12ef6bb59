public import Ingest
public import LuaStrategies
import MarketData
public import Matching
public import Quantities

/// What to run: data, venue rules, accounts, strategies and what must come out.
public struct Scenario: Sendable {
  /// A file or tape that is replayed.
  public struct Source: Hashable, Sendable {
    public var venue: String
    public var symbol: String
    /// Absolute path of a tape's folder, or of a file to be imported.
    public var path: String
    /// The path as the scenario names it.
    public var shownPath: String
    /// nil: `path` is a tape.
    public var format: String?
    public var interval: TimeSpan?
    /// What the clock of times written as text is ahead of UTC.
    public var utcOffset = TimeSpan.zero
    public var onBadRow = BadRowPolicy.stop
    /// For formats that yield several tapes: which one.
    public var part: String?

    /// `venue:SYMBOL`.
    public var market: String { "\(venue):\(symbol)" }
  }

  /// One of the prices that make the index of a traded market.
  public struct IndexSource: Hashable, Sendable {
    /// Where the price comes from.
    public enum Origin: Hashable, Sendable {
      /// The market `name`, its price times that of the market `times` where one is given.
      case market(times: String?)
      case fixed(Price)
      /// The recorded series of that name.
      case feed(String)
    }

    /// As the scenario writes it: a market, or any name.
    public var name: String
    public var weight: Rate
    public var origin = Origin.market(times: nil)
    /// A limit of its own in place of the rulebook's.
    public var staleAfter: TimeSpan?

    /// The markets whose data it needs.
    var markets: [String] {
      guard case .market(let times) = origin else { return [] }
      return [name] + (times.map { [$0] } ?? [])
    }
  }

  /// Something that a venue recorded beside its market: shown beside our own, or used in its place.
  public struct Series: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case index, mark, funding
      case openInterest = "open_interest"
    }

    public var name: String
    public var kind: Kind
    public var source: Source
    /// The traded market that it belongs to.
    public var market: String
    /// How far a stamp may lie from the instant that it is joined to.
    public var tolerance: TimeSpan
    /// How long a value counts after its stamp, where the engine uses it.
    public var hold: TimeSpan
    /// Of funding: the step of its settlements, on whole multiples since 1970.
    public var settlement: TimeSpan
  }

  /// A margin account of a strategy.
  public struct MarginAccount: Hashable, Sendable {
    public var name: String
    public var mode: AccountMode
    /// The one market of an isolated account.
    public var market: String?
    /// The currency in which a cross account is valued.
    public var quote: String
    /// Moved in from the spot account at the start.
    public var transfer: [AssetAmount]
    /// Whether margin permission is granted at the start; else the strategy must ask for it.
    public var isGranted: Bool
  }

  /// What orders do to a market, and who follows it.
  public struct Impact: Hashable, Sendable {
    public var rule: ImpactRule
    public var arbitrage: Arbitrage?
  }

  /// Other markets of the same pair follow a displacement.
  public struct Arbitrage: Hashable, Sendable {
    /// The part of the difference that is closed at each look.
    public var rate: Rate
    public var every: TimeSpan
    /// From a look to its effect.
    public var latency: TimeSpan
    /// `venue:SYMBOL`.
    public var with: [String]
  }

  /// An amount of a named asset.
  public struct AssetAmount: Hashable, Sendable {
    public var asset: String
    public var amount: Money
  }

  /// A strategy with its accounts.
  public struct Participant: Hashable, Sendable {
    public var name: String
    /// Absolute path of a Lua script.
    public var script: String
    public var shownScript: String
    public var parameters: [Parameter]
    public var spot: [AssetAmount]
    public var margin: [MarginAccount]
    /// The venue's labels for the user, nil for none: of `scores.user_tiers` and `scores.ratings`.
    public var tier: String?
    public var rating: String?
  }

  /// A parameter with its place, for errors.
  public struct Parameter: Hashable, Sendable {
    public var name: String
    public var value: String
    public var line: Int
    public var column: Int
  }

  public var file: String
  /// SHA-256 of the file's text and of the overrides.
  public var fingerprint: String
  /// The text as it was read, for the copy in the run's folder.
  public var text: String
  /// `--set` values, in order.
  public var overrides: [String] = []
  public var name: String
  public var title: String
  public var seed: UInt64
  public var rulebookPath: String
  public var instrumentPaths: [String]
  public var data: [Source]
  public var history: [Source]
  public var series: [Series]
  /// Markets that accounts trade, `venue:SYMBOL`.
  public var markets: [String]
  /// By traded market; without an entry the market itself is its only source.
  public var indices: [String: [IndexSource]]
  public var pools: [AssetAmount]
  public var fund: [AssetAmount]
  public var participants: [Participant]
  public var latency: Latency
  /// The part of all requests that the venue refuses by chance.
  public var rejectShare: Rate
  public var outages: [Outage]
  public var notifications = Notifications()
  /// nil: strategies see records as the venue does.
  public var feed: FeedLatency?
  public var sampling: TimeSpan
  public var barPath: BarPath
  public var slippage: Slippage
  public var fillModel = FillModel.through
  /// By market, or `all`.
  public var impacts: [String: Impact] = [:]
  public var syntheticBooks: [String: SyntheticDepth] = [:]
  public var start: Instant?
  public var stop: Instant?
  public var gates: [String]
  /// How far scripts are trusted.
  public var sandbox: Sandbox
  /// Absolute path of `data_root`, nil where the scenario gives none.
  public var dataRoot: String?
  /// Where all this stands in the file.
  var places = Places()

  /// An error at the place of a gate.
  public func gateProblem(
    _ index: Int, _ reason: String, _ remedy: String
  ) -> ConfigurationError {
    let place = places.value("gates.[\(index)]")
    return ConfigurationError(
      file: place == nil ? "--set" : file, line: place?.line ?? 0, column: place?.column ?? 0,
      text: gates[index], reason: reason, remedy: remedy)
  }

  /// The text for the run's folder: as it was read, with the values that replaced some of it.
  var textAsRun: String {
    let head = overrides.map { "# run with --set \($0)\n" }.joined()
    return head + text
  }
}

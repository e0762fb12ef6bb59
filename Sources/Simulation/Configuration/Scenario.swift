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
    /// For formats that yield several tapes: which one.
    public var part: String?

    /// `venue:SYMBOL`.
    public var market: String { "\(venue):\(symbol)" }
  }

  /// The markets whose prices make an index, for one traded market.
  public struct IndexSource: Hashable, Sendable {
    public var market: String
    public var weight: Rate
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
  /// Markets that accounts trade, `venue:SYMBOL`.
  public var markets: [String]
  /// By traded market; without an entry the market itself is its only source.
  public var indices: [String: [IndexSource]]
  public var pools: [AssetAmount]
  public var fund: [AssetAmount]
  public var participants: [Participant]
  public var orderLatency: TimeSpan
  public var sampling: TimeSpan
  public var barPath: BarPath
  public var slippage: Slippage
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

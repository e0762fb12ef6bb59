import Accounting
import Lending
import Margin
import MarketData
import Matching
public import Quantities
public import Strategies

/// What one strategy sees of the engine. An engine failure inside a call is kept and ends the run
/// after the callback.
@usableFromInline final class OwnerContext: StrategyContext {
  let engine: Engine
  let owner: Int
  private let view: RunView
  /// The first failure of the engine inside a call.
  private(set) var failure: RunFailure?
  @usableFromInline private(set) var hasFailed = false
  /// Whether subscriptions are taken: only in `start`.
  var isStarting = true

  init(engine: Engine, owner: Int) {
    self.engine = engine
    self.owner = owner
    view = RunView(
      scenario: engine.settings.scenario, seed: engine.settings.seed,
      start: engine.settings.start, stop: engine.settings.stop)
  }

  @usableFromInline var now: Instant { engine.clock }
  @usableFromInline var run: RunView { view }
  @usableFromInline var stats: StrategyStats { engine.owners[owner].stats }

  /// The account of a name, nil where the owner has none of it.
  func number(_ name: String?) -> Int? {
    guard let name else { return engine.owners[owner].main }
    if name == "spot" { return engine.owners[owner].spot }
    return engine.owners[owner].margin.first { engine.accounts[$0].name == name }
  }

  func unknownAccount(_ name: String?) -> Refusal {
    let state = engine.owners[owner]
    let names = ["spot"] + state.margin.map { engine.accounts[$0].name }
    return Refusal(
      .unknownAccount,
      "there is no account '\(name ?? "")'; \(NearestName.advice(name ?? "", among: names))")
  }

  /// Runs an engine call; its failure becomes nil and ends the run later.
  func attempt<T>(_ body: () throws(RunFailure) -> T) -> T? {
    engine.acts &+= 1
    do { return try body() } catch {
      failure = failure ?? error
      hasFailed = true
      return nil
    }
  }

  /// Throws what an engine call has kept.
  @usableFromInline func check() throws(RunFailure) {
    if let failure { throw failure }
  }

  static let ended = Refusal(.frozen, "the run is ending after an error of the engine")
}

internal import Quantities

/// What the venues' prices did to the index and to the price that valued an account, from when it
/// left the safe side to the trigger.
struct ExplainedPrices {
  typealias Line = Explanation.Line

  private let data: RunData
  private let row: LiquidationRow
  private let steps: [StepRow]
  private let since: Int64
  private let quote: String

  init(_ liquidation: ExplainedLiquidation) {
    data = liquidation.data
    row = liquidation.row
    steps = liquidation.steps
    since = liquidation.since
    quote = liquidation.quote
  }

  var lines: [Line] {
    let assets = steps.filter { $0.action == "holding" }.compactMap(\.asset)
    let values = assets.filter { data.assetName($0) != quote }.compactMap(value)
    return values + sources + mover + missing
  }

  /// A change against the last sample at or before `since`.
  private struct Move {
    let from, to: Int64
    var fraction: Double { from == 0 ? 0 : Double(to - from) / Double(from) }
    var text: String { (fraction > 0 ? "+" : "") + Format.percent(fraction) }
  }

  private func move(_ instrument: Int64?, _ column: String, to now: Int64?) -> Move? {
    guard let instrument, let now, let series = data.prices[[instrument]],
      let place = series.ts.lastIndex(where: { $0 <= since }),
      let before = series[column][place]
    else { return nil }
    return Move(from: before, to: now)
  }

  private var from: String { Format.time(since) }

  /// The price by which an asset was valued.
  private func value(_ asset: Int64) -> Line? {
    guard let step = steps.first(where: { $0.action == "holding" && $0.asset == asset }) else {
      return nil
    }
    let source = steps.first { $0.action == "source" && $0.asset == asset }
    let index = index(of: asset)
    let change =
      move(index, "mark_e8", to: step.priceE8) ?? move(step.instrument, "last_e8", to: step.priceE8)
    var words = "\(data.assetName(asset)) valued at \(Format.exact(step.priceE8)) \(quote)"
    if let change {
      words += ", \(change.text) from \(Format.exact(change.from)) at \(from)"
    }
    if let source {
      words += "; its index \(Format.exact(source.markE8))"
      if let before = move(index, "index_e8", to: source.markE8) { words += ", \(before.text)" }
    }
    return Line(
      words, at: row.ts, event: step.event, cause: step.cause,
      numbers: [
        "asset": .text(data.assetName(asset)), "price": Summary.money(step.priceE8),
        "price_before": Summary.money(change?.from), "index": Summary.money(source?.markE8),
      ])
  }

  /// The instrument whose index prices an asset.
  private func index(of asset: Int64) -> Int64? {
    let name = data.assetName(asset)
    return data.instruments.first {
      $0.isTraded == 1 && $0.base == name && $0.quote == quote
    }?.id
  }

  private var sources: [Line] {
    steps.filter { $0.action == "source" }.map { step in
      let change = move(step.instrument, "last_e8", to: step.priceE8)
      var words = "\(name(step)): \(Format.exact(step.priceE8))"
      if let change {
        words += ", \(change.text) from \(Format.exact(change.from)) at \(from)"
      }
      words += ", \(state(step))"
      return Line(
        words, at: row.ts, event: step.event, cause: step.cause,
        numbers: [
          "source": .text(name(step)), "state": .text(state(step)),
          "price": Summary.money(step.priceE8), "price_before": Summary.money(change?.from),
        ])
    }
  }

  private func name(_ step: StepRow) -> String {
    if step.instrument != nil { return data.instrumentName(step.instrument) }
    let words = (step.detail ?? "").split(separator: " ").dropLast()
    return words.joined(separator: " ")
  }

  private func state(_ step: StepRow) -> String {
    step.detail?.split(separator: " ").last.map(String.init) ?? "unknown"
  }

  /// Which source that entered the index had gone furthest.
  private var mover: [Line] {
    let moves = steps.filter {
      $0.action == "source" && ["used", "clamped"].contains(state($0))
    }.compactMap { step in
      move(step.instrument, "last_e8", to: step.priceE8).map { (step, $0) }
    }
    guard let most = moves.max(by: { abs($0.1.fraction) < abs($1.1.fraction) }), moves.count > 1,
      most.1.fraction != 0
    else { return [] }
    return [
      Line(
        "\(name(most.0)) went furthest: \(most.1.text) since \(from)",
        numbers: ["furthest": .text(name(most.0)), "change": .double(most.1.fraction)])
    ]
  }

  /// What a source that was out of the index would have changed.
  private var missing: [Line] {
    data.effects.filter { $0.cause == row.event }.map { effect in
      let source = [effect.venue, effect.symbol].compactMap(\.self).joined(separator: " ")
      let subject = source.isEmpty ? "the index itself" : source
      var words = "\(subject) was \(effect.state)"
      if let with = effect.indexWithE8 {
        words +=
          ": with it the index had been \(Format.exact(with)), the level "
          + "\(Format.ratio(effect.levelWithE12)), and the account in \(effect.bandWith ?? "n/a")"
        words += effect.bandWith == effect.band ? " as well" : ", not in \(effect.band)"
      }
      return Line(
        words, at: effect.ts, cause: effect.cause,
        numbers: [
          "source": .text(subject), "state": .text(effect.state),
          "index_with": Summary.money(effect.indexWithE8),
          "level_with": Summary.ratio(effect.levelWithE12),
        ])
    }
  }
}

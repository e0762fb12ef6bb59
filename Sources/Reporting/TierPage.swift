internal import Quantities

/// Another table of maintenance rates, to compare with the one in force.
public struct OtherTiers: Sendable {
  /// A step: from which value on, at which rate, and what is deducted (zero but for `deduction`);
  /// amounts in 1e-8 units, rates in 1e-12.
  public struct Step: Sendable {
    let floorE8, rateE12, deductionE8: Int64

    public init(floor: Int64, rate: Int64, deduction: Int64) {
      floorE8 = floor
      rateE12 = rate
      deductionE8 = deduction
    }
  }

  let name: String
  let curve: TierCurve

  /// `name` says whose it is; `method` is `flat`, `whole` or `deduction`; `steps` rise from zero.
  public init(name: String, method: String, steps: [Step]) {
    self.name = name
    curve = TierCurve(method: method, steps: steps)
  }
}

/// The maintenance margin of a value as a share of it, for the eye.
struct TierCurve: Sendable {
  let method: String
  let steps: [OtherTiers.Step]

  /// At most 1 + the number of steps comparisons.
  func rate(at value: Double) -> Double {
    let index = steps.lastIndex { Double($0.floorE8) / 1e8 <= value } ?? 0
    guard steps.indices.contains(index) else { return .nan }
    let step = steps[method == "flat" ? 0 : index]
    let rate = Double(step.rateE12) / 1e12
    if method != "deduction" || value <= 0 { return rate }
    return rate - Double(step.deductionE8) / 1e8 / value
  }
}

/// Page 8: the tiers in force, who was in which, and what a tier means.
struct TierPage {
  let data: RunData
  let other: OtherTiers?
  /// Most points of a trace.
  let limit: Int
  let accounts: [TierOccupancy]

  init(_ data: RunData, _ other: OtherTiers?, limit: Int) {
    self.data = data
    self.other = other
    self.limit = limit
    accounts = data.traders.compactMap { TierOccupancy($0, data) }
  }

  /// One tier alone tells nothing.
  var hasContent: Bool { data.tiers.count > 1 || (other != nil && !data.tiers.isEmpty) }

  var curve: TierCurve {
    TierCurve(
      method: data.tiers.first?.method ?? "flat",
      steps: data.tiers.map {
        OtherTiers.Step(floor: $0.floorE8, rate: $0.rateE12, deduction: $0.deductionE8 ?? 0)
      })
  }

  func page(_ charts: [Chart]) -> Page {
    Page(
      number: 8, anchor: "tiers", title: "Tiers", lead: lead, jsonKey: "accounts",
      blocks: [.table(table), .charts(charts), .table(occupancy)]
        + (other == nil ? [] : [.table(difference)]))
  }

  private var lead: String {
    let first = data.tiers.first
    let method =
      switch first?.method {
      case "deduction": "each part of the value at the rate of its own tier"
      case "whole": "the tier's rate on the whole value"
      default: "the first tier's rate whatever the value"
      }
    let key =
      switch first?.key {
      case "debt_higher": "the greatest debt of one asset"
      case "debt": "all debt together"
      default: "the same value"
      }
    return "Maintenance margin is a share of the account's \(first?.base ?? "debt"): \(method); "
      + "the tier goes by \(key). Values in \(data.facts.quoteAsset)."
  }

  private var table: Table {
    let rows = data.tiers.map { tier in
      TableRow(cells: [
        .number(String(tier.tier)), .number(Format.exact(tier.floorE8)),
        .number(tier.capE8.map { Format.exact($0) } ?? "no end"),
        .number(Format.percent(tier.rateE12, places: 3)),
        .number(tier.maxLeverageE12.map { Decimal.text($0, decimals: 12) } ?? Format.unknown),
        .number(tier.deductionE8.map { Format.exact($0) } ?? ""),
      ])
    }
    return Table(
      "The table in force",
      [
        .number("tier"), .number("from"), .number("to"), .number("maintenance rate"),
        .number("max leverage"),
        .number("deduction", "The rate on the whole value less this is the margin"),
      ], rows)
  }

  private var occupancy: Table {
    let rows = accounts.flatMap { account in
      data.tiers.compactMap { tier -> TableRow? in
        guard let stay = account.stays[tier.tier] else { return nil }
        let liquidations = data.liquidations.count {
          $0.account == account.account.id && $0.tier == tier.tier
        }
        return TableRow(cells: [
          .text(account.account.label), .number(String(tier.tier)),
          .number(Decimal.text(stay.nanoseconds, decimals: 9)),
          .text(Format.duration(stay.nanoseconds)), .number(String(stay.entries)),
          .number(Format.amount(stay.greatestDebt)), .number(String(liquidations)),
        ])
      }
    }
    return Table(
      "Occupancy and hits",
      [
        .text("account"), .number("tier"),
        .number("seconds", "Sum over the samples: each holds until the next"), .text("that is"),
        .number("entered", "How often the account came into the tier, from another or from none"),
        .number("greatest debt", "In it, over the samples"),
        .number("liquidations", "Begun while in it"),
      ], rows, empty: "No account ever owed anything.",
      footnote: "Sampled every \(TimeSpan(nanoseconds: data.facts.sampling)).")
  }

  private var difference: Table {
    guard let other else { return Table("", [], []) }
    let floors = Set(curve.steps.map(\.floorE8) + other.curve.steps.map(\.floorE8)).sorted()
    let rows = floors.map { floor -> TableRow in
      let value = max(Double(floor) / 1e8, 1)
      let (own, theirs) = (curve.rate(at: value), other.curve.rate(at: value))
      return TableRow(cells: [
        .number(Format.exact(floor)), .number(Format.percent(own, places: 3)),
        .number(Format.percent(theirs, places: 3)),
        .number(Format.number((theirs - own) * 100, places: 3)),
        .number(Format.number((theirs - own) * value, places: 2)),
      ])
    }
    return Table(
      "Difference to \(other.name), at each floor",
      [
        .number("value"), .number("rate in force", "Margin over value"),
        .number("rate of \(other.name)"), .number("difference, points"),
        .number("difference, \(data.facts.quoteAsset)", "Of the margin at that value"),
      ], rows)
  }
}

/// The time that an account spent in each tier, by its samples.
struct TierOccupancy {
  struct Stay {
    var nanoseconds: Int64 = 0
    var entries = 0
    var greatestDebt: Int64 = 0
  }

  let account: AccountRow
  let series: Series
  private(set) var stays: [Int64: Stay] = [:]

  /// Nil for an account that never owed anything. O(samples).
  init?(_ account: AccountRow, _ data: RunData) {
    guard let series = data.equity[[account.id]] else { return nil }
    self.account = account
    self.series = series
    let (tiers, debts) = (series["tier"], series["debt_e8"])
    var last: Int64?
    for index in series.ts.indices {
      defer { last = tiers[index] }
      guard let tier = tiers[index] else { continue }
      let end = index + 1 < series.count ? series.ts[index + 1] : data.facts.stop
      stays[tier, default: Stay()].nanoseconds += max(0, end - series.ts[index])
      if tier != last { stays[tier, default: Stay()].entries += 1 }
      let debt = max(stays[tier]?.greatestDebt ?? 0, debts[index] ?? 0)
      stays[tier]?.greatestDebt = debt
    }
    if stays.isEmpty { return nil }
  }
}

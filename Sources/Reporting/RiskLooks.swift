internal import GRDB
internal import Quantities

/// A look at the risk of an account's positions.
struct AccountRiskRow: RunRow {
  let ts, account, navE8, rows: Int64
  let var95E8, var99E8, concentrationE12, scoreE12: Int64?
  let drawdownE12, liquidityRiskE12, performanceE12: Int64
  let marketVolatilityE12, factorE12: Int64?
  let grade: String?
}

/// A recommendation of another leverage.
struct AdviceRow: RunRow {
  let ts, account, currentE12, recommendedE12: Int64
  let reasons: String
}

/// On page 7: the looks at risk that the rulebook asks for, and what came of them. Nothing where it
/// asks for none.
struct RiskLooks {
  let data: RunData

  var blocks: [Block] {
    (data.looks.isEmpty ? [] : [.table(looks)]) + (data.advice.isEmpty ? [] : [.table(advice)])
  }

  private var looks: Table {
    let rows = data.looks.map { look in
      TableRow(
        [
          .time(look.ts), .text(data.accountName(look.account)),
          .number(Format.amount(look.navE8)), .number(Format.amount(look.var95E8)),
          .number(Format.amount(look.var99E8)), .number(Format.count(look.rows)),
          .number(Format.percent(look.drawdownE12)), .number(Format.ratio(look.concentrationE12)),
          .number(Format.ratio(look.liquidityRiskE12)), .number(Format.ratio(look.scoreE12)),
          .text(look.grade ?? Format.unknown), .number(Format.ratio(look.marketVolatilityE12)),
          .number(Format.ratio(look.performanceE12)), .number(Format.ratio(look.factorE12)),
        ], ts: look.ts)
    }
    return Table(
      "Risk of what accounts held, as the venue saw it",
      [
        .text("time, UTC"), .text("account"),
        .number("net asset value", "In the account's quote asset"),
        .number("VaR 95", "Loss of a day, by bootstrap of joint rows of the history"),
        .number("VaR 99"), .number("rows", "Of history, of all positions together"),
        .number("drawdown", "From the highest value of one unit never transferred"),
        .number("concentration", "Herfindahl index from 0, equal positions, to 1, one position"),
        .number("liquidity risk", "Share of the positions that the books would not take"),
        .number("overall score"), .text("grade"),
        .number("market volatility", "Annualised, of the history"),
        .number("performance", "Factor of stability, drawdown control and discipline"),
        .number("factor of limits", "Of the dynamic limits; floor and ratings apply"),
      ], rows)
  }

  private var advice: Table {
    let rows = data.advice.map { advice in
      TableRow(
        [
          .time(advice.ts), .text(data.accountName(advice.account)),
          .number(Format.ratio(advice.currentE12)), .number(Format.ratio(advice.recommendedE12)),
          .text(advice.reasons),
        ], ts: advice.ts)
    }
    return Table(
      "Recommended leverage",
      [
        .text("time, UTC"), .text("account"), .number("leverage"), .number("recommended"),
        .text("because of"),
      ], rows)
  }
}

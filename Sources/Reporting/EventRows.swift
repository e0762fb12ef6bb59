internal import GRDB

/// Rows of the tables in which things happen; all carry the instant `ts`.

struct OrderRow: RunRow {
  let id, ts, account, instrument: Int64
  let side, type: String
  let tif, tag, state, reason, refusal: String?
  let quantityE8, limitE8, filledE8, averageE8, endTs, liquidation: Int64?
  let autoBorrow, autoRepay: Int64?

  /// Whether the venue refused it on arrival.
  var isRefused: Bool { refusal.map { !$0.isEmpty } ?? false || state == "rejected" }
}

struct FillRow: RunRow {
  let id, ts, orderId, account, instrument: Int64
  let side: String
  let priceE8, quantityE8: Int64
  let feeE8, feeAsset, liquidation: Int64?
  let liquidity: String?
}

struct LoanRow: RunRow {
  let ts, account, asset: Int64
  let kind: String
  let amountE8: Int64
  let principalE8, interestE8, rateE12, debtE8, automatic: Int64?
}

struct InterestRow: RunRow {
  let ts, account, asset, amountE8: Int64
  let rateE12, debtE8: Int64?
}

struct AlertRow: RunRow {
  let ts: Int64
  let event, account: Int64?
  let kind, level, state: String
  let metric, message: String?
  let valueE12, thresholdE12: Int64?
}

struct CallRow: RunRow {
  let id, ts, account: Int64
  let urgency, fate, message, messageZh: String?
  let levelE12, lineE12, shortfallE8, asset, deadline, endTs: Int64?
}

struct DeliveryRow: RunRow {
  let ts, account: Int64
  let cause: Int64?
  let subject, level, channel, state: String
  let latencyNs, deliveredTs: Int64?
}

struct LiquidationRow: RunRow {
  let id, ts, account: Int64
  let event: Int64?
  let trigger, kind, metric: String?
  let endTs, levelE12, lineE12, equityE8, assetsE8, debtE8: Int64?
  let repaidE8, toUserE8, toFundE8, fromFundE8, fromReserveE8, fromLendersE8: Int64?
  let badDebtE8, feesE8, slippageE8, overshootE8, delayE8, owedE8: Int64?
}

struct StepRow: RunRow {
  let liquidation, step, ts: Int64
  let action: String
  let side, detail: String?
  let instrument, asset, quantityE8, priceE8, markE8, amountE8: Int64?
}

/// A line of the rulebook that an account crossed or left.
struct BandChangeRow: RunRow {
  let ts, account, lineE12: Int64
  let cause, levelE12: Int64?
  let action, metric, basis, state: String
}

/// What an order was warned of.
struct OrderWarningRow: RunRow {
  let orderId: Int64
  let message: String
}

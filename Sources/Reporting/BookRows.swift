internal import GRDB

/// The depth that an order of a liquidation found and left, within bands of the middle before it.
struct LiquidationDepthRow: RunRow {
  let ts, liquidation, orderId, instrument: Int64
  let side: String
  let filledE8: Int64
  let bestBeforeE8, bestAfterE8: Int64?
  let before5E8, before10E8, before50E8, before100E8: Int64
  let after5E8, after10E8, after50E8, after100E8: Int64

  /// By band, in the order of `BookPage.bands`.
  var before: [Int64] { [before5E8, before10E8, before50E8, before100E8] }
  var after: [Int64] { [after5E8, after10E8, after50E8, after100E8] }
}

/// The largest displacement of a market by the run's own orders.
struct ImpactTotalRow: RunRow {
  let instrument, peakE12, takenE8: Int64
  let dayDeviationE12, dayVolumeE8, impliedYE12: Int64?
}

/// Keys and frequent values of tables that scripts see, kept in the state once: their place in
/// this list is their number there. Lua's spelling is snake case (`bidSize` is `bid_size`).
enum Word: Int32, CaseIterable {
  case onStart, onStop, onBar, onTrade, onQuote, onBook, onIndex, onMark, onOrder, onFill, onReject
  case onAlert, onMarginCall, onLiquidation, onBorrow, onRepay, onInterest, onStatus,
    onLeverageAdvice, onTimer
  case ts, account, symbol, venue, interval, open, high, low, close, volume
  case price, size, side, bid, ask, bidSize, askSize, snapshot, stale, crossed
  case sources, dropped, reason, index, last, id, tag, type, qty, filled, remaining, average, state
  case fee, feeAsset, liquidity, borrowed, repaid, position, kind, level, metric, value, threshold
  case messageZh
  case message, urgency, marginLevel, line, shortfall, asset, deadline, phase, trigger, step, mark
  case bankruptcyPrice, style, toUser, toFund, fromFund, badDebt, amount, rate, auto, orderId, debt
  case principal, interest, overdue, status, code, have, need, allowed, missing, bids, asks
  case base, quote, tick, lot, minNotional, multiplier, maxLeverage, free, held
  case entry, pnl, pnlPercent, leverage, liqPrice, utilisation, borrowRate, supplyRate, kink, cash
  case margin, marginBase, marginVolatility, marginLiquidity, marginRate
  case borrow, interestPerDay, maxBorrow, maxTransferOut, warning
  case baseAsset, quoteAsset, baseAssets, quoteAssets, baseDebt, quoteDebt, baseQuota, quoteQuota
  case stopPrice, display, tif, postOnly, reduceOnly, triggered, what, up
  case current, recommended, reasons
  case upper, middle, lower, buy, sell, market, limit, maker, taker

  /// As scripts spell it.
  var text: String { snakeCase("\(self)") }
}

/// `bidSize` as `bid_size`.
func snakeCase(_ name: String) -> String {
  var text = ""
  for character in name {
    if character.isUppercase { text.append("_") }
    text.append(contentsOf: character.lowercased())
  }
  return text
}

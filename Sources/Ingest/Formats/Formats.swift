extension ImportFormat {
  /// Every format of tapes, in the order of the manual.
  public static let all: [ImportFormat] = [
    plainBars, plainTrades, plainBook, candles, tardisTrades, tardisQuotes, tardisBook,
    tardisSnapshots, tardisTicker, binanceKlines, binanceTrades, binanceAggregateTrades,
    binanceDepth, bybitBook, coinbaseBook, coinbaseMatches, bitstampOrders, depthSummary,
    leanTrades, fundingRates,
  ]
}

import Quantities

/// LEAN's `symbol-properties-database.csv` (QuantConnect): a row a market, trailing empty fields
/// left out.
enum InstrumentReader {
  /// Columns by name; those that no row needs may be missing.
  private struct Columns {
    let market, symbol, type, quote, tick, lot: Int
    let multiplier, ticker, minimum: Int?
    let count: Int
  }

  static func read(_ bytes: [UInt8], _ sheet: inout ReferenceSheet) throws(IngestError) {
    let rows = TextRows.read(bytes, isCut: sheet.report.truncated)
    guard let head = rows.first, head.fault == nil else {
      throw IngestError(
        .badData, file: sheet.request.file, line: rows.first?.line ?? 1,
        reason: rows.first?.fault?.reason ?? "the file holds no row",
        remedy: "check that this is the file you mean")
    }
    let columns = try columns(head, sheet.request.file)
    sheet.note("Spot markets of V are venue V, futures and perpetuals are venue V-futures.")
    sheet.add(key: "instruments:")
    var lines: [String: Int] = [:]
    for row in rows.dropFirst() {
      sheet.read()
      let reader = RowReader(row: row, columns: columns)
      switch reader.result(&lines, &sheet) {
      case .unchosen: break
      case .instrument(let text): sheet.add(entry: text)
      case .leftOut(let name, let reason): sheet.leaveOut(name, line: row.line, reason)
      case .bad(let fault):
        try sheet.reject(
          line: row.line, column: fault.column, text: fault.text, fault.reason)
      }
    }
  }

  private static func columns(
    _ head: TextRow, _ file: String
  ) throws(IngestError) -> Columns {
    let names = head.fields.map { $0.lowercased() }
    func index(_ name: String) throws(IngestError) -> Int {
      if let index = names.firstIndex(of: name) { return index }
      throw IngestError(
        .badData, file: file, line: head.line, column: 1,
        text: Quoted.text(head.fields.joined(separator: ",")),
        reason: "instruments finds no column `\(name)` in the header",
        remedy: "check that this is the file you mean")
    }
    return Columns(
      market: try index("market"), symbol: try index("symbol"), type: try index("type"),
      quote: try index("quote_currency"), tick: try index("minimum_price_variation"),
      lot: try index("lot_size"), multiplier: names.firstIndex(of: "contract_multiplier"),
      ticker: names.firstIndex(of: "market_ticker"),
      minimum: names.firstIndex(of: "minimum_order_size"), count: names.count)
  }

  private enum Result {
    case unchosen
    case instrument(String)
    case leftOut(String, String)
    case bad(TextRow.Fault)
  }

  /// Why a row gives no instrument.
  private enum Refusal: Error {
    case bad(TextRow.Fault)
    case beyond(String)
  }

  private struct RowReader {
    let row: TextRow
    let columns: Columns

    private func field(_ index: Int?) -> String {
      index.flatMap { $0 < row.fields.count ? row.fields[$0] : nil } ?? ""
    }

    private func bad(_ column: Int?, _ reason: String) -> Refusal {
      .bad(
        TextRow.Fault(
          column: (column ?? 0) + 1, text: Quoted.text(field(column)), reason: reason))
    }

    private var isSpot: Bool { field(columns.type) == VenueMarket.spot }
    private var venue: String { field(columns.market) + (isSpot ? "" : "-futures") }
    private var name: String { "\(venue):\(field(columns.symbol))" }

    func result(_ lines: inout [String: Int], _ sheet: inout ReferenceSheet) -> Result {
      do throws(Refusal) {
        if let fault = row.fault { throw .bad(fault) }
        if row.fields.count > columns.count {
          throw .bad(
            TextRow.Fault(
              column: columns.count + 1, text: Quoted.text(row.fields[columns.count]),
              reason: "the row has more than the \(columns.count) fields of the header"))
        }
        for column in [columns.market, columns.symbol, columns.type, columns.quote] {
          if let reason = YAMLText.refusal(ofName: field(column)) { throw bad(column, reason) }
        }
        if !sheet.chooses([venue, name, field(columns.symbol)]) { return .unchosen }
        if let first = lines[name] {
          throw bad(columns.symbol, "\(name) stands twice, first on line \(first)")
        }
        lines[name] = row.line
        return .instrument(try instrument())
      } catch {
        switch error {
        case .bad(let fault): return .bad(fault)
        case .beyond(let reason): return .leftOut(name, reason)
        }
      }
    }

    private func instrument() throws(Refusal) -> String {
      let kind = try kind()
      let (symbol, quote) = (field(columns.symbol), field(columns.quote))
      guard symbol.hasSuffix(quote), symbol != quote else {
        throw bad(columns.symbol, "the symbol does not end with its quote currency \(quote)")
      }
      let base = String(symbol.dropLast(quote.count))
      let tick = try step(columns.tick, Price.self, "tick")
      let lot = try step(columns.lot, Quantity.self, "lot")
      let multiplier = try multiplier(kind)
      let minimum = try minimum()
      var text =
        "  - { venue: \(YAMLText.name(venue)), symbol: \(YAMLText.name(symbol)), kind: \(kind), "
        + "base: \(YAMLText.name(base)), quote: \(YAMLText.name(quote)), tick: \(tick), "
        + "lot: \(lot)"
      if let multiplier { text += ", multiplier: \(multiplier)" }
      var words: [String] = []
      let ticker = field(columns.ticker)
      if !ticker.isEmpty, ticker != symbol { words.append("the venue calls it \(ticker)") }
      if let (amount, unit) = minimum {
        if unit == .quote {
          text += ", min_notional: \(amount)"
        } else {
          words.append("least order \(amount) \(base)")
        }
      }
      let comment = words.isEmpty ? "" : " # " + YAMLText.comment(words.joined(separator: "; "))
      return text + " }" + comment
    }

    private func kind() throws(Refusal) -> String {
      let (market, type) = (field(columns.market), field(columns.type))
      if type == VenueMarket.spot { return "spot" }
      if type != VenueMarket.futures {
        throw .beyond("a market of type \(type) is neither spot nor a future of crypto")
      }
      guard let rule = VenueMarket.of(market, type) else {
        throw .beyond("whether futures of \(market) settle in quote or base is not known here")
      }
      return field(columns.quote) == rule.inverseQuote ? "inverse" : "linear"
    }

    /// A number above zero; text that is none is a bad row.
    private func number(_ column: Int) throws(Refusal) -> ExactDecimal {
      guard let value = ExactDecimal(field(column)) else {
        throw bad(column, "it is not a decimal number")
      }
      if value.isZero || value.isNegative { throw bad(column, "the number must be above zero") }
      return value
    }

    private func step<T: FixedPoint>(
      _ column: Int, _ type: T.Type, _ word: String
    ) throws(Refusal) -> T {
      let value = try number(column)
      if let exact = value.exactly(type) { return exact }
      throw .beyond(
        value.places > T.decimals
          ? "its \(word) \(value.text) is finer than 1e-\(T.decimals)"
          : "its \(word) \(value.text) is out of range")
    }

    /// nil for 1.
    private func multiplier(_ kind: String) throws(Refusal) -> Quantity? {
      guard let column = columns.multiplier, !field(column).isEmpty else { return nil }
      let value = try step(column, Quantity.self, "multiplier")
      if value.description == "1" { return nil }
      if kind == "spot" { throw bad(column, "a spot market has no multiplier but 1") }
      return value
    }

    private func minimum() throws(Refusal) -> (String, VenueMarket.Minimum)? {
      guard let column = columns.minimum, !field(column).isEmpty,
        let rule = VenueMarket.of(field(columns.market), field(columns.type))
      else { return nil }
      if rule.minimum == .base { return (try number(column).text, .base) }
      return (try step(column, Money.self, "least order").description, .quote)
    }
  }
}

internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// `ctx:buy` and `ctx:sell`.
  func submit(
    _ side: Side, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let symbol = try arguments.text(0, "the symbol")
    let fields = try arguments.value(1, "the order").fields(Names.order)
    try submit(symbol, side, try size(fields), fields, context)
  }

  private func submit(
    _ symbol: String, _ side: Side, _ size: OrderRequest.Size, _ fields: Fields,
    _ context: any StrategyContext, isComputed: Bool = false
  ) throws(Mistake) {
    switch try request(symbol, side, size, fields, context, isComputed: isComputed) {
    case .failure(let refusal): put(refusal)
    case .success(let request): put(context.submit(request))
    }
  }

  /// The order that the fields of a table ask for; refused where the symbol is unknown. Where its
  /// size is computed, the script cannot know whether `display` is below it.
  private func request(
    _ symbol: String, _ side: Side, _ size: OrderRequest.Size, _ fields: Fields,
    _ context: any StrategyContext, isComputed: Bool = false
  ) throws(Mistake) -> Result<OrderRequest, Refusal> {
    var template = OrderRequest(
      instrument: InstrumentID(0), side: side, size: size, style: try style(fields),
      timeInForce: try word("tif", Names.timesInForce, fields) ?? .gtc,
      autoBorrow: try fields.boolean("auto_borrow"), autoRepay: try fields.boolean("auto_repay"),
      maxBorrowRate: try fields.fixed("max_borrow_rate"), account: try fields.text("account"),
      tag: try fields.shortText("tag") ?? "")
    template.isPostOnly = try fields.boolean("post_only")
    template.isReduceOnly = try fields.boolean("reduce_only")
    template.display = try fields.fixed("display")
    if isComputed { template.dropNeedlessDisplay() }
    template.stop = try stop(fields)
    if let contradiction = template.contradiction {
      throw Mistake("\(fields.call): \(contradiction)")
    }
    return instrument(symbol, context).map { id in
      var request = template
      request.instrument = id
      return request
    }
  }

  /// `ctx:preview(symbol, side, order)`: what such an order would make of the account.
  func preview(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let symbol = try arguments.text(0, "the symbol")
    let side = try arguments.value(1, "the side").side()
    let fields = try arguments.value(2, "the order").fields(Names.order)
    let asked = try request(symbol, side, try size(fields), fields, context)
    let days = arguments.value(3, "the number of days")
    let span = days.isNil ? TimeSpan.day : try arguments.span(ofDays: 3)
    switch asked.flatMap({ context.preview($0, interestOver: span) }) {
    case .failure(let refusal): put(refusal)
    case .success(let preview): put(preview)
    }
  }

  private func put(_ preview: OrderPreview) {
    writer.table(keys: 14)
    putMargin(preview.margin)
    writer.key(.marginLevel)
    writer.put(preview.marginLevel)
    writer.key(.liqPrice)
    writer.put(preview.liquidationPrice)
    writer.key(.leverage)
    writer.put(preview.leverage)
    writer.key(.borrow)
    writer.put(preview.borrow)
    writer.key(.interestPerDay)
    writer.put(preview.interestPerDay)
    writer.key(.interest)
    writer.put(preview.interest)
    writer.key(.maxBorrow)
    writer.putAtMost(preview.maxBorrow)
    writer.key(.maxTransferOut)
    writer.putAtMost(preview.maxTransferOut)
    writer.key(.warning)
    if let warning = preview.warning { writer.put(warning) } else { writer.empty() }
    writer.end()
  }

  private func putMargin(_ margin: OrderMarginView?) {
    let fields: [(Word, Money?)] = [
      (.margin, margin?.total), (.marginBase, margin?.base),
      (.marginVolatility, margin?.volatility), (.marginLiquidity, margin?.liquidity),
    ]
    for (word, value) in fields {
      writer.key(word)
      writer.put(value)
    }
    writer.key(.marginRate)
    writer.put(margin?.rate)
  }

  func put(_ result: Result<OrderID, Refusal>) {
    switch result {
    case .success(let id): writer.put(id.value)
    case .failure(let refusal): put(refusal)
    }
  }

  private func size(_ fields: Fields) throws(Mistake) -> OrderRequest.Size {
    let quantity: Quantity? = try fields.fixed("qty")
    let quote: Money? = try fields.fixed("quote")
    switch (quantity, quote) {
    case (let quantity?, nil): return .base(quantity)
    case (nil, let quote?): return .quote(quote)
    default: throw Mistake("\(fields.call): an order has either qty or quote")
    }
  }

  /// The word for `type`; left out, it follows from the other fields.
  private func type(_ fields: Fields) throws(Mistake) -> String {
    guard let word = try fields.text("type") else {
      if fields.has("stop_price") {
        throw Mistake("\(fields.call): stop_price needs type 'stop' or 'take_profit'")
      }
      return fields.has("display") ? "iceberg" : fields.has("price") ? "limit" : "market"
    }
    if let objection = Names.orderTypes.objection(to: word) {
      throw Mistake("\(fields.call): \(objection)")
    }
    return word
  }

  private func style(_ fields: Fields) throws(Mistake) -> OrderRequest.Style {
    let price: Price? = try fields.fixed("price")
    switch (try type(fields), price, fields.has("display")) {
    case ("market", nil, _): return .market
    case ("market", _, _): throw Mistake("\(fields.call): a market order has no price")
    case ("iceberg", _, false): throw Mistake("\(fields.call): an iceberg order needs display")
    case ("limit", _, true):
      throw Mistake("\(fields.call): display makes an iceberg order: its type is 'iceberg'")
    case ("limit", nil, _): throw Mistake("\(fields.call): a limit order needs a price")
    case ("iceberg", nil, _): throw Mistake("\(fields.call): an iceberg order needs a price")
    case (_, let price, _): return price.map { .limit($0) } ?? .market
    }
  }

  private func stop(_ fields: Fields) throws(Mistake) -> OrderRequest.Stop? {
    let price: Price? = try fields.fixed("stop_price")
    let trigger: OrderRequest.Stop.Trigger? = try word("trigger", Names.triggers, fields)
    let type = try type(fields)
    guard let kind = OrderRequest.Stop.Kind(rawValue: type) else {
      guard price == nil, trigger == nil else {
        throw Mistake("\(fields.call): stop_price and trigger belong to 'stop' and 'take_profit'")
      }
      return nil
    }
    guard let price else { throw Mistake("\(fields.call): a \(type) order needs a stop_price") }
    return OrderRequest.Stop(kind, at: price, on: trigger ?? .last)
  }

  /// A field that is one of the words of a type.
  private func word<Value: RawRepresentable<String>>(
    _ name: String, _ known: NameTable, _ fields: Fields
  ) throws(Mistake) -> Value? {
    guard let word = try fields.text(name) else { return nil }
    if let objection = known.objection(to: word) { throw Mistake("\(fields.call): \(objection)") }
    return Value(rawValue: word)
  }

  /// `ctx:close` and `ctx:target`: the order that brings the position where it shall be, or 0.
  func approach(
    _ known: NameTable, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let symbol = try arguments.text(0, "the symbol")
    let given = arguments.value(1, "the order")
    let isClose = arguments.call == "close"
    let fields =
      given.isNil && isClose ? Fields(call: "close", pairs: [:]) : try given.fields(known)
    switch instrument(symbol, context) {
    case .failure(let refusal): put(refusal)
    case .success(let id):
      let account = try fields.text("account")
      guard let position = context.position(id, account: account) else {
        return put(Refusal(.unknownAccount, "there is no account '\(account ?? "margin")'"))
      }
      let goal = isClose ? Quantity.zero : try goal(fields, id, context)
      guard let goal else {
        return put(Refusal(.noLiquidity, "\(symbol) has no price yet to size the order by"))
      }
      try move(symbol, id, from: position.quantity, to: goal, fields, context)
    }
  }

  private func move(
    _ symbol: String, _ id: InstrumentID, from: Quantity, to goal: Quantity, _ fields: Fields,
    _ context: any StrategyContext
  ) throws(Mistake) {
    let lot = context.instrument(id).lot
    let (difference, overflow) = goal.raw.subtractingReportingOverflow(from.raw)
    guard !overflow, difference != .min else {
      throw Mistake("\(fields.call): the position is out of range")
    }
    let distance = Quantity(raw: difference)
    // A short is closed in full: what is bought back is rounded up to a lot.
    let isCover = from < .zero && goal == .zero
    let quantity = lot.raw > 0 ? distance.rounded(to: lot, isCover ? .up : .down) : distance
    let side: Side = distance < .zero ? .sell : .buy
    let size = distance < .zero && lot.raw > 0 ? down(distance, lot) : quantity
    if size == .zero { return writer.put(0) }
    try submit(symbol, side, .base(size), fields, context, isComputed: true)
  }

  private func down(_ negative: Quantity, _ lot: Quantity) -> Quantity {
    Quantity(raw: -negative.raw).rounded(to: lot, .down)
  }

  /// The signed position asked for; nil where it takes a price and there is none.
  private func goal(
    _ fields: Fields, _ id: InstrumentID, _ context: any StrategyContext
  ) throws(Mistake) -> Quantity? {
    let given = ["qty", "value", "equity_share"].filter(fields.has)
    guard given.count == 1 else {
      throw Mistake("\(fields.call): give one of qty, value, equity_share")
    }
    if let quantity: Quantity = try fields.fixed("qty") { return quantity }
    guard let price = context.mark(id) ?? context.last(id), price > .zero else { return nil }
    var value = try fields.number("value") ?? 0
    if let share = try fields.number("equity_share") {
      guard let account = context.account(try fields.text("account")) else { return nil }
      value = share * account.equity.approximate
    }
    guard let quantity = Quantity(nearest: value / price.approximate) else {
      throw Mistake("\(fields.call): the position is out of range")
    }
    return quantity
  }
}

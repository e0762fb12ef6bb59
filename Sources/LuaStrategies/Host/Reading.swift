internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// The calls that read and change nothing.
  func read(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    switch method {
    case .now: writer.put(context.now)
    case .order: try putOrder(arguments, context)
    case .orders: try putOrders(arguments, context)
    case .pool: putPool(context.pool(try arguments.text(0, "the asset")))
    case .account: try putAccount(arguments, context)
    case .preview: try preview(arguments, context)
    default:
      let symbol = try arguments.text(0, "the symbol")
      switch instrument(symbol, context) {
      case .success(let id): try readInstrument(method, id, arguments, context)
      case .failure(let refusal): put(refusal)
      }
    }
  }

  private func readInstrument(
    _ method: Method, _ id: InstrumentID, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    switch method {
    case .last: writer.put(context.last(id))
    case .index: writer.put(context.index(id))
    case .mark: writer.put(context.mark(id))
    case .quote: putQuote(context.quote(id))
    case .instrument: putInstrument(id, context)
    case .book: try putBook(id, arguments, context)
    case .depth: try putDepth(id, arguments, context)
    case .cost: try putCost(id, arguments, context)
    case .bars: try putBars(id, arguments, context)
    case .position: putPosition(context.position(id, account: try account(arguments, 1)))
    default: throw Mistake("\(arguments.call) is not a reading call")
    }
  }

  /// An optional account name.
  func account(_ arguments: Arguments, _ index: Int) throws(Mistake) -> String? {
    let name = arguments.value(index, "the account")
    return name.isNil ? nil : try name.text()
  }

  private func putAccount(
    _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let name = try account(arguments, 0)
    guard context.account(name) != nil else { return writer.empty() }
    let handle = accounts.firstIndex(of: name) ?? accounts.count
    if handle == accounts.count { accounts.append(name) }
    writer.object(.account, handle)
  }

  private func putOrder(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let id = try arguments.value(0, "the order id").integer()
    guard let order = context.order(OrderID(Int(id))) else { return writer.empty() }
    writer.table(keys: 24)
    putFields(order, context)
    writer.end()
  }

  private func putOrders(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let symbol = arguments.value(0, "the symbol")
    var id: InstrumentID?
    if !symbol.isNil {
      switch instrument(try symbol.text(), context) {
      case .success(let found): id = found
      case .failure(let refusal): return put(refusal)
      }
    }
    let open = context.openOrders(id)
    writer.table(list: open.count)
    for order in open {
      writer.table(keys: 24)
      putFields(order, context)
      writer.end()
    }
    writer.end()
  }

  private func putDepth(
    _ id: InstrumentID, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let points = try arguments.number(1, "the distance in basis points")
    guard let distance = Rate(nearest: points / 10_000), distance >= .zero else {
      throw Mistake("depth: the distance is out of range: \(points)")
    }
    guard let depth = context.depth(id, within: distance) else { return writer.empty() }
    writer.put(depth.bid)
    writer.put(depth.ask)
  }

  private func putCost(
    _ id: InstrumentID, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let side = try arguments.value(1, "the side").side()
    let cost = context.cost(id, side, try arguments.fixed(2, "the quantity"))
    writer.put(cost.average)
    writer.put(cost.last)
    writer.put(cost.available)
  }

  private func putBars(
    _ id: InstrumentID, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let interval = try arguments.value(1, "the interval").span()
    let count = try arguments.value(2, "the number of bars").integer(in: 1...10_000)
    let bars = context.bars(id, interval: interval, count: count)
    writer.table(list: bars.count)
    for bar in bars {
      writer.table(keys: 6)
      putFields(bar)
      writer.end()
    }
    writer.end()
  }

  private func putBook(
    _ id: InstrumentID, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let levels = arguments.value(1, "the number of levels")
    let count = levels.isNil ? 10 : try levels.integer(in: 1...100)
    guard let book = context.book(id, levels: count) else { return writer.empty() }
    writer.table(keys: 5)
    writer.key(.ts)
    writer.put(book.ts)
    writer.key(.stale)
    writer.put(book.isStale)
    writer.key(.crossed)
    writer.put(book.isCrossed)
    writer.key(.bids)
    putLevels(book.bids)
    writer.key(.asks)
    putLevels(book.asks)
    writer.end()
  }

  private func putLevels(_ levels: [BookLevel]) {
    writer.table(list: levels.count)
    for level in levels {
      writer.table(list: 2)
      writer.put(level.price)
      writer.put(level.size)
      writer.end()
    }
    writer.end()
  }
}

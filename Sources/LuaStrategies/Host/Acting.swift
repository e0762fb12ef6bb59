internal import MarketData
internal import Quantities
internal import Strategies

extension ScriptHost {
  /// The calls that move money or orders. Each puts its result, or nil and the refusal.
  func act(
    _ method: Method, _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    switch method {
    case .openMargin: try openMargin(arguments, context)
    case .transfer: try transfer(arguments, context)
    case .borrow: try borrow(arguments, context)
    case .repay: try repay(arguments, context)
    case .deleverage: try deleverage(arguments, context)
    case .setLeverage: try setLeverage(arguments, context)
    case .buy: try submit(.buy, arguments, context)
    case .sell: try submit(.sell, arguments, context)
    case .close: try approach(Names.close, arguments, context)
    case .target: try approach(Names.target, arguments, context)
    case .amend: try amend(arguments, context)
    case .cancel: try cancel(arguments, context)
    default: try cancelAll(arguments, context)
    }
  }

  private func openMargin(
    _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let account = try arguments.text(0, "the account")
    let fields = try arguments.fields(1, Names.openMargin)
    var answers: [String: String] = [:]
    if let given = fields.pairs["answers"] {
      for pair in try given.pairs() {
        let (question, answer) = (try pair.key.text(), try pair.value.plainText())
        try budget.write("open_margin", question + answer)
        answers[question] = answer
      }
    }
    let application = MarginApplication(
      agreement: try fields.boolean("agreement"), answers: answers,
      residence: try fields.shortText("residence") ?? "",
      isQualified: try fields.boolean("qualified"))
    if let refusal = context.openMargin(account, application) { return put(refusal) }
    writer.put(true)
  }

  private func transfer(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let result = context.transfer(
      try arguments.text(0, "the asset"), try arguments.fixed(1, "the amount"),
      from: try arguments.text(2, "the account it comes from"),
      to: try arguments.text(3, "the account it goes to"))
    putAmount(result)
  }

  private func borrow(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let fields = try arguments.fields(2, Names.borrow)
    let result = context.borrow(
      try arguments.text(0, "the asset"), try arguments.fixed(1, "the amount"),
      account: try fields.text("account"), maxRate: try fields.fixed("max_rate"))
    putAmount(result)
  }

  private func repay(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let given = arguments.value(1, "the amount")
    var amount: Money?
    if given.isText {
      let word = try given.text()
      guard word == "all" else { throw Mistake("repay: the amount is a number or \"all\"") }
    } else {
      amount = try given.fixed()
    }
    let fields = try arguments.fields(2, Names.repay)
    let result = context.repay(
      try arguments.text(0, "the asset"), amount, account: try fields.text("account"),
      from: try fields.text("from"))
    switch result {
    case .success(let repayment):
      writer.put(repayment.principal)
      writer.put(repayment.interest)
    case .failure(let refusal): put(refusal)
    }
  }

  private func deleverage(
    _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let goal = try arguments.fields(0, Names.deleverageTarget)
    let target: DeleverageTarget
    switch (try goal.fixed("leverage") as Rate?, try goal.fixed("margin_level") as Rate?) {
    case (let leverage?, nil): target = .leverage(leverage)
    case (nil, let level?): target = .marginLevel(level)
    default: throw Mistake("deleverage: give { leverage = … } or { margin_level = … }")
    }
    let fields = try arguments.fields(1, Names.deleverage)
    let result = context.deleverage(
      target, account: try fields.text("account"), sells: try fields.boolean("sell"))
    switch result {
    case .success(let done):
      writer.putAtMost(done.repaid)
      writer.put(done.orders.count)
    case .failure(let refusal): put(refusal)
    }
  }

  /// Puts what is allowed and what was asked for, or nil and the refusal.
  private func setLeverage(
    _ arguments: Arguments, _ context: any StrategyContext
  ) throws(Mistake) {
    let symbol = try arguments.text(0, "the symbol")
    let leverage: Rate = try arguments.fixed(1, "the leverage")
    let fields = try arguments.fields(2, Names.setLeverage)
    let account = try fields.text("account")
    switch instrument(symbol, context) {
    case .failure(let refusal): put(refusal)
    case .success(let id):
      switch context.setLeverage(id, leverage, account: account) {
      case .failure(let refusal): put(refusal)
      case .success(let allowed):
        writer.put(allowed)
        writer.put(leverage)
      }
    }
  }

  private func putAmount(_ result: Result<Money, Refusal>) {
    switch result {
    case .success(let amount): writer.putAtMost(amount)
    case .failure(let refusal): put(refusal)
    }
  }

  private func cancel(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let id = try arguments.value(0, "the order id").integer()
    writer.put(context.cancel(OrderID(Int(id))))
  }

  private func amend(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let id = try arguments.value(0, "the order id").integer()
    let fields = try arguments.value(1, "the change").fields(Names.amend)
    let change = OrderChange(price: try fields.fixed("price"), quantity: try fields.fixed("qty"))
    if change == OrderChange() { throw Mistake("amend: give price, qty or both") }
    put(context.amend(OrderID(Int(id)), change))
  }

  private func cancelAll(_ arguments: Arguments, _ context: any StrategyContext) throws(Mistake) {
    let symbol = arguments.value(0, "the symbol")
    if symbol.isNil { return writer.put(context.cancelAll(nil)) }
    switch instrument(try symbol.text(), context) {
    case .success(let id): writer.put(context.cancelAll(id))
    case .failure(let refusal): put(refusal)
    }
  }
}

extension Argument {
  /// Text, a number or a truth value as text.
  func plainText() throws(Mistake) -> String {
    if isText { return try text() }
    if let truth = try? boolean() { return truth ? "true" : "false" }
    if let whole = try? integer() { return "\(whole)" }
    if let number = try? number() { return "\(number)" }
    throw expected("a string, a number or a boolean")
  }
}

import Margin
public import MarketData
public import Quantities
public import Strategies

/// Leverage that a strategy sets for itself.
extension OwnerContext {
  @usableFromInline func setLeverage(
    _ id: InstrumentID, _ leverage: Rate, account: String?
  ) -> Result<Rate, Refusal> {
    guard engine.pricingOf[id.index] != nil else {
      return .failure(Refusal(.unknownSymbol, "this market is not traded in the scenario"))
    }
    guard let number = number(account) else { return .failure(unknownAccount(account)) }
    guard engine.exposure?.rules.leverage != nil, engine.accounts[number].mode != nil else {
      return .failure(
        Refusal(.noPermission, "leverage is set in margin accounts of venues that control it"))
    }
    return attempt { () throws(RunFailure) in
      try engine.setLeverage(id, leverage, of: number)
    } ?? .failure(Self.ended)
  }
}

extension Engine {
  /// Binds an account to a leverage in a market, where that is allowed now.
  func setLeverage(
    _ id: InstrumentID, _ leverage: Rate, of number: Int
  ) throws(RunFailure) -> Result<Rate, Refusal> {
    guard leverage >= .one else {
      return .failure(
        Refusal(.leverage, "a leverage is 1 or more", need: Money(raw: leverage.raw / 10_000)))
    }
    guard let value = try valuation(number) else {
      return .failure(Refusal(.leverage, "the account holds what has no price yet"))
    }
    let own = exposure?.accounts[number].ownLeverage.removeValue(forKey: id.index)
    let answer = try exact { () throws(QuantityError) in
      try leverageAnswer(number, id, leverage, closing: netBase(number, id), value)
    }
    if case .success = answer {
      exposure?.accounts[number].ownLeverage[id.index] = leverage
    } else {
      exposure?.accounts[number].ownLeverage[id.index] = own
    }
    return answer
  }
}

import Accounting
import Kernel
import Lending
import Margin
import MarketData
import Pricing
import Quantities
import Strategies

/// How the venue's accounts are set up before the first instant.
extension Engine {
  /// Opens accounts, deposits and pools as the scenario says.
  func open(_ scenario: Scenario) throws(RunFailure) {
    clock = settings.start
    writeNames()
    for supply in scenario.pools { try supplyPool(supply) }
    for deposit in scenario.fund {
      guard let asset = world.asset(deposit.asset) else { continue }
      let event = try move(
        deposit.amount, asset, from: houses.outside, to: houses.fund, .deposit, cause: nil)
      journalFund(asset, .zero, nil, cause: event)
    }
    for participant in scenario.participants { try openParticipant(participant) }
    for number in accounts.indices { writeAccount(number) }
    for number in accounts.indices where accounts[number].mode != nil && accounts[number].isOpen {
      journalPermission(number, source: "scenario", nil, missing: [])
    }
    for number in pricings.indices where pricings[number].mark.nextSampleInstant != .distantFuture {
      queue.schedule(
        .markSample(market: number), at: firstGrid(of: rulebook.mark.sampling?.every), .prices)
    }
    scheduleSettlements()
    queue.schedule(.sample, at: firstGrid(of: settings.sampling), .sampling)
  }

  /// The first whole multiple of `span` at or after the start.
  func firstGrid(of span: TimeSpan?) -> Instant {
    guard let span else { return settings.start }
    let floor = settings.start.floored(to: span)
    return floor < settings.start ? floor + span : floor
  }

  private func supplyPool(_ supply: Scenario.AssetAmount) throws(RunFailure) {
    guard let asset = world.asset(supply.asset), loans.pool(asset) != nil else { return }
    _ = try exact { () throws(QuantityError) in
      try loans.supply(supply.amount, of: asset, lender: 0)
    }
    try move(
      supply.amount, asset, from: houses.outside, to: houses.pool, .deposit, cause: nil)
  }

  private func openParticipant(_ participant: Scenario.Participant) throws(RunFailure) {
    let owner = owners.count
    let quotes = participant.margin.map { quote(of: $0) }
    let spotQuote = quotes.first ?? settings.reportCurrency
    let spot = openAccount(owner, "spot", mode: nil, market: nil, quote: spotQuote, isOpen: true)
    owners.append(OwnerState(name: participant.name, spot: spot, main: spot))
    for deposit in participant.spot {
      guard let asset = world.asset(deposit.asset) else { continue }
      try move(
        deposit.amount, asset, from: houses.outside, to: accounts[spot].ledger, .deposit,
        cause: nil)
      noteTransfer(spot, asset, deposit.amount)
    }
    for (account, quote) in zip(participant.margin, quotes) {
      let number = openAccount(
        owner, account.name, mode: account.mode,
        market: account.market.flatMap { world.instrument($0) }, quote: quote,
        isOpen: account.isGranted)
      if owners[owner].margin.isEmpty { owners[owner].main = number }
      owners[owner].margin.append(number)
      for amount in account.transfer {
        guard let asset = world.asset(amount.asset) else { continue }
        try transferBetween(spot, number, asset, amount.amount, cause: nil)
      }
    }
  }

  private func quote(of account: Scenario.MarginAccount) -> AssetID {
    if let market = account.market, let id = world.instrument(market) {
      return world.quote[id.index]
    }
    return world.asset(account.quote) ?? settings.reportCurrency
  }

  private func openAccount(
    _ owner: Int, _ name: String, mode: AccountMode?, market: InstrumentID?, quote: AssetID,
    isOpen: Bool
  ) -> Int {
    let assets: [AssetID] =
      market.map { [world.base[$0.index], world.quote[$0.index]] }
      ?? world.assets.indices.map { AssetID($0) }
    accounts.append(
      AccountState(
        ledger: ledger.open(mode == nil ? .spot : .margin), owner: owner, name: name, mode: mode,
        market: market, quote: quote, assets: assets, isOpen: isOpen,
        reserved: Array(repeating: .zero, count: world.assets.count),
        flows: Array(repeating: AssetFlows(), count: world.assets.count),
        positions: Array(repeating: PositionState(), count: world.instruments.count)))
    rules.append(rule(assets, isMargin: mode != nil))
    return accounts.count - 1
  }

  /// How an account that may hold these assets is valued.
  private func rule(_ assets: [AssetID], isMargin: Bool) -> MaintenanceRule {
    var rule = rulebook.maintenance
    if hasHaircuts, isMargin {
      rule.haircuts = assets.map {
        rulebook.risk.haircuts.haircut(world.assets[$0.index]) ?? Haircut(rate: .one)
      }
    }
    return rule
  }

  /// Records that margin was asked for, what was declared, and what came of it.
  func journalPermission(
    _ number: Int, source: String, _ application: MarginApplication?, missing: [String]
  ) {
    let answers = application?.answers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    journal.record(
      .permissions, cause: nil,
      [
        .time(clock), id(number), .text(source),
        application.map { .flag($0.agreement) } ?? .null, .optional(application?.residence),
        application.map { .flag($0.isQualified) } ?? .null,
        .optional(answers?.joined(separator: "; ")), .flag(missing.isEmpty),
        .text(missing.joined(separator: ",")),
      ])
  }

  private func writeNames() {
    for (number, name) in world.assets.enumerated() {
      journal.note(.assets, [.number(number), .text(name)])
      guard let pool = loans.pool(AssetID(number)) else { continue }
      journal.note(
        .poolModels,
        [
          .number(number), .text(pool.model.form.rawValue), .exact(pool.model.base),
          .exact(pool.model.kink), .exact(pool.model.first), .exact(pool.model.second),
          .exact(pool.reserveFactor),
        ])
    }
    for (number, instrument) in world.instruments.enumerated() {
      journal.note(
        .instruments,
        [
          .number(number), .text(instrument.venue), .text(instrument.symbol),
          .text(instrument.kind.rawValue), .text(instrument.base), .text(instrument.quote),
          .exact(instrument.tick), .exact(instrument.lot),
          .flag(world.traded.contains(InstrumentID(number))),
        ])
    }
    for (account, name) in houses.named {
      journal.note(
        .accounts,
        [
          .number(account.index), .null, .text(name),
          .text(ledger.accountClass(account).rawValue), .null, .null,
        ])
    }
  }

  private func writeAccount(_ number: Int) {
    let account = accounts[number]
    journal.note(
      .accounts,
      [
        id(number), .text(owners[account.owner].name), .text(account.name),
        .text(ledger.accountClass(account.ledger).rawValue),
        .text(account.mode?.rawValue ?? "spot"), .number(account.quote.index),
      ])
    guard account.mode != nil else { return }
    let health = rulebook.health
    let lines: [(String, Rate?)] = [
      ("transfer_out", health.transferOut), ("alert", health.alert), ("call", health.call),
      ("liquidation", health.liquidation),
    ]
    for case (let name, let line?) in lines {
      journal.note(
        .bands,
        [
          id(number), .text(name), .text(health.metric.rawValue), .exact(line),
          .flag(health.metric.isHigherSafer),
        ])
    }
  }
}

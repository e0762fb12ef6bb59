import Accounting
import Kernel
import MarketData
import Quantities
import Strategies

/// Answers of the venue on their way to one owner, first in, first out.
struct AnswerQueue: Sendable {
  private var notices: [Notice] = []
  private var first = 0

  mutating func append(_ notice: Notice) { notices.append(notice) }

  /// O(1), and once in a while moving those that wait.
  mutating func take() -> Notice? {
    guard first < notices.count else { return nil }
    let notice = notices[first]
    first += 1
    if first > 1024, first * 2 > notices.count {
      notices.removeFirst(first)
      first = 0
    }
    return notice
  }
}

/// What owners hear of their own orders, and when.
extension Engine {
  /// Tells the owner of an order: now, where it listens, or after the answer has travelled.
  private func answer(
    _ index: Int, _ kind: AccountEventKinds, _ number: Int, _ event: () -> AccountEvent
  ) {
    let owner = accounts[orders[index].account].owner
    if venue.connections.isHeardAtOnce {
      if !orders[index].isOpen { owners[owner].shown.remove(index) }
      guard owners[owner].hears.contains(kind) else { return }
      return outbox.append(Notice(owner: owner, event: event(), number: number))
    }
    owners[owner].answers.append(Notice(owner: owner, event: event(), number: number))
    let heard = venue.connections.answer(owner, at: clock)
    queue.schedule(.answer(owner: owner), at: heard, .strategy)
  }

  /// An owner hears the next answer.
  func hear(_ owner: Int) {
    guard let notice = owners[owner].answers.take() else { return }
    note(notice)
    if owners[owner].hears.contains(notice.event.kind) { outbox.append(notice) }
  }

  /// Keeps what an owner knows of its orders, where answers travel.
  private func note(_ notice: Notice) {
    switch notice.event {
    case .order(let view):
      let place = view.id.value - 1
      if !view.isOpen { owners[notice.owner].shown.remove(place) }
      venue.told[place] = view
    case .reject(let event):
      let place = event.order.value - 1
      // An amendment or a cancel may be refused while its order goes on.
      guard orders[place].state == .rejected else { return }
      owners[notice.owner].shown.remove(place)
      if !venue.connections.isHeardAtOnce { venue.told[place] = view(place) }
    default: break
    }
  }

  /// Journals an order's new state and tells its owner.
  func announce(_ index: Int) {
    journalOrder(index)
    answer(index, .order, orders[index].event) { .order(view(index, at: clock)) }
  }

  /// Tells the owner of an order of a fill, which is event `number` of the journal.
  func answerFill(_ index: Int, _ number: Int, _ event: () -> FillEvent) {
    answer(index, .fill, number) { .fill(event()) }
  }

  /// Tells an owner that its order, or a change of it, was refused.
  func answerRefusal(_ index: Int, _ refusal: Refusal) {
    owners[accounts[orders[index].account].owner].stats.rejects += 1
    answer(index, .reject, orders[index].event) { rejection(index, refusal) }
  }

  private func rejection(_ index: Int, _ refusal: Refusal) -> AccountEvent {
    .reject(
      RejectEvent(
        ts: clock, account: accounts[orders[index].account].name,
        order: OrderID(orders[index].id), tag: tag(index),
        instrument: orders[index].instrument, refusal: refusal))
  }

  static let lostRequest = Refusal(.venueDown, "the request did not reach the venue")

  /// An order that never reached the venue is heard of.
  func lose(_ index: Int) {
    if orders[index].state == .pending {
      noteRefusal(index, Self.lostRequest)
      accounts[orders[index].account].open.remove(index)
      journalOrder(index)
    }
    hearLoss(index)
  }

  /// A request that never reached the venue is heard of now: its answer has not to travel.
  func hearLoss(_ index: Int) {
    let owner = accounts[orders[index].account].owner
    owners[owner].stats.rejects += 1
    let notice = Notice(
      owner: owner, event: rejection(index, Self.lostRequest), number: orders[index].event)
    note(notice)
    if owners[owner].hears.contains(.reject) { outbox.append(notice) }
  }

  /// An order is refused now.
  func noteRefusal(_ index: Int, _ refusal: Refusal) {
    orders[index].state = .rejected
    orders[index].refusal = refusals.count
    orders[index].ended = clock
    refusals.append(refusal)
  }

  /// Why an order was refused, nil where it was not.
  func refusal(_ index: Int) -> Refusal? { orders[index].refusal.map { refusals[$0] } }

  /// What an order says of itself.
  func tag(_ index: Int) -> String { orderTexts[orders[index].tag] }

  /// Keeps the tag of an order; one after the other they are mostly the same.
  func keep(tag: String) -> Int {
    if tag.isEmpty { return 0 }
    if orderTexts[orderTexts.count - 1] != tag { orderTexts.append(tag) }
    return orderTexts.count - 1
  }

  private func view(_ place: Int, at instant: Instant) -> OrderView {
    var view = orders[place].view(
      account: accounts[orders[place].account].name, tag: tag(place), at: instant)
    if orders[place].warning > 0 { view.warning = orderTexts[orders[place].warning] }
    return view
  }

  /// An order as it is.
  private func view(_ place: Int) -> OrderView {
    view(place, at: orders[place].ended ?? orders[place].asked)
  }

  /// An order as its owner was told of it last.
  func shownOrder(_ place: Int) -> OrderView {
    // What was refused as it was placed never travelled: its owner knows all of it.
    venue.told[place] ?? view(place)
  }

  /// Keeps an order that was sent as its owner knows it.
  func noteSent(_ place: Int) {
    if !venue.connections.isHeardAtOnce { venue.told[place] = view(place) }
  }

  /// Whether an order is open as its owner was told of it last.
  func isShownOpen(_ place: Int) -> Bool {
    venue.connections.isHeardAtOnce ? orders[place].isOpen : shownOrder(place).isOpen
  }

  func journalOrder(_ index: Int) {
    let tag = orders[index].tag == 0 ? "" : orderTexts[orders[index].tag]
    let message = orders[index].refusal.map { refusals[$0].message }
    let texts = tag.utf8.count + (message?.utf8.count ?? 0)
    var row = journal.begin(
      .orders, orders[index].event, cause: orders[index].cause, texts: texts)
    row.put(orders[index].id)
    row.put(orders[index].asked)
    row.put(accounts[orders[index].account].ledger.index)
    put(orders[index], tag, message, into: &row)
    journal.end(row, replacing: &orders[index].place)
  }

  private func put(
    _ order: OrderState, _ tag: String, _ message: String?, into row: inout JournalRow
  ) {
    row.put(order.instrument.index)
    row.put(order.side.word)
    row.put(order.type)
    row.put(order.timeInForce.rawValue)
    row.put(order.quantity)
    row.put(order.limit)
    row.put(order.isPostOnly)
    row.put(order.isReduceOnly)
    row.put(order.display)
    row.put(order.stop?.price)
    row.put(order.stop?.trigger.rawValue)
    row.put(order.triggered)
    row.put(order.autoBorrow)
    row.put(order.autoRepay)
    row.put(tag)
    row.put(order.state.rawValue)
    row.put(order.reason?.rawValue)
    row.put(message)
    row.put(order.filled)
    row.put(order.average)
    row.put(order.ended)
    row.put(order.liquidation.map { $0 + 1 })
  }
}

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
  /// Tells an owner of its order: now, or after the answer has travelled.
  func answer(_ owner: Int, _ event: AccountEvent, _ number: Int?) {
    let notice = Notice(owner: owner, event: event, number: number)
    if venue.connections.isHeardAtOnce {
      note(notice)
      return outbox.append(notice)
    }
    owners[owner].answers.append(notice)
    let heard = venue.connections.answer(owner, at: clock)
    queue.schedule(.answer(owner: owner), at: heard, .strategy)
  }

  /// An owner hears the next answer.
  func hear(_ owner: Int) {
    guard let notice = owners[owner].answers.take() else { return }
    note(notice)
    outbox.append(notice)
  }

  /// Keeps what an owner knows of its orders.
  private func note(_ notice: Notice) {
    switch notice.event {
    case .order(let view):
      let place = view.id.value - 1
      if !view.isOpen { owners[notice.owner].shown.remove(place) }
      if !venue.connections.isHeardAtOnce { venue.told[place] = view }
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
    let order = orders[index]
    let account = accounts[order.account]
    answer(
      account.owner, .order(order.view(account: account.name, at: clock)), order.event)
  }

  /// Tells an owner that its order, or a change of it, was refused.
  func answerRefusal(_ index: Int, _ refusal: Refusal) {
    let owner = accounts[orders[index].account].owner
    owners[owner].stats.rejects += 1
    answer(owner, rejection(index, refusal), orders[index].event)
  }

  private func rejection(_ index: Int, _ refusal: Refusal) -> AccountEvent {
    let order = orders[index]
    return .reject(
      RejectEvent(
        ts: clock, account: accounts[order.account].name, order: OrderID(order.id),
        tag: order.request.tag, instrument: order.instrument, refusal: refusal))
  }

  static let lostRequest = Refusal(.venueDown, "the request did not reach the venue")

  /// An order that never reached the venue is heard of.
  func lose(_ index: Int) {
    let refusal = Self.lostRequest
    if orders[index].state == .pending {
      orders[index].state = .rejected
      orders[index].refusal = refusal
      orders[index].ended = clock
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
    outbox.append(notice)
  }

  /// An order as it is.
  private func view(_ place: Int) -> OrderView {
    let order = orders[place]
    return order.view(
      account: accounts[order.account].name, at: order.ended ?? order.asked)
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

  func journalOrder(_ index: Int) {
    let order = orders[index]
    journal.record(
      .orders, cause: order.cause, as: order.event,
      [
        .number(order.id), .time(order.asked), id(order.account),
        .number(order.instrument.index), .text(order.side.word), .text(order.request.type),
        .text(order.request.timeInForce.rawValue), .exact(order.quantity), .exact(order.limit),
        .flag(order.request.isPostOnly), .flag(order.request.isReduceOnly),
        .exact(order.request.display), .exact(order.request.stop?.price),
        .optional(order.request.stop?.trigger.rawValue), .time(order.triggered),
        .flag(order.request.autoBorrow), .flag(order.request.autoRepay),
        .text(order.request.tag), .text(order.state.rawValue),
        .optional(order.reason?.rawValue), .optional(order.refusal?.message),
        .exact(order.filled), .exact(order.average), .time(order.ended),
        .optional(order.liquidation.map { $0 + 1 }),
      ])
  }
}

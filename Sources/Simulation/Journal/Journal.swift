import MarketData
import Quantities

/// Everything that a run decides, in order, each with its cause; hashed as it comes and handed to
/// the run database.
///
/// The hash is SHA-256 over canonical bytes (`JournalPage`). Neither wall time nor paths nor the
/// machine enter it. Where there is a database, pages are hashed and written by a thread of their
/// own (`JournalWriter`), in order: what is decided never waits for a disk, and nothing that is
/// decided depends on it.
struct Journal: ~Copyable {
  /// Where a row was written: the page, counted from 0, and the row in it.
  struct Place: Hashable, Sendable {
    fileprivate var page = -1
    fileprivate var row = 0
  }

  private var page = JournalPage()
  private var pageCount = 0
  private var fingerprint = Fingerprint()
  private let writer: JournalWriter?
  /// Rows of journalled tables so far.
  private(set) var events = 0

  init(sink: RunDatabase?) { writer = sink.map { JournalWriter($0) } }

  deinit {
    page.free()
    writer?.stop()
  }

  /// Records a row of a table without causes. `isHashed` is false for facts about the machine
  /// and the folder.
  mutating func note(_ table: Table, _ fields: [Field], isHashed: Bool = true) {
    var row = page.begin(table, room: JournalRow.plainRoom + Self.room(fields))
    for field in fields { row.put(field) }
    end(row, isHashed: isHashed)
  }

  /// Records a decision and returns its number, to be named as the cause of what follows.
  /// `as` is a number reserved before: a row
  /// that comes later than what it caused, or a new version of a row.
  @discardableResult
  mutating func record(
    _ table: Table, cause: Int?, as event: Int? = nil, _ fields: [Field]
  ) -> Int {
    let number = event ?? reserve()
    var row = begin(table, number, cause: cause, texts: Self.room(fields))
    for field in fields { row.put(field) }
    end(row)
    return number
  }

  private static func room(_ fields: [Field]) -> Int {
    fields.reduce(0) { sum, field in
      if case .text(let text) = field { sum + text.utf8.count } else { sum }
    }
  }

  /// Takes the number of an event that is written later, so that what follows from it can name it.
  @inline(__always) mutating func reserve() -> Int {
    events += 1
    return events
  }

  /// Begins the row of an event, which the caller writes value by value after number and cause.
  /// Nothing else may be written before its `end`. `texts` is the room for texts that are no words.
  @inline(__always) mutating func begin(
    _ table: Table, _ event: Int, cause: Int?, texts: Int = 0
  ) -> JournalRow {
    var row = page.begin(table, room: JournalRow.plainRoom + texts)
    row.put(event)
    row.put(cause)
    return row
  }

  /// Ends the row that was begun last.
  @inline(__always) mutating func end(_ row: JournalRow, isHashed: Bool = true) {
    _ = page.keep(row, isHashed: isHashed)
    if page.used >= JournalPage.full { turn() }
  }

  /// Ends the row that was begun last, a new version of the one at `place`, which moves on to it.
  @inline(__always) mutating func end(_ row: JournalRow, replacing place: inout Place) {
    if place.page == pageCount { page.outdate(place.row) }
    place = Place(page: pageCount, row: page.keep(row, isHashed: true))
    if page.used >= JournalPage.full { turn() }
  }

  /// Hands the page over and takes an empty one.
  @inline(never) private mutating func turn() {
    pageCount += 1
    if let writer {
      page = writer.exchange(page)
    } else {
      JournalWriter.hash(page, into: &fingerprint)
      page.clear()
    }
  }

  /// The hash of everything so far. Waits for the writer.
  mutating func hash() -> String {
    turn()
    return writer?.hash() ?? fingerprint.hex()
  }
}

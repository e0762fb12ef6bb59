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
  private var page = JournalPage()
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
    begin(table, fields.count, isHashed: isHashed)
    for field in fields { page.put(field) }
    end()
  }

  /// Records a decision and returns its number, to be named as the cause of what follows.
  /// `as` is a number reserved before: a row
  /// that comes later than what it caused, or a new version of a row.
  @discardableResult
  mutating func record(
    _ table: Table, cause: Int?, as event: Int? = nil, _ fields: [Field]
  ) -> Int {
    let number = event ?? reserve()
    begin(table, fields.count + 2, isHashed: true)
    page.put(1, UInt64(bitPattern: Int64(number)))
    page.put(.optional(cause))
    for field in fields { page.put(field) }
    end()
    return number
  }

  /// Takes the number of an event that is written later, so that what follows from it can name it.
  mutating func reserve() -> Int {
    events += 1
    return events
  }

  private mutating func begin(_ table: Table, _ count: Int, isHashed: Bool) {
    precondition(
      count == table.columnCount,
      "\(count) values for the \(table.columnCount) columns of \(table.name)")
    page.reserve(1 << 10)
    page.put(table.rawValue | (isHashed ? 0 : JournalPage.unhashed))
  }

  private mutating func end() {
    if page.used >= JournalPage.full { turn() }
  }

  /// Hands the page over and takes an empty one.
  private mutating func turn() {
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

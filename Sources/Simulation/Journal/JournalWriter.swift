import Foundation
import MarketData

/// Hashes pages of the journal and writes them into the run database, one after the other, on a
/// thread of its own. At most `waiting` pages wait; then the run does.
final class JournalWriter: @unchecked Sendable {
  private static let waiting = 8

  private let condition = NSCondition()
  private let database: RunDatabase
  private var pages: [JournalPage] = []
  private var spare: [JournalPage] = []
  private var isBusy = false
  private var isStopped = false
  private var fingerprint = Fingerprint()

  init(_ database: RunDatabase) {
    self.database = database
    Thread.detachNewThread { [self] in work() }
  }

  deinit { for page in pages + spare { page.free() } }

  /// Takes a page and gives an empty one.
  func exchange(_ page: JournalPage) -> JournalPage {
    condition.lock()
    defer { condition.unlock() }
    while pages.count >= Self.waiting { condition.wait() }
    pages.append(page)
    condition.broadcast()
    return spare.popLast() ?? JournalPage()
  }

  /// The hash of all pages so far, once they are written.
  func hash() -> String {
    condition.lock()
    defer { condition.unlock() }
    while !pages.isEmpty || isBusy { condition.wait() }
    return fingerprint.hex()
  }

  /// Lets the thread end once everything is written.
  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }

  private func work() {
    while var page = next() {
      Self.hash(page, into: &fingerprint)
      database.write(page)
      page.clear()
      condition.lock()
      spare.append(page)
      isBusy = false
      condition.broadcast()
      condition.unlock()
    }
  }

  private func next() -> JournalPage? {
    condition.lock()
    defer { condition.unlock() }
    while pages.isEmpty, !isStopped { condition.wait() }
    if pages.isEmpty { return nil }
    isBusy = true
    return pages.removeFirst()
  }

  /// Adds the rows of a page that are hashed, in stretches as long as may be.
  static func hash(_ page: JournalPage, into fingerprint: inout Fingerprint) {
    var start = 0
    for row in 0..<page.rowCount where !page.rows[row].isHashed {
      let left = page.rows[row].start - start
      fingerprint.update(UnsafeRawBufferPointer(start: page.base + start, count: left))
      start = page.end(of: row)
    }
    fingerprint.update(
      UnsafeRawBufferPointer(start: page.base + start, count: page.used - start))
  }
}

import Foundation
import GRDB
import Quantities
import Strategies
import Testing

@testable import Simulation

@Suite struct JournalTests {
  /// The hash of one row, written in one way.
  private func hash(_ write: (inout Journal) -> Void) -> String {
    var journal = Journal(sink: nil)
    write(&journal)
    return journal.hash()
  }

  @Test("a value written straight into the page is the bytes of its field", arguments: [0, 1, 2])
  func directWrites(_ row: Int) throws {
    let long = String(repeating: "long ", count: 1_000)
    let amount = [Money(raw: -5), Money(raw: .max), nil][row]
    let (number, text) = ([7, nil, 0][row], ["", nil, long][row])
    let instant = [Instant(nanoseconds: 9), nil, Instant.distantFuture][row]
    let (price, word, flag) = (Price(raw: 1), OrderView.State.partlyFilled.rawValue, row == 1)
    let fields: [Field] = [
      .time(Instant(nanoseconds: 3)), .number(4), .number(5), .text(word), .exact(price),
      .exact(amount), .optional(number), .optional(text), .time(instant), .flag(flag),
      .integer(.min),
    ]
    let direct = hash { journal in
      var row = journal.begin(.loans, 1, cause: number, texts: text?.utf8.count ?? 0)
      row.put(Instant(nanoseconds: 3))
      row.put(4)
      row.put(5)
      row.put(word)
      row.put(price)
      row.put(amount)
      row.put(number)
      row.put(text)
      row.put(instant)
      row.put(flag)
      row.put(Int64.min)
      journal.end(row)
    }
    #expect(direct == hash { $0.record(.loans, cause: number, as: 1, fields) })
    #expect(direct != hash { $0.record(.loans, cause: 9, as: 1, fields) })
  }

  @Test func `the bytes of a row are its table, then a tag and eight bytes a value`() {
    var page = JournalPage()
    defer { page.free() }
    var row = page.begin(.records, room: JournalRow.plainRoom)
    row.put("ab")
    row.putNull()
    #expect(page.keep(row, isHashed: true) == 0)
    let bytes = UnsafeRawBufferPointer(start: page.base, count: page.used)
    let table = Table.records.rawValue
    #expect(Array(bytes) == [table, 2, 2, 0, 0, 0, 0, 0, 0, 0, 97, 98, 0])
  }

  /// Orders in versions: of the first the last comes many pages later.
  private func writeOrders(_ journal: inout Journal) {
    var places = Array(repeating: Journal.Place(), count: 3_000)
    for version in ["pending", "accepted", "filled"] {
      for order in places.indices {
        write(order, version, &journal, &places[order])
        if order % 3 == 0 { write(order, version + " again", &journal, &places[order]) }
      }
    }
  }

  private func write(
    _ order: Int, _ state: String, _ journal: inout Journal, _ place: inout Journal.Place
  ) {
    var row = journal.begin(.orders, order + 1, cause: nil)
    row.put(order + 1)
    for _ in 0..<17 { row.putNull() }
    row.put(state)
    for _ in 0..<6 { row.putNull() }
    journal.end(row, replacing: &place)
  }

  @Test func `of versions of a row the last stays, within a page and across pages`() throws {
    let folder = NSTemporaryDirectory() + "tidemark-journal-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sink = try RunDatabase(path: "\(folder)/run.sqlite")
    var journal = Journal(sink: sink)
    writeOrders(&journal)
    let note = String(repeating: "x", count: 300_000)
    journal.note(.notes, [.integer(1), .text(note)], isHashed: false)
    journal.note(.plots, [.integer(2), .text("a"), .real(0.25)])
    let written = journal.hash()
    try sink.finish()
    let queue = try DatabaseQueue(path: "\(folder)/run.sqlite")
    try queue.read { database in
      let states = try Row.fetchAll(
        database, sql: "SELECT state, count(*), min(id), max(event) FROM orders GROUP BY state")
      #expect(
        states.map { "\($0[0] as String) \($0[1] as Int) \($0[2] as Int) \($0[3] as Int)" } == [
          "filled 2000 2 3000", "filled again 1000 1 2998",
        ])
      #expect(try String.fetchOne(database, sql: "SELECT text FROM notes") == note)
      #expect(try Int.fetchOne(database, sql: "SELECT value * 100 FROM plots") == 25)
    }
    // The same rows without a database, and without what is not hashed.
    let alone = hash { journal in
      writeOrders(&journal)
      journal.note(.plots, [.integer(2), .text("a"), .real(0.25)])
    }
    #expect(written == alone)
  }

  @Test func `an order holds no reference, and rows stay where more are added`() {
    #expect(_isPOD(OrderState.self))
    #expect(_isPOD(DueTask.self))
    var rows = GrowingRows<[Int]>(capacity: 1)
    defer { rows.free() }
    for number in 0..<100 { rows.append([number]) }
    rows[40].append(1)
    #expect(rows.count == 100)
    #expect(rows.map { $0.reduce(0, +) }.reduce(0, +) == 4951)
  }
}

import Foundation
import Quantities
import Testing

/// A number that a page works out: a row of a table headed `number | calculation | value`.
struct WorkedNumber: CustomTestStringConvertible, Sendable {
  let name: String
  let value: String

  var testDescription: String { name }

  static let onPages: [WorkedNumber] = Page.all.flatMap(rows)

  private static func rows(of page: Page) -> [WorkedNumber] {
    var isInside = false
    var found: [WorkedNumber] = []
    for line in page.lines {
      if line == "| number | calculation | value |" { isInside = true }
      if !line.hasPrefix("|") { isInside = false }
      let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard isInside, cells.count == 5, cells[1].hasPrefix("`") else { continue }
      found.append(WorkedNumber(name: cells[1].filter { $0 != "`" }, value: cells[3]))
    }
    return found
  }
}

/// How the modules come to a number of that name.
struct Computation: Sendable {
  let name: String
  let run: @Sendable () throws -> any CustomStringConvertible

  init(_ name: String, _ run: @escaping @Sendable () throws -> any CustomStringConvertible) {
    (self.name, self.run) = (name, run)
  }

  static let all: [Computation] =
    prices + margins + bands + lending + liquidations + fills + impact
    + alerts + limits + partialCloses + orderMargins + pools
}

struct WorkedNumberTests {
  @Test(arguments: WorkedNumber.onPages)
  func `a number of a page is what the modules compute`(number: WorkedNumber) throws {
    let computation = try #require(
      Computation.all.first { $0.name == number.name }, "nothing computes \(number.name)")
    #expect(try computation.run().description == number.value)
  }

  @Test func `pages show every number once`() {
    #expect(WorkedNumber.onPages.map(\.name).sorted() == Computation.all.map(\.name).sorted())
  }
}

/// Values of the tables from their texts.
func exact<Value: FixedPoint>(_ text: String) throws -> Value { try Value(text) }

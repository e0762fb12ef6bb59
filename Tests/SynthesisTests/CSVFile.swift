import CZlib
import Foundation
import Quantities

/// The rows of a generated CSV file: every field but the sides as a count of 1e-8, sides as their
/// letter.
struct CSVFile {
  let header: String
  let width: Int
  private(set) var cells: [Int64] = []
  var count: Int { cells.count / width }

  /// Reads `.csv.gz`; throws on a field that is no decimal and on a row of another width.
  init(_ url: URL) throws {
    let bytes = try unzipped(url)
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    header = String(decoding: lines.first ?? [], as: UTF8.self)
    width = header.split(separator: ",").count
    for line in lines.dropFirst() {
      let before = cells.count
      for field in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        cells.append(try Self.cell(field))
      }
      guard cells.count - before == width else { throw Flaw(line: line) }
    }
  }

  subscript(row: Int, column: Int) -> Int64 { cells[row * width + column] }

  /// Nanoseconds of a row.
  func time(_ row: Int) -> Int64 { self[row, 0] }

  private static func cell(_ field: ArraySlice<UInt8>) throws -> Int64 {
    if let letter = field.first, letter >= 65, field.count == 1 { return Int64(letter) }
    // Nineteen digits are a time, which is whole; all else is a decimal.
    let decimals = field.count == 19 ? 0 : 8
    let parsed = field.withUnsafeBufferPointer { Decimal.parse($0, decimals: decimals) }
    guard try !parsed.get().wasRounded else { throw Flaw(line: field) }
    return try parsed.get().raw
  }

  struct Flaw: Error, CustomStringConvertible {
    let line: ArraySlice<UInt8>
    var description: String { "cannot be read: \(String(decoding: line, as: UTF8.self))" }
  }
}

/// The bytes inside a gzip file.
func unzipped(_ url: URL) throws -> [UInt8] {
  guard let file = gzopen(url.path, "rb") else { throw CocoaError(.fileReadUnknown) }
  defer { gzclose(file) }
  var result: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = Int(gzread(file, &chunk, UInt32(chunk.count)))
    guard count >= 0 else { throw CocoaError(.fileReadCorruptFile) }
    if count == 0 { return result }
    result += chunk.prefix(count)
  }
}

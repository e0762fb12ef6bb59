import Foundation
import MarketData
import Quantities
import Testing

/// Python of the checkout's `.venv` where it has NumPy, else nil.
private let python: String? = {
  let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let path = checkout.appendingPathComponent(".venv/bin/python").path
  guard FileManager.default.fileExists(atPath: path) else { return nil }
  return (try? run(path, "import numpy")) == nil ? nil : path
}()

/// What a program prints; throws where it fails.
private func run(_ python: String, _ program: String) throws -> String {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: python)
  process.arguments = ["-c", program]
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  struct Failed: Error { let status: Int32 }
  if process.terminationStatus != 0 { throw Failed(status: process.terminationStatus) }
  return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
}

@Suite("NumPy")
struct NumPyTests {
  @Test("opens a tape without copying and reads the fields that were written")
  func opens() throws {
    guard let python else {
      print("skipped: no NumPy in .venv; `make setup-test` installs it")
      return
    }
    let scratch = try Scratch()
    let tape = try scratch.trades("t", at: [1, 2, 3])
    let row = tape.rows(as: TradeRow.self)[1]
    let printed = try run(
      python,
      """
      import numpy
      rows = numpy.load("\(tape.path)/trade.npy", mmap_mode="r")
      print(len(rows), rows.dtype.itemsize, rows["ts"][1], rows["price"][1], rows["size"][1],
            rows["side"][1], type(rows).__name__)
      """)
    #expect(
      printed
        == "3 32 \(row.ts.nanoseconds) \(row.price.raw) \(row.size.raw) \(row.sideCode) memmap")
  }
}

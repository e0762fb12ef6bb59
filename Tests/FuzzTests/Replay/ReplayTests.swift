import Foundation
import Ingest
import Testing

/// What the fuzzer starts from, and what it has found, goes through the same doors in every test.
struct ReplayTests {
  private static let seeds = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Seeds")

  private static func files(_ folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: seeds.appending(path: folder), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  @Test func `every target has seeds, and no seeds are without target`() throws {
    let folders = try Self.files("").map(\.lastPathComponent).filter { !$0.hasPrefix(".") }
    #expect(folders == FuzzTarget.all.map(\.name).sorted())
    for folder in folders { #expect(try Self.files(folder).count > 1, "\(folder)") }
  }

  /// A crash ends the tests, and names its seed on the line before.
  @Test func `every seed comes to an end`() throws {
    defer { FuzzFolder.removeAll() }
    for target in FuzzTarget.all {
      for file in try Self.files(target.name) {
        let bytes = try Data(contentsOf: file)
        let started = ContinuousClock.now
        bytes.withUnsafeBytes(target.run)
        #expect(ContinuousClock.now - started < .seconds(10), "\(target.name) \(file.path)")
      }
    }
    try readInEveryFormat()
  }

  /// A file is read in every format there is, so that a new format meets the old files.
  private func readInEveryFormat() throws {
    for file in try Self.files(FuzzTarget.csv.name) {
      let bytes = Array(try Data(contentsOf: file).dropFirst(2))
      for format in ImportFormat.all {
        for options in [0, 1] { CSVRows.read(bytes, format.name, options: options) }
      }
    }
  }
}

import CZlib
import Foundation
import MarketData

@testable import Ingest

/// A folder that goes with the test.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/ingest-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var target: String { path + "/tape" }

  /// What lies in the folder, sorted.
  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  func write(_ text: String, as name: String = "in.csv") throws -> String {
    try write(Data(text.utf8), as: name)
  }

  func write(_ data: Data, as name: String) throws -> String {
    let file = path + "/" + name
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  func request(
    _ format: String, _ files: [String], onBadRow: BadRowPolicy = .stop
  ) -> ImportRequest {
    ImportRequest(
      format: format, files: files, venue: "venue", symbol: "BTC/USD", target: target,
      onBadRow: onBadRow)
  }

  /// Imports one text and gives the tape.
  func tape(_ format: String, _ text: String, onBadRow: BadRowPolicy = .stop) throws -> Tape {
    _ = try Import.run(request(format, [write(text)], onBadRow: onBadRow))
    return try Tape(path: target)
  }

  /// The error of an import, without the path of the folder.
  func failure(_ format: String, _ text: String) throws -> String? {
    try failure(request(format, [write(text)]))
  }

  func failure(_ request: ImportRequest) -> String? {
    do {
      _ = try Import.run(request)
      return nil
    } catch {
      return error.description.replacingOccurrences(of: path + "/", with: "")
    }
  }
}

extension Tape {
  func all<Row: TapeRow>(_ type: Row.Type) -> [Row] { Array(rows(as: type)) }
}

/// One member of gzip with the bytes.
func gzip(_ bytes: [UInt8]) -> Data { deflated(bytes, windowBits: MAX_WBITS + 16) }

func deflated(_ bytes: [UInt8], windowBits: Int32) -> Data {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + 1000)
  let made = input.withUnsafeMutableBufferPointer { from in
    output.withUnsafeMutableBufferPointer { to in
      stream.next_in = from.baseAddress
      stream.avail_in = UInt32(from.count)
      stream.next_out = to.baseAddress
      stream.avail_out = UInt32(to.count)
      deflate(&stream, Z_FINISH)
      return to.count - Int(stream.avail_out)
    }
  }
  deflateEnd(&stream)
  return Data(output.prefix(made))
}

func gzip(_ text: String) -> Data { gzip(Array(text.utf8)) }

/// A small generator, so that a seed names a file.
struct SeededStream: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

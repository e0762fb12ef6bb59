import Foundation
import Testing

@testable import Ingest

extension Scratch {
  var sheet: String { path + "/out.yaml" }

  func reference(
    _ format: String, _ file: String, _ policy: BadRowPolicy = .stop, only: [String] = []
  ) -> ReferenceRequest {
    ReferenceRequest(format: format, file: file, target: sheet, onBadRow: policy, only: only)
  }

  /// The YAML made of a file, without the lines about where it comes from, and the report.
  func yaml(
    _ request: ReferenceRequest
  ) throws -> (text: String, report: ReferenceReport) {
    let report = try ReferenceImport.run(request)
    let lines = try String(contentsOfFile: sheet, encoding: .utf8).components(separatedBy: "\n")
    let body = lines.drop { $0.hasPrefix("#") }
    return (body.joined(separator: "\n"), report)
  }

  func yaml(
    _ format: String, _ text: String, _ policy: BadRowPolicy = .stop, only: [String] = []
  ) throws -> (text: String, report: ReferenceReport) {
    try yaml(reference(format, write(text), policy, only: only))
  }

  /// What is said of a text, without the path of the folder; nothing may be left behind.
  func refusal(_ format: String, _ text: String, only: [String] = []) throws -> String? {
    try refusal(reference(format, write(text), only: only))
  }

  func refusal(_ request: ReferenceRequest) throws -> String? {
    let before = try contents()
    do throws(IngestError) {
      _ = try ReferenceImport.run(request)
      return nil
    } catch {
      #expect(try contents() == before, "something is left behind")
      return error.description.replacingOccurrences(of: path + "/", with: "")
    }
  }
}

/// What every bad row is answered with.
let mendRow = "mend the row, or leave it out with --on-bad-row skip"

/// Files beside the tests: what is read, and the YAML that comes of it.
enum Fixture {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/" + name
  }

  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }
}

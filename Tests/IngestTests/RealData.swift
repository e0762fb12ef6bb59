import Foundation

/// The folder of recorded data: TIDEMARK_DATA, else `../shared/data` beside the checkout.
enum RealData {
  static let path: String? = {
    let given = ProcessInfo.processInfo.environment["TIDEMARK_DATA"]
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = given ?? checkout.deletingLastPathComponent().path + "/shared/data"
    if FileManager.default.fileExists(atPath: path + "/README.md") { return path }
    print("no recorded data at \(path): its tests are passed over; set TIDEMARK_DATA")
    return nil
  }()

  /// Rows and SHA-256 of a file, as the table of the README has them.
  static func row(of file: String) throws -> (rows: Int, sha256: String) {
    let readme = try String(contentsOfFile: (path ?? "") + "/README.md", encoding: .utf8)
    let line = readme.split(separator: "\n").first { $0.hasPrefix("| \(file) |") }
    let cells = line?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    guard cells.count >= 4, let rows = Int(cells[1].split(separator: " ").first ?? "") else {
      throw CocoaError(.fileReadUnknown)
    }
    return (rows, cells[3])
  }

  /// Every file of the README's table.
  static let files: [String] = {
    guard let readme = try? String(contentsOfFile: (path ?? "") + "/README.md", encoding: .utf8)
    else { return [] }
    let table = readme.components(separatedBy: "## All files").last ?? ""
    return table.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("/") }.map {
      $0.split(separator: "|")[0].trimmingCharacters(in: .whitespaces)
    }
  }()
}

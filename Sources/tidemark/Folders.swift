import Foundation
import MarketData

/// Where things are found and put.
enum Folders {
  private static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Tapes made from CSV files: `TIDEMARK_CACHE`, else the user's cache folder.
  static var cache: String {
    if let folder = environment["TIDEMARK_CACHE"] { return folder }
    let base =
      environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.cache"
    return base + "/tidemark/tapes"
  }

  /// The text of `plotly.min.js`: `TIDEMARK_PLOTLY`, else `.venv/plotly.min.js` of the checkout
  /// that this program was built in or that one stands in.
  static func plotly() throws -> String {
    var candidates = [environment["TIDEMARK_PLOTLY"]].compactMap { $0 }
    candidates.append(".venv/plotly.min.js")
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      candidates.append(folder.appendingPathComponent(".venv/plotly.min.js").path)
    }
    for candidate in candidates {
      if let data = FileManager.default.contents(atPath: candidate) {
        return String(decoding: data, as: UTF8.self)
      }
    }
    throw Failure(
      Failure.missingInput,
      "plotly.min.js is not there: run `make setup`, or set TIDEMARK_PLOTLY to the file; "
        + "`run` can do without it by --no-report")
  }

  /// What a folder of ours holds; no other folder is ever replaced.
  private static let marks = ["run.sqlite", "metadata.json", "run.csv"]

  /// Refuses a target that exists: without --force always, with it unless the folder is ours.
  static func checkTarget(_ path: String, force: Bool, option: String) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else { return }
    if !force {
      throw Failure(
        Failure.usage, "\(path) exists already; choose another \(option), or give --force")
    }
    let content = (try? manager.contentsOfDirectory(atPath: path)) ?? ["a file"]
    let isOfTapes = content.allSatisfy { manager.fileExists(atPath: "\(path)/\($0)/metadata.json") }
    if !isOfTapes, !content.contains(where: marks.contains) {
      throw Failure(
        Failure.usage,
        "\(path) is not a folder that tidemark wrote, so --force does not replace it; "
          + "choose another \(option)")
    }
  }

  /// Makes a folder beside its final place, fills it, and moves it into place when it is whole.
  /// Where `fill` throws, nothing is left.
  static func publish<T>(
    _ path: String, force: Bool, option: String = "--out", fill: (String) throws -> T
  ) throws -> T {
    let manager = FileManager.default
    try checkTarget(path, force: force, option: option)
    let staging = WholeFile.staging(path)
    Unfinished.add(staging)
    defer { Unfinished.remove(staging) }
    try WholeFile.makeFolder(staging)
    let result = try fill(staging)
    let old = try WholeFile.publish(folder: staging, as: path)
    if let old { try? manager.removeItem(atPath: old) }
    return result
  }
}

import Foundation
import Glibc
import MarketData

/// Where the files of a scenario may lie.
extension RunSetup {
  /// Every file that the scenario names lies under its root, also behind links: the nearest folder
  /// above the scenario with a folder `rulebooks` in it, else the scenario's own folder. Data lie
  /// under `data_root` where that is given, which may be anywhere. What the command line names by
  /// `--set` may be anywhere, too.
  static func checkPaths(_ scenario: Scenario) throws(ConfigurationError) {
    let root = root(of: scenario.file)
    let elsewhere = "move the file there, or name it on the command line: --set "
    for (key, path) in files(scenario) where !lies(path, under: root) {
      guard let place = scenario.places.value(key) else { continue }
      throw problem(
        scenario, place, "", "\(path) leads out of the scenario's root \(root)",
        elsewhere + "\(key.replacing("[", with: "").replacing("]", with: ""))=PATH")
    }
    let dataRoot = scenario.dataRoot.map(resolved) ?? root
    for (key, path) in data(scenario) where !lies(path, under: dataRoot) {
      guard let place = scenario.places.value(key) else { continue }
      throw problem(
        scenario, place, "", "\(path) leads out of \(dataRoot)",
        scenario.dataRoot == nil
          ? "move the data there, or name the folder that they are in as `data_root`"
          : "move the data there, or choose a `data_root` that holds all of them")
    }
    for (key, source) in sources(scenario) {
      guard let part = source.part, !FileName.isPlain(part) else { continue }
      throw problem(
        scenario, scenario.places.value("\(key).part"), part,
        "a part is the plain name of a folder that the format writes",
        "take a name of letters, digits, '-', '_' and '.'")
    }
  }

  private static func files(_ scenario: Scenario) -> [(key: String, path: String)] {
    let instruments = scenario.instrumentPaths
    let isOne = scenario.places.value("instruments.[0]") == nil
    return [("rulebook", scenario.rulebookPath)]
      + instruments.indices.map {
        (isOne ? "instruments" : "instruments.[\($0)]", instruments[$0])
      }
      + scenario.participants.enumerated().map { ("strategies.[\($0)].script", $1.script) }
      + (scenario.latency.file.map { [("latency.file", $0)] } ?? [])
  }

  private static func sources(
    _ scenario: Scenario
  ) -> [(key: String, source: Scenario.Source)] {
    scenario.data.enumerated().map { ("data.[\($0)]", $1) }
      + scenario.history.enumerated().map { ("history.[\($0)]", $1) }
      + scenario.series.enumerated().map { ("series.[\($0)]", $1.source) }
  }

  private static func data(_ scenario: Scenario) -> [(key: String, path: String)] {
    sources(scenario).map { ("\($0).\($1.format == nil ? "tape" : "file")", $1.path) }
  }

  /// The folder under which the files of a scenario lie.
  private static func root(of file: String) -> String {
    let own = URL(fileURLWithPath: resolved(file)).deletingLastPathComponent()
    var folder = own
    while !FileManager.default.fileExists(atPath: folder.path + "/rulebooks") {
      if folder.path == "/" { return own.path }
      folder.deleteLastPathComponent()
    }
    return folder.path
  }

  private static func lies(_ path: String, under root: String) -> Bool {
    let place = resolved(path)
    return place == root || place.hasPrefix(root == "/" ? root : root + "/")
  }

  /// The path without links, `.` and `..`; what does not exist yet keeps its name.
  private static func resolved(_ path: String) -> String {
    var folder = URL(fileURLWithPath: path).standardizedFileURL
    var missing: [String] = []
    while folder.path != "/" {
      if let real = realpath(folder.path, nil) {
        defer { free(real) }
        let start = String(cString: real)
        return ([start == "/" ? "" : start] + missing.reversed()).joined(separator: "/")
      }
      missing.append(folder.lastPathComponent)
      folder.deleteLastPathComponent()
    }
    return "/" + missing.reversed().joined(separator: "/")
  }
}

import Foundation

/// The checkout the tests stand in, and the files the rules are about.
enum Checkout {
  /// The folder that holds Package.swift.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift and C file of `Sources` and `Tests`.
  static let sources: [SourceFile] = files(under: ["Sources", "Tests"])
    .filter { ["swift", "c", "h"].contains($0.pathExtension) }
    .compactMap(SourceFile.init(at:))

  /// Every text a person reads or a program is fed: code, pages, scripts, scenarios, metadata.
  static let texts: [TextFile] = (files(under: textFolders) + topLevelFiles)
    .filter { textEndings.contains($0.pathExtension) }
    .compactMap(TextFile.init(at:))

  /// The names of the folders in `folder`, sorted.
  static func folders(in folder: String) -> [String] {
    let place = root.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { isFolder(place.appending(path: $0)) }.sorted()
  }

  /// `true` when the checkout has a file or folder at `path`, relative to the root.
  static func holds(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// `url` as it is written from the root: `Sources/Kernel/EventQueue.swift`.
  static func path(of url: URL) -> String {
    String(url.path.dropFirst(root.path.count).drop { $0 == "/" })
  }

  private static let textFolders = [
    "Sources", "Tests", "Benchmarks", "Tools", "docs", "scenarios", "rulebooks", "strategies",
    "instruments", "studies", "datasets", "integrations", ".ci",
  ]

  /// The ending of Makefile, LICENSE and .ci/run is the empty one.
  private static let textEndings: Set<String> = [
    "", "swift", "c", "h", "modulemap", "md", "yaml", "yml", "json", "lua", "sh", "py", "txt",
    "mustache", "html", "css", "js",
  ]

  private static var topLevelFiles: [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.filter { $0 != ".git" && $0 != "Package.resolved" }.sorted()
      .map { root.appending(path: $0) }.filter { !isFolder($0) }
  }

  private static func files(under folders: [String]) -> [URL] {
    folders.flatMap { folder in
      let place = root.appending(path: folder).path
      let inside = FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String } ?? []
      return inside.sorted().map { URL(filePath: place).appending(path: $0) }
        .filter { !isFolder($0) }
    }
  }

  private static func isFolder(_ url: URL) -> Bool {
    var answer: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &answer)
      && answer.boolValue
  }
}

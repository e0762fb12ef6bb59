import Testing

/// The table of rooms, the folders, the manifest and the imports say the same.
struct RoomTests {
  @Test func `every folder of Sources is a room, and every room has its folder`() {
    #expect(Checkout.folders(in: "Sources") == Rooms.all)
  }

  @Test func `every target is a room, and every room a target`() throws {
    let targets = try Manifest.read().targets.filter {
      $0.type != "test" && $0.name != "TestSupport"
    }
    #expect(targets.map(\.name).sorted() == Rooms.all)
  }

  @Test func `a room imports only rooms of lower floors`() {
    report(Checkout.sources.filter(\.isSource).flatMap(upwardImports(of:)))
  }

  @Test func `the manifest names only rooms of lower floors`() throws {
    for target in try Manifest.read().targets where target.type != "test" {
      for dependency in target.dependencies {
        #expect(
          mayOpen(dependency.name, from: target.name),
          "Package.swift: \(target.name) may not stand on \(dependency.name)")
      }
    }
  }

  @Test func `the manifest names what the files import, no more and no less`() throws {
    let imported = importedModules()
    for target in try Manifest.read().targets {
      guard let modules = imported[target.name] else { continue }
      let named = Set(target.dependencies.map(\.name))
      #expect(
        modules.subtracting(named).subtracting(Rooms.toolchain).sorted() == [],
        "Package.swift: \(target.name) imports these and does not name them")
      #expect(
        named.subtracting(modules).sorted() == [],
        "Package.swift: \(target.name) names these and no file of it imports them")
    }
  }

  /// The release builds of the run loop and of the host of scripts do without dynamic checks of
  /// exclusive access (docs/decisions.md).
  private static let withUnsafeFlags: Set<String> = ["Simulation", "LuaStrategies"]

  @Test func `every Swift target has the settings of the house`() throws {
    let imported = importedModules()
    for target in try Manifest.read().targets where imported[target.name] != nil {
      let settings = target.settings.filter { $0.tool == "swift" }.map(\.text)
      let missing = Set(Self.settings).subtracting(settings).sorted()
      #expect(missing == [], "Package.swift: \(target.name) lacks these settings")
      let unsafe = target.settings.map(\.text).filter { $0.hasPrefix("unsafeFlags") }
      let allowed = Self.withUnsafeFlags.contains(target.name) ? unsafe : []
      #expect(unsafe == allowed, "Package.swift: \(target.name)")
    }
  }

  @Test func `no type bears the name of a room`() {
    report(
      Checkout.sources.filter { $0.isSource && $0.isSwift }.flatMap { file in
        let found = words(in: file.code[...])
        return zip(found, found.dropFirst()).filter { keyword, name in
          keyword.text != "extension" && Self.naming.contains(keyword.text)
            && Rooms.floorOf[name.text] != nil
        }.map { _, name in
          Finding(
            path: file.path, line: file.text.line(of: name.offset),
            rule: "a type named \(name.text) hides the module \(name.text); name what it is")
        }
      })
  }

  @Test func `an import upwards, sideways or of an unknown library is found`() {
    let file = SourceFile(
      "Sources/Margin/A.swift",
      """
      public import Quantities
      // import Simulation
      @preconcurrency internal import struct Lending.Pool
      import LuaStrategies
      import Liquidation
      import Yams
      import Foundation
      """)
    #expect(upwardImports(of: file).map(\.line) == [4, 5, 6])
  }

  private static let settings = [
    "swiftLanguageMode 6", "enableUpcomingFeature ExistentialAny",
    "enableUpcomingFeature InternalImportsByDefault",
    "enableUpcomingFeature MemberImportVisibility", "treatAllWarnings error",
  ]

  private static let naming = typeKeywords.union(["typealias"])
}

/// The modules that the Swift files of each target import, by target.
private func importedModules() -> [String: Set<String>] {
  Checkout.sources.filter(\.isSwift).reduce(into: [:]) { table, file in
    table[file.room, default: []].formUnion(imports(of: file).map(\.module))
  }
}

private func upwardImports(of file: SourceFile) -> [Finding] {
  imports(of: file).filter { !mayOpen($0.module, from: file.room) }.map { found in
    let rule =
      Rooms.floorOf[found.module] == nil
      ? "\(found.module) is not opened in \(file.room); see Rooms.libraries"
      : "\(file.room) stands on floor \(floor(file.room)), \(found.module) on floor "
        + "\(floor(found.module)); import only downwards, never sideways"
    return Finding(path: file.path, line: found.line, rule: rule)
  }
}

private func mayOpen(_ module: String, from room: String) -> Bool {
  guard let below = Rooms.floorOf[module] else {
    return Rooms.toolchain.contains(module) || Rooms.collections.contains(module)
      || Rooms.libraries[module]?.contains(room) == true
  }
  return below < floor(room)
}

/// The floor of a room; a room that is not in the table stands below all others.
private func floor(_ room: String) -> Int { Rooms.floorOf[room] ?? -1 }

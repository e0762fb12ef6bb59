// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The run loop and the host of a script own their state alone: dynamic checks of exclusive access
/// cost a seventh of it.
let fast: [SwiftSetting] =
  settings + [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
  ]

func room(_ name: String, _ below: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: below, swiftSettings: settings)
}

func tests(_ name: String, _ below: [Target.Dependency], resources: [Resource]? = nil) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: below, resources: resources, swiftSettings: settings)
}

/// The fuzz targets: a test that replays their seeds or, where `TIDEMARK_FUZZ` is set, the fuzzer
/// (docs/fuzzing.md).
func fuzz(_ below: [Target.Dependency]) -> Target {
  let path = "Tests/FuzzTests"
  if Context.environment["TIDEMARK_FUZZ"] == nil {
    return .testTarget(
      name: "FuzzTests", dependencies: below, path: path, exclude: ["Driver", "Seeds"],
      swiftSettings: settings)
  }
  return .executableTarget(
    name: "tidemark-fuzz", dependencies: below, path: path, exclude: ["Replay", "Seeds"],
    swiftSettings: settings)
}

let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let collections = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
  name: "tidemark",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0
    .systemLibrary(name: "CCrypto"),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    room("Quantities", [bigInt]),
    // Floor 1
    room("MarketData", ["Quantities", "CCrypto"]),
    room("Kernel", ["Quantities", collections]),
    room("Accounting", ["Quantities"]),
    room("Statistics", ["CGSL"]),
    .target(
      name: "LuaBridge", dependencies: ["CLua"],
      cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    // Floor 2
    room("Ingest", ["Quantities", "MarketData", "CLibCSV", "CZlib", "CZstd"]),
    room("Synthesis", ["Quantities", "MarketData", "Kernel", "CZlib"]),
    room("Matching", ["Quantities", "MarketData", "Kernel"]),
    room("Pricing", ["Quantities"]),
    room("Lending", ["Quantities"]),
    room("Strategies", ["Quantities", "MarketData"]),
    // Floor 3
    room("Margin", ["Quantities"]),
    .target(
      name: "LuaStrategies", dependencies: ["Quantities", "MarketData", "Strategies", "LuaBridge"],
      swiftSettings: fast),
    // Floor 4
    room("Liquidation", ["Quantities", "Margin"]),
    // Floor 6
    .target(
      name: "Simulation",
      dependencies: [
        "Quantities", "MarketData", "Kernel", "Accounting", "Ingest", "Matching", "Pricing",
        "Lending", "Strategies", "Margin", "LuaStrategies", "Liquidation", "Statistics", yams, grdb,
        sqlite,
      ], swiftSettings: fast),
    // Floor 7
    .target(
      name: "Reporting", dependencies: ["MarketData", "Quantities", "Statistics", grdb, mustache],
      resources: [.copy("Templates")], swiftSettings: settings),
    room(
      "Conformance", ["Quantities", "MarketData", "Lending", "Margin", "Liquidation", "Simulation"]),
    // Floor 8
    .executableTarget(
      name: "tidemark",
      dependencies: [
        "Quantities", "MarketData", "Ingest", "Synthesis", "Matching", "Margin", "LuaStrategies",
        "Simulation", "Reporting", "Conformance", arguments,
      ], swiftSettings: settings),
    .executableTarget(
      name: "tidemark-bench",
      dependencies: [
        "Quantities", "MarketData", "Ingest", "Matching", "Strategies", "LuaStrategies",
        "Simulation", arguments,
      ], swiftSettings: settings),
    // Tests
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("Quantities", ["Quantities"]),
    tests("MarketData", ["MarketData", "Quantities"]),
    tests("Kernel", ["Kernel", "Quantities"]),
    tests("Accounting", ["Accounting", "Quantities", "TestSupport"]),
    tests("Statistics", ["Statistics"], resources: [.copy("Vectors")]),
    tests("LuaBridge", ["LuaBridge"]),
    tests(
      "Ingest", ["Ingest", "Quantities", "MarketData", "CZlib", "CZstd"],
      resources: [.copy("Fixtures")]),
    tests("Synthesis", ["Synthesis", "Quantities", "MarketData", "Kernel", "CZlib"]),
    tests(
      "Matching", ["Matching", "Quantities", "MarketData", "Kernel"],
      resources: [.copy("Fixtures")]),
    tests("Pricing", ["Pricing", "Quantities", "TestSupport"]),
    tests("Lending", ["Lending", "Quantities", "TestSupport"], resources: [.copy("Vectors")]),
    tests("Margin", ["Margin", "Quantities", "TestSupport"], resources: [.copy("Vectors")]),
    tests("LuaStrategies", ["LuaStrategies", "Strategies", "MarketData", "Quantities"]),
    tests("Liquidation", ["Liquidation", "Margin", "Quantities", "TestSupport"]),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "Simulation", "Strategies", "Lending", "Accounting", "Liquidation", "Ingest", "Matching",
        "Margin", "Pricing", "MarketData", "Quantities", "Reporting", "Kernel", "TestSupport",
        grdb,
      ], exclude: ["Real"], swiftSettings: settings),
    tests("Reporting", ["Reporting", "MarketData", grdb]),
    tests(
      "Conformance", ["Conformance", "Margin", "Quantities", "Simulation", "TestSupport"],
      resources: [.copy("Vectors")]),
    .testTarget(
      name: "CommandTests", exclude: ["Golden"], swiftSettings: settings),
    tests(
      "Docs",
      [
        "Quantities", "MarketData", "Matching", "Pricing", "Lending", "Margin", "Liquidation",
        "Strategies", "LuaStrategies", "Simulation", "Statistics",
      ]),
    fuzz(["Ingest", "LuaStrategies", "MarketData", "Quantities", "Simulation"]),
    tests("Tidy", []),
  ]
)

// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func room(_ name: String, _ below: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: below, swiftSettings: settings)
}

func tests(_ name: String, _ below: [Target.Dependency], resources: [Resource]? = nil) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: below, resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "tidemark",
  dependencies: [
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
  ],
  targets: [
    .systemLibrary(name: "CCrypto"),
    room("Quantities"),
    room("MarketData", ["Quantities", "CCrypto"]),
    room("Kernel", ["Quantities", .product(name: "HeapModule", package: "swift-collections")]),
    room("Accounting", ["Quantities"]),
    room("Strategies", ["Quantities", "MarketData"]),
    room("Lending", ["Quantities"]),
    room("Margin", ["Quantities"]),
    room("Liquidation", ["Quantities", "Margin"]),
    tests("Quantities", ["Quantities"]),
  ]
)

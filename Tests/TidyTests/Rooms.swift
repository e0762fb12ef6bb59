/// The rooms of the house and the floor each stands on. A room imports rooms of lower floors only,
/// never one beside it.
enum Rooms {
  static let floors: [Int: [String]] = [
    0: ["Quantities", "CLibCSV", "CGSL", "CLua", "CZlib", "CZstd", "CCrypto"],
    1: ["MarketData", "Kernel", "Accounting", "Statistics", "LuaBridge"],
    2: ["Ingest", "Synthesis", "Matching", "Pricing", "Lending", "Strategies"],
    3: ["Margin", "LuaStrategies"],
    4: ["Liquidation"],
    6: ["Simulation"],
    7: ["Reporting", "Conformance"],
    8: ["tidemark", "tidemark-bench"],
  ]

  /// Libraries of others, and the rooms that may open them. What stands in no list is not opened.
  static let libraries: [String: Set<String>] = [
    "ArgumentParser": ["tidemark", "tidemark-bench"],
    "BigInt": ["Quantities"],
    "GRDB": ["Simulation", "Reporting"],
    "GRDBSQLite": ["Simulation"],
    "Logging": ["Simulation", "tidemark"],
    "Mustache": ["Reporting"],
    "Yams": ["Simulation"],
  ]

  /// Collections, open to every room.
  static let collections: Set<String> = [
    "BasicContainers", "Collections", "DequeModule", "HashTreeCollections", "HeapModule",
    "OrderedCollections",
  ]

  /// What comes with the toolchain: open to every room, and the manifest does not name it.
  static let toolchain: Set<String> = [
    "Swift", "Synchronization", "Glibc", "Dispatch", "Foundation", "FoundationEssentials",
    "Testing",
  ]

  static let floorOf: [String: Int] = floors.reduce(into: [:]) { table, floor in
    for room in floor.value { table[room] = floor.key }
  }

  static let all: [String] = floorOf.keys.sorted()
}

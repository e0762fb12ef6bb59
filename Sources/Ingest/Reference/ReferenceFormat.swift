/// A layout of files that hold no market data but what a market is: its instruments, its tiers,
/// its rates. It is read into YAML.
public struct ReferenceFormat: Sendable {
  /// The name on the command line.
  public let name: String
  /// One line for a list of formats.
  public let summary: String
  /// The name of the YAML file where only its folder is given.
  let fileName: String
  /// Reads the bytes of a whole file.
  let read: @Sendable ([UInt8], inout ReferenceSheet) throws(IngestError) -> Void

  /// Every format, in the order of the manual.
  public static let all: [ReferenceFormat] = [
    ReferenceFormat(
      name: "instruments", summary: "symbol properties of LEAN, to a file of instruments",
      fileName: "instruments.yaml", read: InstrumentReader.read),
    ReferenceFormat(
      name: "binance-tiers", summary: "leverage tiers in JSON, to `margin.maintenance` by symbol",
      fileName: "tiers.yaml", read: TierReader.read),
    ReferenceFormat(
      name: "aave-strategies", summary: "reserves of Aave v3 in JSON, to `lending.pools`",
      fileName: "lending.yaml", read: AaveReader.read),
    ReferenceFormat(
      name: "compound-networks", summary: "rate models of Compound v2 in JSON, to `lending.pools`",
      fileName: "lending.yaml", read: CompoundReader.read),
  ]

  /// The format of that name, nil where there is none.
  public static func named(_ name: String) -> ReferenceFormat? {
    all.first { $0.name == name }
  }
}

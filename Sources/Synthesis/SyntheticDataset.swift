/// A generated dataset: invented venues, drawn from a seed.
public struct SyntheticDataset: Hashable, Sendable {
  /// The name that `tidemark synth` takes.
  public let name: String
  /// One line on what it holds.
  public let summary: String

  /// Every dataset that can be generated, in the order of a listing.
  public static let all: [SyntheticDataset] =
    [SyntheticDataset(name: ThreeVenues.name, summary: ThreeVenues.summary)]
    + WorkedExample.all.map { SyntheticDataset(name: $0.name, summary: $0.summary) }

  /// Generates the dataset `name` into the folder `path`, which is made where it is missing.
  ///
  /// One seed gives the same rows on every machine: nothing but IEEE addition, multiplication,
  /// division and square root decides a value. Each file appears under its name only when whole,
  /// `metadata.json` last; files of these names that are there already are replaced.
  ///
  /// - Returns: what `metadata.json` says.
  /// - Throws: `unknownDataset` with the known names, `unwritable` or `compression`.
  /// - Complexity: time linear in the rows (some 500,000 for `three-venues`); one file at a time
  ///   is in memory.
  public static func generate(
    name: String, seed: UInt64, to path: String
  ) throws(SynthesisError) -> DatasetManifest {
    guard let dataset = all.first(where: { $0.name == name }) else {
      throw .unknownDataset(name, known: all.map(\.name))
    }
    var folder = try DatasetFolder(path: path)
    let example = WorkedExample.all.first { $0.name == name }
    if let example {
      try example.write(seed: seed, into: &folder)
    } else {
      try ThreeVenues.write(seed: seed, into: &folder)
    }
    let manifest = DatasetManifest(
      name: dataset.name, summary: dataset.summary, seed: seed,
      events: example?.events ?? ThreeVenues.events, files: folder.files)
    try folder.finish(manifest)
    return manifest
  }
}

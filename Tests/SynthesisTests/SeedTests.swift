import Foundation
import Quantities
import Synthesis
import Testing

func time(_ text: String) throws -> Int64 { try Instant(text).nanoseconds }

/// One seed, one dataset.
struct SeedTests {
  @Test func `a seed gives the same bytes in another folder, and another seed others`() throws {
    let seven = try Generated.seven.get()
    let again = try Generated(seed: 7)
    defer { again.remove() }
    let eight = try Generated(seed: 8)
    defer { eight.remove() }
    let (first, second, other) = try (
      seven.fingerprints(), again.fingerprints(), eight.fingerprints()
    )
    #expect(first.count == 9)
    #expect(first == second)
    #expect(first.keys == other.keys)
    for (name, print) in first { #expect(other[name] != print, "\(name)") }
  }

  @Test func `the committed dataset is the one of seed 7`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "datasets/three-venues")
    let metadata = try Data(contentsOf: folder.appending(path: "metadata.json"))
    let committed = try DatasetManifest(json: metadata)
    let generated = try Generated.seven.get().manifest
    #expect(committed.seed == 7)
    #expect(committed.events == generated.events)
    #expect(
      committed.files.map(\.sha256Uncompressed) == generated.files.map(\.sha256Uncompressed))
    for file in committed.files {
      let url = folder.appending(path: file.file)
      #expect(fingerprint([UInt8](try Data(contentsOf: url))) == file.sha256)
      #expect(fingerprint(try unzipped(url)) == file.sha256Uncompressed)
    }
  }

  @Test func `the manifest returned is the one written`() throws {
    let seven = try Generated.seven.get()
    let written = try Data(contentsOf: seven.folder.appending(path: "metadata.json"))
    #expect(try DatasetManifest(json: written) == seven.manifest)
    #expect(seven.manifest.events.map(\.kind) == ["wick", "crash", "depth_collapse", "outage"])
  }

  @Test func `an unknown name is refused with the known ones`() {
    let error = SynthesisError.unknownDataset("two-venues", known: SyntheticDataset.all.map(\.name))
    #expect(throws: error) {
      try SyntheticDataset.generate(name: "two-venues", seed: 1, to: "nowhere")
    }
    #expect(
      "\(error)" == "there is no generated dataset 'two-venues'; there is: three-venues, "
        + "example-long, example-short, example-fall, example-wick")
    #expect(!FileManager.default.fileExists(atPath: "nowhere"))
  }

  @Test func `a folder that cannot be made is an error that names it`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data("a file".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let path = file.path + "/below"
    let error = #expect(throws: SynthesisError.self) {
      try SyntheticDataset.generate(name: "three-venues", seed: 1, to: path)
    }
    guard case .unwritable(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}

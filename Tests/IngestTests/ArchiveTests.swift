import CZlib
import Foundation
import MarketData
import Testing

@testable import Ingest

@Suite("Packed files")
struct ArchiveTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  private static let rows = (1...50_000).map { "\($0),B,\($0),1\n" }.joined()
  private static let bytes = Array(rows.utf8)

  private func rows(_ data: Data, as name: String) throws -> TapeMetadata {
    let file = try scratch.write(data, as: name)
    return try Import.run(scratch.request("plain-l2", [file]))[0]
  }

  private func reason(_ data: Data, as name: String = "in.zip") throws -> String? {
    let file = try scratch.write(data, as: name)
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("plain-l2", [file]))
    }
    #expect(error?.category == .badData)
    #expect(!FileManager.default.fileExists(atPath: scratch.target))
    return error?.reason
  }

  @Test("give the rows of the plain file")
  func same() throws {
    let plain = try rows(Data(Self.bytes), as: "in.csv")
    let file = Archive.File(name: "in.csv", bytes: Self.bytes)
    var stored = file
    stored.method = 0
    let archives = [
      Archive(files: [file]), Archive(files: [stored]), Archive(files: [file], isWide: true),
      Archive(files: [Archive.File(name: "a/", bytes: []), file]),
    ]
    for archive in archives {
      let made = try rows(archive.data, as: "in.zip")
      #expect(made.sha256 == plain.sha256)
      #expect(made.sources[0].member == "in.csv")
    }
    let frames = zstd(Self.bytes) + zstd(Array("50001,A,1,1\n".utf8))
    #expect(try rows(zstd(Self.bytes), as: "in.csv.zst").sha256 == plain.sha256)
    #expect(try rows(frames, as: "in.csv.zst").rowsWritten == 50_001)
    // The name says nothing: the bytes do.
    #expect(try rows(zstd(Self.bytes), as: "in.csv").sha256 == plain.sha256)
  }

  @Test("of zip that cannot be opened are refused, with skip too")
  func unopened() throws {
    let file = Archive.File(name: "in.csv", bytes: Self.bytes)
    var strange = file
    strange.method = 14
    var secret = file
    secret.flags = 1
    let whole = Archive(files: [file]).data
    let cases: [(Data, String)] = [
      (Archive(files: []).data, "the archive holds no file"),
      (
        Archive(files: [file, file]).data,
        "the archive holds 2 files; unpack it and name them in order"
      ),
      (Archive(files: [strange]).data, "the archive is packed by method 14, not by deflate"),
      (Archive(files: [secret]).data, "the archive is encrypted"),
      (whole.dropLast(30), "the archive is broken: it has no directory"),
      (whole.prefix(4), "the archive is broken: it has no directory"),
      (
        whole.dropFirst(0).prefix(40) + whole.suffix(22),
        "the archive is broken: its directory "
          + "lies outside the file"
      ),
    ]
    for (data, reason) in cases { #expect(try self.reason(data) == reason) }
    // A directory of 64 bits that counts more entries than can be.
    let record =
      Data([0x50, 0x4b, 6, 6]) + Data(count: 28) + Data(repeating: 0xff, count: 8) + Data(count: 16)
    let locator = Data([0x50, 0x4b, 6, 7]) + Data(count: 4) + Data(count: 8) + Data(count: 4)
    let end =
      Data([0x50, 0x4b, 5, 6]) + Data(count: 4) + Data(repeating: 0xff, count: 12) + Data(count: 2)
    let first = Data([0x50, 0x4b, 3, 4]) + Data(count: 26)
    #expect(try reason(first + record + locator + end)?.hasPrefix("the archive") == true)
    let path = try scratch.write(whole.dropLast(30), as: "in.zip")
    let error = #expect(throws: IngestError.self) {
      try Import.run(scratch.request("plain-l2", [path], onBadRow: .skip))
    }
    #expect(error?.remedy == "load the file again, or unpack it with a tool of your own")
  }

  @Test("whose data break stop the import, and keep their whole rows with skip")
  func broken() throws {
    var wrong = Archive.File(name: "in.csv", bytes: Self.bytes)
    wrong.checksum = 1
    var long = Archive.File(name: "in.csv", bytes: Self.bytes)
    long.size = 10
    #expect(try reason(Archive(files: [wrong]).data)?.hasSuffix("incorrect data check") == true)
    #expect(
      try reason(Archive(files: [long]).data)?.hasSuffix("the data are longer than it says") == true
    )
    let cut = zstd(Self.bytes).dropLast(40)
    #expect(try reason(cut, as: "in.csv.zst")?.contains("the zstd data are cut short") == true)
    let packed = try scratch.write(Archive(files: [wrong]).data, as: "in.zip")
    let kept = try Import.run(scratch.request("plain-l2", [packed], onBadRow: .skip))[0]
    #expect((kept.rowsRead, kept.truncated) == (50_000, true))
  }

  @Test("that grow without measure are refused")
  func bombs() throws {
    let ends = [UInt8](repeating: 10, count: 12 << 20)
    let grown = "the data grow more than 500 times"
    #expect(
      try reason(Archive(files: [.init(name: "in.csv", bytes: ends)]).data)?.hasSuffix(grown)
        == true)
    #expect(try reason(zstd(ends), as: "in.csv.zst")?.hasSuffix(grown) == true)
  }

  @Test("keep to a size in all, and to a window")
  func limits() throws {
    let limits = UnpackLimits(ratio: 500, free: 8 << 20, size: 10_000)
    for (name, data) in [
      ("a.gz", gzip(Self.bytes)), ("a.zst", zstd(Self.bytes)),
      ("a.zip", Archive(files: [.init(name: "a", bytes: Self.bytes)]).data),
    ] {
      var source = try ByteSource.open(scratch.write(data, as: name), limits: limits)
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { room.deallocate() }
      while try source.read(into: room) > 0 {}
      #expect(source.breakage?.hasSuffix("the data grow beyond 10000 bytes") == true)
    }
    var random = SeededStream(state: 5)
    let noise = (0..<(1 << 17)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(
      try reason(zstd(noise, windowLog: 27), as: "in.csv.zst")?.hasSuffix(
        "its window is larger than 64 MiB; pack it again without --long and --ultra") == true)
  }

  @Test("and what is no file are told apart")
  func kinds() throws {
    let folder = scratch.path
    mkfifo(folder + "/pipe", 0o600)
    symlink(folder + "/nowhere", folder + "/loose")
    symlink(folder + "/loop", folder + "/loop")
    let cases = [
      (folder, "it is a folder"), ("\(folder)/pipe", "it is a pipe"),
      ("/dev/null", "it is a device"), ("\(folder)/loose", "the link leads to no file"),
      ("\(folder)/loop", "it cannot be read: Too many levels of symbolic links"),
    ]
    for (path, reason) in cases {
      let error = #expect(throws: IngestError.self) {
        try Import.run(scratch.request("plain-l2", [path]))
      }
      #expect(error?.category == .missing && error?.reason == reason)
    }
    let real = try scratch.write("1,B,1,1\n")
    symlink(real, folder + "/link.csv")
    #expect(
      try Import.run(scratch.request("plain-l2", [folder + "/link.csv"]))[0].rowsRead == 1)
  }
}

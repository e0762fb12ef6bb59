import Foundation
import MarketData
import Testing

@Suite("Files and their names")
struct FileTests {
  @Test(
    "a name becomes a file name without a way out",
    arguments: [
      ("three-venues", "three-venues"), ("../x", "%2E.%2Fx"), ("..", "%2E%2E"), (".", "%2E"),
      ("BTC/USDT:USDT", "BTC%2FUSDT%3AUSDT"), ("", "%"), ("a\0b", "a%00b"), ("%", "%25"),
      (".hidden", "%2Ehidden"), ("end.", "end%2E"), ("a.b", "a.b"), ("con", "%63on"),
      ("NUL.txt", "%4EUL.txt"), ("com1", "%63om1"), ("contract", "contract"),
      ("\r\n\u{1b}", "%0D%0A%1B"),
      ("é", "%C3%A9"), ("e\u{301}", "e%CC%81"), ("a b", "a%20b"), ("C:\\x", "C%3A%5Cx"),
    ])
  func names(name: String, file: String) {
    #expect(FileName.of(name) == file)
    #expect(FileName.isPlain(name) == (name == file))
  }

  @Test("different names have different files that a file system takes")
  func distinct() throws {
    let long = String(repeating: "a", count: 300)
    let names = [
      "", "%", "%25", "a", "A", long, long + "b", String(repeating: "ä", count: 300), "a/b",
      "a%2Fb",
      "\u{212A}", "K", "k", String(repeating: "a", count: 80), String(repeating: "a", count: 81),
    ]
    let files = names.map(FileName.of)
    #expect(Set(files).count == names.count)
    let scratch = try Scratch()
    for file in files {
      #expect(file.utf8.count < 200)
      try WholeFile.write("x", to: "\(scratch.path)/\(file).csv")
    }
    #expect(scratch.names == files.map { $0 + ".csv" }.sorted())
  }

  @Test("a file is read whole, and nothing that may never end is waited for")
  func small() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/a"
    try WholeFile.write("12345", to: file)
    #expect(try SmallFile.read(file, limit: 5) == Array("12345".utf8))
    #expect(SmallFile.isRegular(file) && !SmallFile.isRegular(scratch.path))
    mkfifo(scratch.path + "/pipe", 0o644)
    let cases: [(String, SmallFileError)] = [
      (file, .tooLarge(limit: 4)), (scratch.path, .notAFile), (scratch.path + "/pipe", .notAFile),
      ("/dev/zero", .notAFile), (scratch.path + "/none", .missing), (file + "/b", .missing),
      (file + "\0x", .missing),
    ]
    for (path, error) in cases {
      #expect(throws: error, "\(path)") { try SmallFile.read(path, limit: 4) }
    }
  }

  @Test("a file that cannot be written leaves the old one and no other")
  func unwritable() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/taken/full", withIntermediateDirectories: true)
    #expect(throws: UnwritableError.self) {
      try WholeFile.write("x", to: scratch.path + "/taken")
    }
    #expect(throws: UnwritableError.self) {
      try WholeFile.write("x", to: scratch.path + "/none/x")
    }
    #expect(scratch.names == ["taken"])
  }

  @Test("a link under the temporary name is not followed")
  func link() throws {
    let scratch = try Scratch()
    let target = scratch.path + "/a"
    try FileManager.default.createSymbolicLink(
      atPath: WholeFile.staging(target), withDestinationPath: scratch.path + "/victim")
    #expect(throws: UnwritableError.self) { try WholeFile.write("x", to: target) }
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/victim"))
  }

  @Test("a folder takes the place of another, which is put aside until it can go")
  func folders() throws {
    let scratch = try Scratch()
    for (folder, text) in [("new", "n"), ("old", "o")] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/\(folder)", withIntermediateDirectories: true)
      try WholeFile.write(text, to: "\(scratch.path)/\(folder)/file")
    }
    #expect(WholeFile.staging("a/b//") == WholeFile.staging("a/b"))
    let aside = try WholeFile.publish(folder: scratch.path + "/new", as: scratch.path + "/old/")
    #expect(try scratch.bytes("old/file") == Data("n".utf8))
    let old = try #require(aside)
    #expect(try Data(contentsOf: URL(filePath: old + "/file")) == Data("o".utf8))
    #expect(throws: UnwritableError.self) {
      try WholeFile.publish(folder: scratch.path + "/none", as: scratch.path + "/old")
    }
    #expect(try scratch.bytes("old/file") == Data("n".utf8))
  }
}

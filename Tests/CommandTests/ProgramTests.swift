import Foundation
import Testing

@Suite struct ProgramTests {
  /// A folder's streams that this process holds open.
  private static func open(of scratch: Scratch) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      .compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      }
      .filter { $0.hasPrefix(scratch.streams) }
  }

  @Test func `a program that was run leaves no stream open here`() throws {
    let scratch = try Scratch()
    for _ in 0..<3 { _ = try Program.run(["--version"], in: scratch) }
    #expect(try Self.open(of: scratch).isEmpty)
  }
}

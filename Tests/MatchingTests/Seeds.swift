import Foundation

/// The seeds of random tests: fixed ones, and one chosen when the tests start and printed.
enum Seeds {
  static let all: [UInt64] = [1, 2, 20_240_808, chosen]

  private static let chosen: UInt64 = {
    let seed = UInt64.random(in: .min ... .max)
    FileHandle.standardError.write(Data("MatchingTests: seed chosen now: \(seed)\n".utf8))
    return seed
  }()
}

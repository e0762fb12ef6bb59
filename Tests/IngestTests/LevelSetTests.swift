import Testing

@testable import Ingest

@Suite("Level sets")
struct LevelSetTests {
  @Test("agree with a set over 100,000 commands", arguments: [3, 4, UInt64.random(in: 0 ... .max)])
  func twin(seed: UInt64) {
    var random = SeededStream(state: seed)
    var levels = LevelSet()
    defer { levels.deallocate() }
    var twin: Set<Int64> = []
    for _ in 0..<100_000 {
      // Few keys and many: runs that collide, and growth.
      let range: Int64 = random.next() % 4 == 0 ? 60_000 : 300
      let key = Int64(bitPattern: random.next()) % range
      switch random.next() % 1000 {
      case 0:
        levels.removeAll()
        twin.removeAll()
      case ..<500:
        levels.insert(key)
        twin.insert(key)
      default:
        let (removed, known) = (levels.remove(key), twin.remove(key) != nil)
        #expect(removed == known, "seed \(seed)")
      }
      #expect(levels.count == twin.count, "seed \(seed)")
    }
  }

  @Test("stop watching when they are full")
  func overrun() {
    var levels = LevelSet()
    defer { levels.deallocate() }
    for key in 0..<Int64(LevelSet.most + 10) { levels.insert(key) }
    #expect(levels.isOverrun)
    let removed = levels.remove(-5)
    #expect(removed)
  }
}

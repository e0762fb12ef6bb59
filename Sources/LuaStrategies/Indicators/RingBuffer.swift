/// The last values of a series, in a buffer of fixed size.
struct RingBuffer<Element> {
  private var storage: [Element]
  private var next = 0
  private(set) var count = 0

  init(capacity: Int, filler: Element) {
    storage = Array(repeating: filler, count: capacity)
  }

  var capacity: Int { storage.count }
  var isFull: Bool { count == storage.count }

  /// Adds a value; the oldest leaves when the buffer is full, and is returned. O(1).
  @discardableResult mutating func append(_ value: Element) -> Element? {
    let leaving = isFull ? storage[next] : nil
    storage[next] = value
    next = next + 1 == storage.count ? 0 : next + 1
    if !isFull { count += 1 }
    return leaving
  }

  /// The value `back` places before the latest; nil beyond the oldest.
  func latest(_ back: Int) -> Element? {
    guard back < count else { return nil }
    let place = next - 1 - back
    return storage[place < 0 ? place + storage.count : place]
  }
}

/// Names that look alike.
enum Nearness {
  /// At most three of `names`, the nearest first, ties in the order given.
  static func nearest(to text: String, of names: [String]) -> [String] {
    let target = Array(text.prefix(60).utf8)
    let ranked = names.enumerated().map { (distance(target, Array($1.utf8)), $0, $1) }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(3).map(\.2)
  }

  /// Levenshtein's distance. O(length x length).
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var previous = Array(0...b.count)
    for (row, left) in a.enumerated() {
      var current = [row + 1]
      for (column, right) in b.enumerated() {
        let replaced = previous[column] + (left == right ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}

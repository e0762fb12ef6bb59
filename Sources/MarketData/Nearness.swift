/// Names that look alike, for "did you mean".
public enum Nearness {
  /// At most so much of a text is looked at, in bytes.
  private static let longest = 100

  /// The least number of bytes of UTF-8 to insert, delete or replace between two texts
  /// (Levenshtein), small and capital letters being one; of each the first 100 bytes count.
  /// O(length x length).
  public static func distance(_ a: String, _ b: String) -> Int {
    let from = a.lowercased().utf8.prefix(longest)
    let to = Array(b.lowercased().utf8.prefix(longest))
    var row = Array(0...to.count)
    for (i, letter) in from.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in to.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[to.count]
  }

  /// The names no further than `most` from a text, the nearest first, ties in the order given.
  public static func ranked(
    _ names: [String], to text: String, within most: Int = .max
  ) -> [String] {
    let places = names.enumerated().map { (distance(text, $1), $0, $1) }
    return places.filter { $0.0 <= most }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }
}

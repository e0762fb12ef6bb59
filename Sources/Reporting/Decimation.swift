/// Which points of a long series are drawn.
///
/// Charts show at most `limit` points of a trace: of each bucket its least and its greatest
/// value, and one gap where it has one. What is dropped stays in `run.sqlite`.
enum Decimation {
  /// The most points of any trace.
  static let most = 5000

  /// Indices to draw, rising, first and last included. O(n).
  static func extremes(_ values: [Double?], limit: Int) -> [Int] {
    guard values.count > limit, limit >= 5 else { return Array(values.indices) }
    let buckets = (limit - 2) / 3
    var kept = [0]
    for bucket in 0..<buckets {
      let start = bucket * values.count / buckets
      let end = (bucket + 1) * values.count / buckets
      for index in marked(values, start..<end) where index > kept[kept.count - 1] {
        kept.append(index)
      }
    }
    if kept[kept.count - 1] != values.count - 1 { kept.append(values.count - 1) }
    return kept
  }

  /// The least, the greatest and the first missing value of a bucket, in order.
  private static func marked(_ values: [Double?], _ bucket: Range<Int>) -> [Int] {
    var (least, greatest, gap): (Int?, Int?, Int?)
    for index in bucket {
      guard let value = values[index] else {
        gap = gap ?? index
        continue
      }
      if least.flatMap({ values[$0] }).map({ value < $0 }) ?? true { least = index }
      if greatest.flatMap({ values[$0] }).map({ value > $0 }) ?? true { greatest = index }
    }
    return [least, greatest, gap].compactMap(\.self).sorted()
  }

  /// Evenly spaced indices, first and last included, for traces that must share their instants.
  static func even(_ count: Int, limit: Int) -> [Int] {
    guard count > limit, limit >= 2 else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }
}

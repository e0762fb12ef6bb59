/// A book rebuilt row by row from a `plain-l2` file, by the plainest means.
struct BookReplay: Sendable {
  struct Snapshot {
    let time: Int64
    let bid: Int64
    let ask: Int64
    let bidSize: Int64
    let askSize: Int64
    /// Size on both sides, in 1e-8 coins.
    let depth: Int64
    var middle: Double { Double(bid + ask) / 2e8 }
  }

  /// The book after the last row of each instant.
  private(set) var snapshots: [Snapshot] = []
  /// Rows after which the best bid was not below the best ask.
  private(set) var crossed = 0
  /// Rows after the first instant that left a side empty.
  private(set) var oneSided = 0
  /// Rows that removed a price that was not there.
  private(set) var needless = 0
  private var bids: [Int64: Int64] = [:]
  private var asks: [Int64: Int64] = [:]

  init(_ file: CSVFile) {
    for row in 0..<file.count {
      apply(side: file[row, 1], price: file[row, 2], size: file[row, 3])
      let time = file.time(row)
      let isLast = row + 1 == file.count || file.time(row + 1) != time
      check(time, isFirst: time == file.time(0), isLast: isLast)
    }
  }

  private mutating func apply(side: Int64, price: Int64, size: Int64) {
    let kept = size == 0 ? nil : size
    let old =
      side == 66
      ? bids.updateOrRemove(price, kept) : asks.updateOrRemove(price, kept)
    if old == nil, size == 0 { needless += 1 }
  }

  private mutating func check(_ time: Int64, isFirst: Bool, isLast: Bool) {
    guard let bid = bids.keys.max(), let ask = asks.keys.min() else {
      if !isFirst || isLast { oneSided += 1 }
      return
    }
    if bid >= ask { crossed += 1 }
    guard isLast else { return }
    let depth = bids.values.reduce(0, +) + asks.values.reduce(0, +)
    snapshots.append(
      Snapshot(
        time: time, bid: bid, ask: ask, bidSize: bids[bid] ?? 0, askSize: asks[ask] ?? 0,
        depth: depth))
  }

  /// The last book not after `time`.
  func book(at time: Int64) -> Snapshot? {
    var (low, high) = (0, snapshots.count)
    while low < high {
      let middle = (low + high) / 2
      if snapshots[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : snapshots[low - 1]
  }

  func books(in times: Range<Int64>) -> [Snapshot] {
    snapshots.filter { times.contains($0.time) }
  }
}

extension Dictionary where Key == Int64, Value == Int64 {
  /// Sets or removes, and returns what was there.
  fileprivate mutating func updateOrRemove(_ key: Int64, _ value: Int64?) -> Int64? {
    defer { self[key] = value }
    return self[key]
  }
}

/// The middle of the sorted values; 0 of none.
func median(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.sorted()[values.count / 2]
}

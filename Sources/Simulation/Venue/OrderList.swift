/// Orders by their place in the engine's list, in the order in which they were made.
struct OrderList: Sendable {
  private(set) var places: ContiguousArray<Int> = []

  var isEmpty: Bool { places.isEmpty }

  /// Adds an order where it is not in it. O(1) for the newest.
  mutating func insert(_ place: Int) {
    let index = bound(place)
    if index < places.count, places[index] == place { return }
    places.insert(place, at: index)
  }

  /// Takes an order out where it is in it. O(log n) and moving the later ones.
  mutating func remove(_ place: Int) {
    let index = bound(place)
    if index < places.count, places[index] == place { places.remove(at: index) }
  }

  private func bound(_ place: Int) -> Int {
    if let last = places.last, last < place { return places.count }
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

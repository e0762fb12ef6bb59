/// When a name of the script contract can be used.
enum Availability: Equatable {
  case now
  /// Arrives with a later version: with the full margin stack, perpetuals or tuning.
  case later(String)

  static let margin = Availability.later("the full margin stack")
  static let perpetuals = Availability.later("perpetuals")
  static let tuning = Availability.later("tuning")
}

/// A set of names of one kind, and what to say about any other.
struct NameTable {
  /// What the names are, as in "unknown callback".
  let kind: String
  let names: [String: Availability]

  init(_ kind: String, _ ready: [String], later: [String: Availability] = [:]) {
    self.kind = kind
    var names = later
    for name in ready { names[name] = .now }
    self.names = names
  }

  /// nil where the name may be used, else what is wrong with it.
  func objection(to name: String) -> String? {
    switch names[name] {
    case .now: return nil
    case .later(let what): return "\(kind) '\(name)' arrives with a later version (\(what))"
    case nil: return "unknown \(kind) '\(name)'" + suggestion(for: name)
    }
  }

  /// `; the nearest name is 'x'`, or nothing where none is near.
  private func suggestion(for name: String) -> String {
    let ready = names.filter { $0.value == .now }.keys
    return nearest(to: name, among: ready.sorted()).map { "; the nearest name is '\($0)'" } ?? ""
  }
}

/// The name with the fewest edits away, where these are at most half of its letters.
func nearest(to name: String, among names: [String]) -> String? {
  let distances = names.map { (name: $0, edits: editDistance(name, $0)) }
  guard let best = distances.min(by: { $0.edits < $1.edits }) else { return nil }
  return best.edits <= max(2, name.utf8.count / 2) ? best.name : nil
}

/// Insertions, deletions and replacements between two names (Levenshtein).
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.utf8.prefix(100))
  let b = Array(b.utf8)
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}

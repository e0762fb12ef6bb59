import MarketData

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
  Nearness.ranked(names, to: name, within: max(2, name.utf8.count / 2)).first
}

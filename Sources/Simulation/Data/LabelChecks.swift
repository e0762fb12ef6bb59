import Margin

extension RunSetup {
  /// The venue's labels for users must be names of the rulebook's tables.
  static func checkLabels(
    _ scenario: Scenario, _ rulebook: Rulebook
  ) throws(ConfigurationError) {
    let rules = rulebook.exposure
    let ratings = [rules.leverage?.ratings, rules.limits?.dynamic?.ratings].compactMap { $0 }
    let tiers = [rules.leverage?.tiers].compactMap { $0 }
    for (number, participant) in scenario.participants.enumerated() {
      for (key, label, tables) in [
        ("tier", participant.tier, tiers), ("rating", participant.rating, ratings),
      ] {
        guard let label else { continue }
        let names = Set(tables.flatMap(\.keys)).sorted()
        if !names.isEmpty, tables.allSatisfy({ $0[label] != nil }) { continue }
        throw problem(
          scenario, scenario.places.value("strategies.[\(number)].\(key)"), label,
          "the rulebook '\(rulebook.name)' has no \(key) of that name",
          names.isEmpty
            ? "leave `\(key)` out: its rules do not ask for it"
            : NearestName.advice(label, among: names))
      }
    }
  }
}

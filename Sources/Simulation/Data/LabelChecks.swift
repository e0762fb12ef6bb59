import Margin

extension RunSetup {
  /// The venue's labels for users must be names of the rulebook's tables.
  static func checkLabels(
    _ scenario: Scenario, _ rulebook: Rulebook
  ) throws(ConfigurationError) {
    let (rules, parameters) = (rulebook.exposure, rulebook.risk.parameters)
    let isControlled = rules.leverage != nil
    let tiers = isControlled ? parameters.userTiers.map(\.label) : []
    let ratings =
      isControlled || rules.limits?.dynamic != nil ? parameters.ratings.map(\.label) : []
    for (number, participant) in scenario.participants.enumerated() {
      for (key, label, names) in [
        ("tier", participant.tier, tiers), ("rating", participant.rating, ratings),
      ] {
        guard let label, !names.contains(label) else { continue }
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

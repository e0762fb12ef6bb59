extension Tables {
  /// What `tidemark explain` says where there is nothing of that name.
  static let explanations = Table(
    name: "explain",
    cases: [
      ("a run that liquidated nobody", ["explain", "out", "--liquidation", "1"], 64),
      ("an account that is not there", ["explain", "out", "--account", "trend/main"], 64),
      ("a folder that is no run", ["explain", "nowhere", "--account", "main"], 66),
      ("a database that is none", ["explain", "there", "--liquidation", "1"], 65),
      ("a number that is none", ["explain", "out", "--liquidation", "first"], 64),
      (
        "a comparison with tiers that are not there",
        ["report", "out", "--tiers", "rulebooks/none.yaml"], 66
      ),
    ].map { name, arguments, code in
      Case(
        name: name,
        steps: Inputs.world + [
          .run(Inputs.run), .folder("there"), .text("there/run.sqlite", "none"),
        ],
        arguments: arguments, code: code)
    })
}

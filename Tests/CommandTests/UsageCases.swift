extension Tables {
  static let usage = Table(
    name: "usage",
    cases: [
      ("an unknown command", ["ruin"]),
      ("an unknown option", ["run", "scenario.yaml", "--sead", "7"]),
      ("no scenario", ["run"]),
      ("a seed that is no number", ["run", "scenario.yaml", "--seed", "x"]),
      ("an unknown sandbox", Inputs.run + ["--sandbox", "none"]),
      ("a folder that exists", ["run", "scenario.yaml", "--no-report", "--out", "there"]),
      ("an unknown format", ["import", "plain-trade"] + place),
      (
        "a word for bad rows that is none",
        ["import", "plain-trades"] + place + ["--on-bad-row", "keep"]
      ),
      ("a unit that is none", ["import", "plain-trades"] + place + ["--time-unit", "h"]),
      ("an offset that is none", ["import", "plain-trades"] + place + ["--utc-offset", "3"]),
      ("an interval that is none", ["import", "plain-bars"] + place + ["--interval", "long"]),
      ("units that are none", ["import", "plain-trades"] + place + ["--units", "kilos"]),
      (
        "a tape that exists",
        ["import", "plain-trades", "trades.csv", "--venue", "v", "--symbol", "S", "--to", "there"]
      ),
      ("a tape without a market", ["import", "plain-trades", "trades.csv", "--to", "tape"]),
      ("a choice from a tape", ["import", "plain-trades"] + place + ["--only", "S"]),
      ("two files of instruments", ["import", "instruments", "a", "b", "--to", "out.yaml"]),
      (
        "a unit of time for instruments",
        ["import", "instruments", "a", "--to", "out.yaml", "--time-unit", "ms"]
      ),
      ("a YAML file that exists", ["import", "instruments", "a", "--to", "there.yaml"]),
      (
        "a YAML file of somebody else, by force",
        ["import", "instruments", "a", "--to", "there.yaml", "--force"]
      ),
      ("an unknown dataset", ["synth", "three-venue", "--to", "made"]),
      ("a dataset that exists", ["synth", "three-venues", "--to", "there"]),
      ("a file that exists", ["new", "scenario", "scenario"]),
      (
        "a folder of somebody else, by force",
        ["run", "scenario.yaml", "--no-report", "--out", "mine", "--force"]
      ),
      ("an export that exists", ["export", "there", "--csv", "there"]),
      ("an explanation of nothing", ["explain", "there"]),
      (
        "an explanation of two things",
        ["explain", "there", "--liquidation", "1", "--account", "a"]
      ),
    ].map { name, arguments in
      let run: [Step] = [
        .folder("there"), .text("there/run.sqlite", ""), .folder("mine"),
        .text("mine/x", "precious"), .text("there.yaml", "precious: true\n"),
      ]
      return Case(name: name, steps: Inputs.world + run, arguments: arguments, code: 64)
    })

  private static let place = [
    "trades.csv", "--venue", "v", "--symbol", "S", "--to", "tape",
  ]
}

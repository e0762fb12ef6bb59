/// The words of code that do not belong everywhere. A word that must stand somewhere gets a line
/// in its exceptions, with the reason.
enum BannedWords {
  static let code: [BannedWord] =
    failures + output + clocks + chance + floats + threads + language

  /// The rooms that speak to a person or a machine: wall clocks, environment and printing.
  static let executables: Set<String> = ["tidemark", "tidemark-bench"]

  /// The rooms that may compute in floating point. `Strategies` has Lua's own numbers;
  /// `tidemark-bench` has seconds and ratios.
  static let floating: Set<String> = [
    "Statistics", "Reporting", "Studies", "Synthesis", "LuaBridge", "LuaStrategies", "Strategies",
    "CGSL", "CLua", "tidemark-bench",
  ]

  private static let failures: [BannedWord] =
    [
      BannedWord("try!", instead: "throw on, or catch and say what to do"),
      BannedWord("as!", instead: "write `as?` and a typed error, or a generic"),
    ]
    + ["fatalError", "preconditionFailure"].flatMap { [$0 + "()", $0 + "(\"\")"] }.map {
      BannedWord($0, instead: "say which invariant broke, with its numbers")
    }
    + ["assert(", "assertionFailure("].map {
      BannedWord($0, instead: "write `precondition`: it stops the release build too", in: .sources)
    }
    + [".disabled(", "withKnownIssue"].map {
      BannedWord($0, instead: "mend what it hides, or remove the test")
    }

  private static let output: [BannedWord] =
    ["print(", "debugPrint(", "dump(", "puts(", "printf(", "NSLog("].map {
      BannedWord(
        $0, instead: "return the text; the command line prints it", in: .outside(executables),
        except: ["Sources/LuaBridge/sandbox.c": "the scripts' own print, which ends in the log"])
    }
    + ["exit(", "abort("].map {
      BannedWord(
        $0, instead: "throw a typed error; the command line knows the exit code",
        in: .outside(executables),
        except: [
          "Sources/LuaBridge/state.c": "Lua's panic has nowhere to return to",
          "Sources/LuaBridge/limits.c": "a signal handler that must end what nothing else can",
        ])
    }

  private static let clocks: [BannedWord] =
    [
      "Date(", "Date.now", "ContinuousClock", "SuspendingClock", "DispatchTime",
      "clock_gettime(", "gettimeofday(", "time(nil)", "time(NULL)", "CFAbsoluteTimeGetCurrent",
    ].map {
      BannedWord($0, instead: "take an `Instant` of the virtual clock", in: .outside(executables))
    }
    + ["TimeZone", "Locale", "Calendar", "DateFormatter", "NumberFormatter"].map {
      BannedWord($0, instead: "use the texts of Quantities: UTC and no locale", in: .sources)
    }
    + ["ProcessInfo", "getenv(", "setlocale("].map {
      BannedWord(
        $0, instead: "take it as an argument; the command line reads the environment",
        in: .outside(executables))
    }

  private static let chance: [BannedWord] =
    [
      "SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffled(", ".shuffle(",
      "arc4random", "drand48(", "srand(", "rand(", "UUID(",
    ].map {
      BannedWord($0, instead: "draw from a seeded stream of Kernel", in: .sources)
    }
    + [".hashValue", "Hasher("].map {
      BannedWord($0, instead: "hash with SHA-256: this one changes with each start", in: .sources)
    }

  private static let floats: [BannedWord] =
    ["Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat", "TimeInterval"].map {
      BannedWord(
        $0, instead: "use `Price`, `Quantity`, `Money` or `Rate`; a statistic enters as a `Rate`",
        in: .outside(floating),
        except: [
          "Sources/Quantities/FixedPoint.swift": "the one door from exact to approximate",
          "Sources/tidemark/Progress": "percent and events a second, for the eye",
          "Sources/Simulation/Journal/Field.swift": "values that scripts plot, for the eye",
          "Sources/Simulation/Engine/OwnerHelpers.swift": "values that scripts plot, for the eye",
        ])
    }

  private static let threads: [BannedWord] =
    ["DispatchQueue", "Thread", "Task", "async", "await", "actor", "pthread_create("].map {
      BannedWord(
        $0, instead: "one run is one thread; parallelism is many runs",
        in: .outside(executables.union(["Studies"])),
        except: [
          "Sources/Ingest/Session/Pieces.swift":
            "parsers of one file side by side, before any run; the tape is that of one parser",
          "Sources/Simulation/Journal/JournalWriter.swift":
            "hashes and stores what a run has decided; nothing that is decided waits for it",
        ])
    }

  private static let language: [BannedWord] =
    [
      BannedWord(
        "Foundation", instead: "Quantities stands on the standard library alone",
        in: .only(["Quantities"])),
      BannedWord("@_exported", instead: "let every file import what it uses"),
      BannedWord("XCTest", instead: "use Swift Testing"),
    ]
    + ["func", "var", "let", "init", "struct", "enum", "static", "final"].map {
      BannedWord(
        "package \($0)",
        instead: "write `public` or `@inlinable`: bare `package` is slow across rooms",
        in: .sources)
    }

  /// Words that stand in no text at all, comments and pages included.
  static let text: [BannedWord] =
    ["TODO", "FIXME", "XXX", "HACK"].map {
      BannedWord($0, instead: "do it, or write it into an issue", except: table)
    }
    + ["/work/", "/root/", "/opt/", "/home/", "/Users/"].map {
      BannedWord(
        $0, instead: "a checkout knows no machine: write a path from its root", except: table)
    }

  private static let table = [
    "Tests/TidyTests/BannedWord": "the table itself, and the tests of it"
  ]
}

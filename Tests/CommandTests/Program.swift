import Foundation

/// The built `tidemark`, run as a person would: a process with arguments, a folder and two streams.
enum Program {
  /// What a finished process left.
  struct Outcome {
    var code: Int32
    var stdout: String
    var stderr: String
  }

  /// Why no process could be run.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The executable beside the test bundle.
  static func path() throws -> String {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let path = tests.deletingLastPathComponent().appending(path: "tidemark").path
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Failure(
        description: "\(path) is not there: run `swift build --product tidemark` before the tests")
    }
    return path
  }

  /// Starts the program in a scratch folder; its streams go to files there. The system ends it with
  /// a signal after `processorSeconds`.
  static func start(
    _ arguments: [String], in scratch: Scratch, processorSeconds: Int? = nil, stdout: String? = nil
  ) throws -> Process {
    let process = Process()
    if let processorSeconds {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -t \(processorSeconds); exec \"$@\"", "sh", try path()] + arguments
    } else {
      process.executableURL = URL(filePath: try path())
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(filePath: scratch.path)
    var environment = ProcessInfo.processInfo.environment
    environment["TIDEMARK_CACHE"] = scratch.path + "/cache"
    environment["TIDEMARK_PLOTLY"] = try scratch.plotly()
    environment["COLUMNS"] = "80"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let sink = try scratch.sink("stdout")
    let output = try stdout.map { try FileHandle(forWritingTo: URL(filePath: $0)) } ?? sink
    let errors = try scratch.sink("stderr")
    // Foundation keeps them open behind the process, and from about a thousand open files on
    // its `Process` reads behind the end of a folder's entries.
    defer { for stream in [sink, output, errors] { try? stream.close() } }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return process
  }

  /// Waits for the end of a process; one that takes longer than `seconds` is killed, which is an
  /// error.
  static func finish(
    _ process: Process, in scratch: Scratch, seconds: Int = 30
  ) throws -> Outcome {
    for _ in 0..<(seconds * 200) where process.isRunning { usleep(5000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      throw Failure(description: "it ran for more than \(seconds) s and was killed")
    }
    guard process.terminationReason == .exit else {
      throw Failure(
        description: "it crashed with signal \(process.terminationStatus):\n"
          + (try scratch.text("stderr")))
    }
    return Outcome(
      code: process.terminationStatus, stdout: try scratch.text("stdout"),
      stderr: try scratch.text("stderr"))
  }

  static func run(
    _ arguments: [String], in scratch: Scratch, processorSeconds: Int? = nil
  ) throws -> Outcome {
    try finish(
      start(arguments, in: scratch, processorSeconds: processorSeconds), in: scratch)
  }
}

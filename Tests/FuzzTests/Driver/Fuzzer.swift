import Glibc

/// The fuzzer: `tidemark-fuzz --target=NAME CORPUS... [-flag=value]...`, flags as libFuzzer has
/// them. `make fuzz` builds and runs it, target by target (docs/fuzzing.md).
@main
struct Fuzzer {
  nonisolated(unsafe) static var target: FuzzTarget?

  static func main() {
    let option = "--target="
    let name = CommandLine.arguments.first { $0.hasPrefix(option) }?.dropFirst(option.count)
    guard let found = FuzzTarget.all.first(where: { $0.name == name.map(String.init) }) else {
      print("--target= one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
      exit(64)
    }
    target = found
    atexit { FuzzFolder.removeAll() }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { bytes, length in
        Fuzzer.target?.run(UnsafeRawBufferPointer(start: bytes, count: length))
        return 0
      })
  }
}

/// libFuzzer as a library: its own `main` would come twice.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ run: @convention(c) (UnsafeRawPointer?, Int) -> Int32
) -> Int32

import Foundation
import Synchronization

/// One repetition.
struct Sample {
  var events: Int
  var seconds: Double
  /// Of all processors together, which others on the machine disturb less.
  var cpuSeconds = 0.0
  /// What was computed, in words.
  var checksum: String
  /// Why it is not what the reference says, nil where it is or where there is no reference.
  var wrong: String?
  var peakAnonymousBytes: Int
  /// Further figures by name.
  var extra: [String: Double] = [:]
}

/// The figures of all repetitions.
struct BenchmarkResult {
  var name: String
  var samples: [Sample]

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  func json() throws -> String {
    let seconds = median(samples.map(\.seconds))
    let events = samples[0].events
    var object: [String: Any] = [
      "name": name, "events": events, "seconds": seconds,
      "events_per_second": Double(events) / seconds, "checksum": samples[0].checksum,
      "peak_anonymous_bytes": samples.map(\.peakAnonymousBytes).max() ?? 0,
      "machine": Machine.name, "commit": Machine.commit, "repeats": samples.count,
    ]
    let cpu = median(samples.map(\.cpuSeconds))
    if cpu > 0 { object["events_per_cpu_second"] = Double(events) / cpu }
    for key in samples[0].extra.keys.sorted() {
      object[key] = median(samples.compactMap { $0.extra[key] })
    }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}

/// Facts about where the figures come from.
enum Machine {
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return "\(model ?? "unknown"), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  static var commit: String {
    let head = (try? String(contentsOfFile: ".git/HEAD", encoding: .utf8)) ?? ""
    let name = head.trimmingCharacters(in: .whitespacesAndNewlines)
    guard name.hasPrefix("ref: ") else { return name.isEmpty ? "unknown" : name }
    let file = ".git/\(name.dropFirst(5))"
    let hash = try? String(contentsOfFile: file, encoding: .utf8)
    return hash?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
  }

  /// Time of all processors that this process has used, in seconds.
  static var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Memory of this process that no file backs, in bytes.
  static var anonymousBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
    let number = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
    return (number ?? 0) * 1024
  }
}

/// The largest anonymous memory seen while something runs, looked at from a thread of its own.
final class MemoryWatch: Sendable {
  private let peak = Atomic<Int>(0)
  private let isDone = Atomic<Bool>(false)

  func begin() {
    Thread.detachNewThread { [self] in
      while !isDone.load(ordering: .relaxed) {
        note()
        usleep(20_000)
      }
    }
  }

  private func note() {
    let now = Machine.anonymousBytes
    if now > peak.load(ordering: .relaxed) { peak.store(now, ordering: .relaxed) }
  }

  func end() -> Int {
    note()
    isDone.store(true, ordering: .relaxed)
    return peak.load(ordering: .relaxed)
  }
}

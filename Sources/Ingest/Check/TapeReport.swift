public import MarketData
import Quantities

extension TapeCheck {
  /// The findings, a line each: a name, then what was found.
  public var lines: [String] {
    var lines = [
      "rows        \(rows)", "span        \(Self.span(first, last))",
      "longest gap \(longestGap)" + (longestGapStart.map { " from \($0)" } ?? ""),
      "gaps        \(gaps)", "disorder    \(disorder)", "duplicates  \(duplicates)",
      "invalid     \(invalid)", "outliers    \(outliers)",
    ]
    if kind == .quote { lines.append("crossed     \(crossed)") }
    if let leap = largestLeap {
      lines.append("largest leap \(leap.from) to \(leap.to) at \(leap.at), row \(leap.row)")
    }
    if !agreesWithMetadata {
      lines.append("metadata    another count of rows; import the source again")
    }
    return lines
  }

  private static func span(_ first: Instant?, _ last: Instant?) -> String {
    guard let first, let last else { return "empty" }
    return "\(first) .. \(last)"
  }
}

extension TapeMetadata {
  /// What the metadata say, a line each, for `tidemark data show`.
  public var lines: [String] {
    var lines = [
      "kind        \(kind.rawValue)", "market      \(venue):\(symbol)", "format      \(format)",
      "rows        \(rowsWritten) of \(rowsRead) read, \(duplicates) duplicates dropped",
      "span        \(span)",
      "gaps        \(gaps), longest \(TimeSpan(nanoseconds: longestGapNanoseconds))",
      "rounded     \(rounded)", "units       \(units)",
    ]
    if let interval = intervalNanoseconds {
      lines.append("interval    \(TimeSpan(nanoseconds: interval))")
    }
    if truncated { lines.append("truncated   the source breaks off; its whole rows were kept") }
    if !companions.isEmpty { lines.append("companions  \(companions.joined(separator: ", "))") }
    for source in sources { lines.append("source      \(source.file) sha256 \(source.sha256)") }
    return lines + placeLines
  }

  /// What the import found, a line each, with the first places in the source.
  public var placeLines: [String] {
    let found = findings.sorted { $0.key < $1.key }.map { name, count in
      "finding     \(name) \(count)"
        + (places[name].map { "; first at \($0.joined(separator: ", "))" } ?? "")
    }
    return found
      + longestGaps.map { gap in
        "gap         \(TimeSpan(nanoseconds: gap.lengthNanoseconds)) from "
          + "\(Instant(nanoseconds: gap.startNanoseconds)), ends at \(gap.at)"
      }
  }

  private var span: String {
    guard let firstNanoseconds, let lastNanoseconds else { return "empty" }
    let (first, last) = (
      Instant(nanoseconds: firstNanoseconds), Instant(nanoseconds: lastNanoseconds)
    )
    return "\(first) .. \(last)"
  }
}

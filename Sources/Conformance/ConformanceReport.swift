/// Rows as text for people and as JSON for programs.
public enum ConformanceReport {
  /// A line for each row that does not pass, and the count of both.
  public static func text(_ rows: [ConformanceRow]) -> String {
    let failed = rows.filter { !$0.passes }
    let lines = failed.map { "\($0.file):\($0.row): \($0.id) \($0.metric): \($0.reason)" }
    let summary = "\(rows.count - failed.count) passed, \(failed.count) failed"
    return (lines + [summary]).joined(separator: "\n")
  }

  /// A list of one object a row, in order: `file, row, id, metric, got, pass, reason`.
  public static func json(_ rows: [ConformanceRow]) -> String {
    "[\n" + rows.map { "  \(object($0))" }.joined(separator: ",\n") + "\n]\n"
  }

  private static func object(_ row: ConformanceRow) -> String {
    let got =
      switch row.got {
      case nil: "null"
      case .text(let text): quoted(text)
      case .columns(let columns):
        "{" + columns.map { "\(quoted($0.name)):\(quoted($0.text))" }.joined(separator: ",") + "}"
      }
    return """
      {"file":\(quoted(row.file)),"row":\(row.row),"id":\(quoted(row.id)),\
      "metric":\(quoted(row.metric)),"got":\(got),"pass":\(row.passes),\
      "reason":\(quoted(row.reason))}
      """
  }

  /// A JSON text.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

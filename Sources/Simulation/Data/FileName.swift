import MarketData

/// Names of scenarios, venues and symbols as names of files: the one place that makes them.
public enum FileName {
  private static let longest = 80
  private static let plain = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)

  /// A name without separators, that is no hidden file and no way up: other bytes become `%XX`,
  /// long names end in a fingerprint of the whole.
  public static func of(_ name: String) -> String {
    var result = ""
    for (index, byte) in name.utf8.enumerated() {
      let isPlain = plain.contains(byte) && !(index == 0 && byte == UInt8(ascii: "."))
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    if result.isEmpty { return "%" }
    if result.count <= longest { return result }
    return result.prefix(longest) + "-" + Fingerprint.of(name).prefix(12)
  }
}

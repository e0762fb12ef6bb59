/// Names of venues, symbols, scenarios, datasets, studies and tables as names of files: the one
/// place that makes them.
public enum FileName {
  private static let longest = 80
  private static let plain = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
  /// Names of devices, which some systems open whatever ending follows.
  private static let devices: Set<String> = ["con", "prn", "aux", "nul"]

  /// A name without separators that is no hidden file, no way up and no device: other bytes become
  /// `%XX`, the empty name `%`, and long names end in a fingerprint of the whole. Different names
  /// have different files, also those that differ only in case. O(bytes).
  public static func of(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isDevice = isDevice(name)
    var result = ""
    for (index, byte) in bytes.enumerated() {
      let isEdge = byte == UInt8(ascii: ".") && (index == 0 || index == bytes.count - 1)
      if plain.contains(byte), !isEdge, !(isDevice && index == 0) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    if result.isEmpty { return "%" }
    if result.utf8.count <= longest { return result }
    return result.prefix(longest) + "-" + Fingerprint.of(name).prefix(32)
  }

  /// Whether a name is the name of its own file.
  public static func isPlain(_ name: String) -> Bool { of(name) == name }

  private static func isDevice(_ name: String) -> Bool {
    let stem = name.prefix { $0 != "." }.lowercased()
    if devices.contains(stem) { return true }
    let port = ["com", "lpt"].contains(stem.prefix(3))
    return port && stem.utf8.count == 4 && stem.last?.isWholeNumber == true
  }
}

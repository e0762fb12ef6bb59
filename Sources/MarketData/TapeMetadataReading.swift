import Foundation

/// Reading of `metadata.json`, which anybody may have written.
extension TapeMetadata {
  /// Larger files are refused.
  private static let largest = 16 << 20

  /// The metadata of the tape in `folder`: of this layout, with companions that lie in it and
  /// counts that can be counts. Throws `missing`, `unreadable` or `metadata` with the key.
  static func read(_ folder: String) throws(TapeError) -> TapeMetadata {
    let file = "\(folder)/metadata.json"
    let metadata: TapeMetadata
    do {
      let bytes = try SmallFile.read(file, limit: largest)
      metadata = try JSONDecoder().decode(TapeMetadata.self, from: Data(bytes))
    } catch let error as SmallFileError {
      throw TapeError(path: file, defect: defect(error))
    } catch {
      throw TapeError(path: file, defect: .metadata(reason(error)))
    }
    if let objection = metadata.objection {
      throw TapeError(path: file, defect: .metadata(objection))
    }
    return metadata
  }

  private var objection: String? {
    if schema != 1 { return "'schema' is \(schema), this version reads 1" }
    if let odd = companions.first(where: { !FileName.isPlain($0) }) {
      return "'companions' names '\(odd)', which is no array in the folder"
    }
    let counts: [(String, Int64?)] = [
      ("rows_read", Int64(rowsRead)), ("rows_written", Int64(rowsWritten)),
      ("duplicates", Int64(duplicates)), ("rounded", Int64(rounded)), ("gaps", Int64(gaps)),
      ("longest_gap_ns", longestGapNanoseconds), ("first_ns", firstNanoseconds),
      ("last_ns", lastNanoseconds), ("interval_ns", intervalNanoseconds),
    ]
    if let odd = counts.first(where: { ($0.1 ?? 0) < 0 }) { return "'\(odd.0)' is below zero" }
    return intervalNanoseconds == 0 ? "'interval_ns' is zero" : nil
  }

  private static func defect(_ error: SmallFileError) -> TapeDefect {
    switch error {
    case .missing: .missing
    case .notAFile: .unreadable("it is no regular file")
    case .tooLarge(let limit): .metadata("the file is larger than \(limit >> 20) MiB")
    case .unreadable(let reason): .unreadable(reason)
    }
  }

  /// The error of the JSON decoder in words.
  private static func reason(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      "'" + context.codingPath.map(\.stringValue).joined(separator: ".") + "'"
    }
    return switch error as? DecodingError {
    case .keyNotFound(let key, _): "the key '\(key.stringValue)' is missing"
    case .typeMismatch(_, let context): "\(path(context)) has the wrong type"
    case .valueNotFound(_, let context): "\(path(context)) has no value"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(path(context)) has a value that nobody knows"
    default: "it is no JSON"
    }
  }
}

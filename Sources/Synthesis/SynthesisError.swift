/// Why a dataset could not be generated.
public enum SynthesisError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownDataset(String, known: [String])
  case unwritable(path: String, reason: String)
  case compression(file: String, code: Int)

  public var description: String {
    switch self {
    case .unknownDataset(let name, let known):
      "there is no generated dataset '\(name)'; there is: \(known.joined(separator: ", "))"
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason); choose a folder that can be written with --to"
    case .compression(let file, let code):
      "\(file): zlib refused to compress it (code \(code)); free some memory and try again"
    }
  }
}

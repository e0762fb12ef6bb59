import Foundation
import Ingest
import Simulation

extension FuzzTarget {
  /// The formats that write YAML: the first byte chooses one, the second whether bad rows stop.
  /// What is written must be what the decoders read.
  static let reference = FuzzTarget(name: "reference") { bytes in
    var input = FuzzInput(bytes)
    let format = ReferenceFormat.all[input.choice(ReferenceFormat.all.count)].name
    let policy = BadRowPolicy.allCases[input.choice(BadRowPolicy.allCases.count)]
    FuzzFolder.write(input.file, to: ReferenceFiles.source)
    let request = ReferenceRequest(
      format: format, file: ReferenceFiles.source, target: ReferenceFiles.target, onBadRow: policy)
    guard (try? ReferenceImport.run(request)) != nil else { return }
    do {
      if format == "instruments" {
        _ = try InstrumentFile.read(ReferenceFiles.target)
      } else if format != "binance-tiers" {
        _ = try Rulebook.read(ReferenceFiles.rulebook())
      }
    } catch { preconditionFailure("\(format) wrote what cannot be read: \(error)") }
  }
}

private enum ReferenceFiles {
  static let folder = FuzzFolder.make("reference")
  static let source = folder + "/source"
  static let target = folder + "/out.yaml"

  /// A rulebook that lends as the file says.
  static func rulebook() throws -> String {
    let lending = try String(contentsOfFile: target, encoding: .utf8)
    let path = folder + "/book.yaml"
    FuzzFolder.write(Array((rules + lending).utf8), to: path)
    return path
  }

  private static let rules = """
    schema: 1
    name: smallest
    index: { stale_after: 10s }
    mark: { model: index }
    fees: { maker: 0.0008, taker: 0.001 }
    margin:
      modes: [isolated, cross]
      max_leverage: 3
      eligibility: { agreement: true }
      maintenance: { method: flat, on: debt, mmr: 0.05 }
    health: { metric: assets_over_debt, alert: 1.3, call: 1.2, liquidation: 1.1 }
    call: { top_up_to: 1.3, deadline: 1h }
    interest: { clock: hourly_from_fill, compounding: false }
    liquidation: { fee: 0, surplus_to: user }

    """
}

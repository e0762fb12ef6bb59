import ArgumentParser
import Conformance
import Ingest
import LuaStrategies
import MarketData
import Quantities
import Reporting
import Simulation
import Synthesis

/// An error in words, with the exit code of the contract.
struct Failure: Error {
  var code: Int32
  var message: String

  init(_ code: Int32, _ message: String) {
    self.code = code
    self.message = message
  }

  static let failedRun: Int32 = 1
  static let failedGate: Int32 = 2
  static let usage: Int32 = 64
  static let badInput: Int32 = 65
  static let missingInput: Int32 = 66
  static let brokenInvariant: Int32 = 70
  static let unwritable: Int32 = 1
  static let interrupted: Int32 = 130

  /// nil for what the argument parser itself reports.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as ConfigurationError:
      self.init(error.isMissing ? Self.missingInput : Self.badInput, "\(error)")
    case let error as IngestError: self.init(Self.code(error.category), "\(error)")
    case let error as TapeError:
      self.init(error.defect == .missing ? Self.missingInput : Self.badInput, "\(error)")
    case let error as ScriptError:
      self.init(error.kind == .missing ? Self.missingInput : Self.badInput, "\(error)")
    case let error as ParameterError: self.init(Self.badInput, "\(error)")
    case let error as ReportingError: self.init(Self.code(error), "\(error)")
    case let error as UnwritableError: self.init(Self.unwritable, "\(error)")
    case let error as FormulaError: self.init(Self.code(error), "\(error)")
    case let error as QuantityError: self.init(Self.badInput, "\(error)")
    case let error as SynthesisError: self.init(Self.code(error), "\(error)")
    case let failure as RunFailure: self.init(Self.code(failure), "\(failure)")
    case is ExitCode, is ValidationError, is CleanExit: return nil
    default:
      let name = String(reflecting: type(of: error))
      if name.hasPrefix("ArgumentParser.") { return nil }
      self.init(Self.unwritable, "\(error)")
    }
  }

  private static func code(_ category: IngestError.Category) -> Int32 {
    switch category {
    case .usage: usage
    case .badData: badInput
    case .missing: missingInput
    case .output: unwritable
    case .interrupted: interrupted
    }
  }

  private static func code(_ error: FormulaError) -> Int32 {
    switch error {
    case .unreadableFile: missingInput
    case .arithmetic, .noTable, .noVectors, .badLine: badInput
    case .unknownFormula, .missing, .unreadable, .notAllowed: usage
    }
  }

  private static func code(_ error: ReportingError) -> Int32 {
    switch error {
    case .noLiquidation, .noAccount: usage
    case .noRun: missingInput
    case .damaged, .badFact, .template, .statistics: badInput
    }
  }

  private static func code(_ error: SynthesisError) -> Int32 {
    if case .unknownDataset = error { usage } else { unwritable }
  }

  static func code(_ failure: RunFailure) -> Int32 {
    switch failure {
    case .strategy, .quantity, .endlessInstant: failedRun
    case .invariant: brokenInvariant
    case .interrupted: interrupted
    }
  }
}

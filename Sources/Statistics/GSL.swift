internal import CGSL

/// The state of the C library: its aborting error handler is off before the first call.
enum GSL {
  /// The library's version, for the report's list of assumptions.
  static var version: String { String(cString: cgsl_version()) }

  /// GSL's default handler calls `abort`; it is one static pointer per process, so it is
  /// replaced exactly once (a Swift global is initialised once, whatever the thread).
  private static let handlerIsOff: Bool = {
    gsl_set_error_handler_off()
    return true
  }()

  /// Called before any function that could fail.
  static func prepare() {
    precondition(handlerIsOff)
  }

  /// Turns a non-zero status into a typed error with the library's own words.
  static func check(_ status: Int32, _ function: String) throws(StatisticsError) {
    guard status != cgsl_success() else { return }
    let message = String(cString: gsl_strerror(status))
    throw .library(function: function, status: Int(status), message: message)
  }

  /// Turns a failed allocation into a typed error.
  static func allocated<T>(_ pointer: T?, _ function: String) throws(StatisticsError) -> T {
    guard let pointer else { throw .outOfMemory(function: function) }
    return pointer
  }
}

/// Name and version of the library behind every number of this module.
public enum StatisticsLibrary {
  /// For example `GSL 2.7.1`.
  public static var description: String { "GSL \(GSL.version)" }
}

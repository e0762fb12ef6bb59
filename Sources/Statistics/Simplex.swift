internal import CGSL

/// Nelder-Mead minimisation of a smooth function of a few numbers.
struct Simplex {
  /// Where the search ended.
  struct Minimum {
    let point: [Double]
    let value: Double
  }

  /// Steps after which a search that has not settled is given up.
  static let stepLimit = 5000

  /// Minimum of `objective` from `start`, the first simplex `steps` wide; nil where the search
  /// did not settle below `size`. The objective is finite everywhere.
  static func minimise(
    from start: [Double], steps: [Double], size: Double = 1e-7,
    _ objective: @escaping ([Double]) -> Double
  ) throws(StatisticsError) -> Minimum? {
    precondition(start.count == steps.count && !start.isEmpty)
    GSL.prepare()
    let n = start.count
    let state = try GSL.allocated(
      gsl_multimin_fminimizer_alloc(cgsl_nmsimplex2(), n), "gsl_multimin_fminimizer_alloc")
    defer { gsl_multimin_fminimizer_free(state) }
    let point = try vector(start)
    defer { gsl_vector_free(point) }
    let step = try vector(steps)
    defer { gsl_vector_free(step) }
    let box = Box(objective)
    var function = gsl_multimin_function(
      f: { Simplex.evaluate($0, $1) }, n: n, params: Unmanaged.passUnretained(box).toOpaque())
    return try withExtendedLifetime(box) { () throws(StatisticsError) in
      try withUnsafeMutablePointer(to: &function) { function throws(StatisticsError) in
        try GSL.check(
          gsl_multimin_fminimizer_set(state, function, point, step),
          "gsl_multimin_fminimizer_set")
        return try descend(state, until: size)
      }
    }
  }

  /// Steps until the simplex is smaller than `size`.
  private static func descend(
    _ state: UnsafeMutablePointer<gsl_multimin_fminimizer>, until size: Double
  ) throws(StatisticsError) -> Minimum? {
    for _ in 0..<stepLimit {
      guard gsl_multimin_fminimizer_iterate(state) == cgsl_success() else { return nil }
      let width = gsl_multimin_fminimizer_size(state)
      if gsl_multimin_test_size(width, size) == cgsl_success() {
        let value = gsl_multimin_fminimizer_minimum(state)
        return Minimum(point: numbers(gsl_multimin_fminimizer_x(state)), value: value)
      }
    }
    return nil
  }

  private final class Box {
    let objective: ([Double]) -> Double
    init(_ objective: @escaping ([Double]) -> Double) { self.objective = objective }
  }

  private static func evaluate(
    _ point: UnsafePointer<gsl_vector>?, _ context: UnsafeMutableRawPointer?
  ) -> Double {
    guard let point, let context else { return .infinity }
    let box = Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
    return box.objective(numbers(point))
  }

  private static func numbers(_ vector: UnsafePointer<gsl_vector>?) -> [Double] {
    guard let vector else { return [] }
    return (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
  }

  private static func vector(
    _ values: [Double]
  ) throws(StatisticsError) -> UnsafeMutablePointer<gsl_vector> {
    let vector = try GSL.allocated(gsl_vector_alloc(values.count), "gsl_vector_alloc")
    for (index, value) in values.enumerated() { gsl_vector_set(vector, index, value) }
    return vector
  }
}

public import Quantities

/// A table by bands of a value: `values` has one more than `edges`, and an edge belongs to the
/// band above it (C17).
public struct BandTable: Hashable, Sendable {
  public let edges: [Rate]
  public let values: [Rate]

  /// nil where there is not one value more than edges, or the edges do not rise.
  public init?(edges: [Rate], values: [Rate]) {
    guard values.count == edges.count + 1, zip(edges, edges.dropFirst()).allSatisfy(<) else {
      return nil
    }
    self.edges = edges
    self.values = values
  }

  /// A table known to be one.
  init(edges: [Rate], factors: [Rate]) {
    precondition(factors.count == edges.count + 1, "\(factors) for bands of \(edges)")
    self.edges = edges
    values = factors
  }

  /// The value of the band that `value` falls into. O(bands).
  public func callAsFunction(_ value: Rate) -> Rate { values[edges.count { $0 <= value }] }

  /// The least value: of a factor, what an unknown one counts as where the strictest is asked.
  public var least: Rate { values.reduce(values[0], min) }
}

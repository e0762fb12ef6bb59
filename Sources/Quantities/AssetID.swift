/// A dense index of an asset of a run.
@frozen public struct AssetID: Hashable, Comparable, Sendable {
  public let index: Int
  @inlinable public init(_ index: Int) { self.index = index }
  @inlinable public static func < (a: AssetID, b: AssetID) -> Bool { a.index < b.index }
}

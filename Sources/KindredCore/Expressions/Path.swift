/// The way from the model that is queried to another one, across foreign keys in either direction.
public struct Path: Sendable, Hashable {
  enum Hop: Sendable, Hashable {
    /// From the model with the key to the one that it points to: at most one row.
    case forward(RelationSchema)
    /// From the model pointed to, to the ones with the key: any number of rows.
    case backward(RelationSchema)

    var relation: RelationSchema {
      switch self {
      case .forward(let relation), .backward(let relation): relation
      }
    }

    var isBackward: Bool {
      if case .backward = self { return true }
      return false
    }
  }

  let hops: [Hop]

  /// The model that is queried itself.
  static let root = Path(hops: [])

  init(hops: [Hop]) { self.hops = hops }

  func appending(_ hop: Hop) -> Path { Path(hops: hops + [hop]) }
}

/// The way from the model that is queried to another one, across foreign keys in either direction.
///
/// There is one ``Path/Step`` of each way in the process, so that paths are compared by identity and following a
/// relation a second time makes nothing. The model that is queried itself has none.
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

  /// The last hop, nil at the root. It is not counted, because it is never freed: the relation that the way begins with
  /// keeps its steps, and each of them keeps that relation.
  @usableFromInline let step: Unmanaged<Step>?

  @inlinable
  init(step: Unmanaged<Step>?) { self.step = step }

  init(hops: some Sequence<Hop>) { self = hops.reduce(.root) { $0.appending($1) } }

  /// The model that is queried itself.
  @inlinable
  static var root: Path { Path(step: nil) }

  var hops: [Hop] { step?.takeUnretainedValue().hops ?? [] }

  func appending(_ hop: Hop) -> Path {
    guard let step = step?.takeUnretainedValue() else {
      return Path(step: .passUnretained(Step.find(hop, in: hop.relation.firstSteps, after: [])))
    }
    return Path(step: .passUnretained(Step.find(hop, in: step.nextSteps, after: step.hops)))
  }

  @usableFromInline
  func following(_ relation: RelationSchema) -> Path { appending(.forward(relation)) }

  @usableFromInline
  func following(backwards relation: RelationSchema) -> Path { appending(.backward(relation)) }

  /// Whether the two are the same way.
  public static func == (lhs: Path, rhs: Path) -> Bool { lhs.step?.toOpaque() == rhs.step?.toOpaque() }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(step?.toOpaque()) }
}

extension Path {
  /// A hop with those before it. Steps are made once and kept for good, as models and relations are: a program has no
  /// more of them than it has ways written in its conditions.
  @usableFromInline
  final class Step: Sendable {
    let hop: Hop
    let hops: [Hop]
    /// The first of the steps that go on from here; the others follow as its siblings.
    fileprivate let nextSteps = SharedReference<Step>()
    private let sibling = SharedReference<Step>()

    private init(_ hop: Hop, after hops: [Hop]) {
      self.hop = hop
      self.hops = hops + [hop]
    }

    /// Looks for a hop in a list of siblings, which only grows and takes no lock, and puts it at the end if need be.
    fileprivate static func find(
      _ hop: Hop, in list: borrowing SharedReference<Step>, after hops: [Hop]
    ) -> Step {
      var step = list.load() ?? list.storeIfNil(Step(hop, after: hops))
      while step.hop != hop { step = step.sibling.load() ?? step.sibling.storeIfNil(Step(hop, after: hops)) }
      return step
    }
  }
}

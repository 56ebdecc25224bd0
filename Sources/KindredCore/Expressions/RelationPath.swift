/// The way from the model that is queried to another one, across foreign keys in either direction.
///
/// There is one ``RelationPath/Step`` of each way in the process, so that paths are compared by identity and following a
/// relation a second time makes nothing. The model that is queried itself has none.
public struct RelationPath: Sendable, Hashable {
  enum Hop: Sendable, Hashable {
    /// From the model with the key to the one that it points to: at most one row.
    case forward(RelationSchema)
    /// From the model pointed to, to the ones with the key: any number of rows, or one where the key is unique.
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

    /// How many rows it leads to.
    var cardinality: Cardinality {
      switch self {
      case .forward(let relation): relation.field.isNullable ? .optionalOne : .one
      case .backward(let relation): relation.options.isUnique ? .optionalOne : .many
      }
    }
  }

  /// How many rows a row has at the other end of a hop.
  enum Cardinality: Sendable, Hashable {
    case one
    case optionalOne
    case many
  }

  /// The last hop, nil at the root. It is not counted, because it is never freed: the relation that the way begins with
  /// keeps its steps, and each of them keeps that relation.
  @usableFromInline let step: UncountedReference<Step>?

  @inlinable
  init(step: UncountedReference<Step>?) { self.step = step }

  init(hops: some Sequence<Hop>, at depth: Int = 0) { self = hops.reduce(.root(at: depth)) { $0.appending($1) } }

  /// The model that is queried itself.
  @inlinable
  static var root: RelationPath { RelationPath(step: nil) }

  /// The queried model of a closure that has so many around it.
  static func root(at depth: Int) -> RelationPath {
    depth == 0 ? .root : RelationPath(step: UncountedReference(Step.root(at: depth)))
  }

  var hops: [Hop] { step?.object.hops ?? [] }

  /// How many closures stand around the one that wrote it. See ``ClosureDepth``.
  var depth: Int { step?.with { $0.depth } ?? 0 }

  /// Whether it is a queried model itself.
  var isRoot: Bool { step?.with { $0.hops.isEmpty } ?? true }

  /// The way without its last hop.
  var parent: RelationPath { RelationPath(hops: hops.dropLast(), at: depth) }

  /// The same way from the model that is queried, whichever closure wrote it.
  var fromRoot: RelationPath { depth == 0 ? self : RelationPath(hops: hops) }

  /// Whether a row may have several rows at the end.
  var isMultiValued: Bool { hops.contains { $0.cardinality == .many } }

  func appending(_ hop: Hop) -> RelationPath { following(hop.relation, backwards: hop.isBackward) }

  @usableFromInline
  func following(_ relation: RelationSchema) -> RelationPath { following(relation, backwards: false) }

  @usableFromInline
  func following(backwards relation: RelationSchema) -> RelationPath { following(relation, backwards: true) }

  private func following(_ relation: RelationSchema, backwards: Bool) -> RelationPath {
    guard let step else {
      return RelationPath(step: Step.find(relation, backwards, in: relation.firstSteps, at: 0) { [] })
    }
    return step.with { step in
      RelationPath(step: Step.find(relation, backwards, in: step.nextSteps, at: step.depth) { step.hops })
    }
  }

  /// Whether the two are the same way.
  public static func == (lhs: RelationPath, rhs: RelationPath) -> Bool { lhs.step == rhs.step }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(step) }
}

extension RelationPath {
  /// A hop with those before it. Steps are made once and kept for good, as models and relations are: a program has no
  /// more of them than it has ways written in its conditions.
  @usableFromInline
  final class Step: Sendable {
    let hops: [Hop]
    let depth: Int
    /// The relation of the last hop; its identity is all that is asked for. nil where a way begins.
    private let relation: UncountedReference<RelationSchema>?
    private let isBackward: Bool
    /// The first of the steps that go on from here; the others follow as its siblings.
    fileprivate let nextSteps = SharedReference<Step>()
    private let sibling = SharedReference<Step>()
    /// The beginning of the ways in the closures inside.
    private let deeper = SharedReference<Step>()
    private static let firstNested = Step(rootAt: 1)

    /// The beginning of the ways that a nested closure writes. Those of the outermost one begin with nothing.
    static func root(at depth: Int) -> Step {
      var step = firstNested
      while step.depth < depth { step = step.deeper.load() ?? step.deeper.storeIfNil(Step(rootAt: step.depth + 1)) }
      return step
    }

    private init(rootAt depth: Int) {
      hops = []
      self.depth = depth
      relation = nil
      isBackward = false
    }

    private init(_ relation: RelationSchema, _ isBackward: Bool, after hops: [Hop], at depth: Int) {
      self.hops = hops + [isBackward ? .backward(relation) : .forward(relation)]
      self.depth = depth
      self.relation = UncountedReference(relation)
      self.isBackward = isBackward
    }

    /// Looks for a hop in a list of siblings, which only grows and takes no lock, and puts it at the end if need be.
    /// Nothing is counted: each condition on another model comes here.
    ///
    /// - Parameter hops: Those before it; asked for only where the step is new.
    fileprivate static func find(
      _ relation: RelationSchema, _ isBackward: Bool, in list: borrowing SharedReference<Step>, at depth: Int,
      after hops: () -> [Hop]
    ) -> UncountedReference<Step> {
      func made(_ list: borrowing SharedReference<Step>) -> UncountedReference<Step> {
        UncountedReference(list.storeIfNil(Step(relation, isBackward, after: hops(), at: depth)))
      }
      let wanted = UncountedReference(relation)
      var found = list.loadUncounted() ?? made(list)
      while true {
        let next = found.with { step -> UncountedReference<Step>? in
          if step.relation == wanted && step.isBackward == isBackward { return nil }
          return step.sibling.loadUncounted() ?? made(step.sibling)
        }
        guard let next else { return found }
        found = next
      }
    }
  }
}

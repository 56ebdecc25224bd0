/// The path from the queried model to another model, along foreign keys in either direction.
///
/// The process has one ``RelationPath/Step`` for each path, so paths are compared by identity, and following a relation
/// again allocates nothing. The queried model itself has no step.
public struct RelationPath: Sendable, Hashable {
  enum Hop: Sendable, Hashable {
    /// From the model with the key to its target: at most one row.
    case forward(RelationSchema)
    /// From the target to the models with the key: any number of rows, or at most one if the key is unique.
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

    /// The number of rows at the end of the hop.
    var cardinality: Cardinality {
      switch self {
      case .forward(let relation):
        // Without a constraint, the row may be missing.
        relation.field.isNullable || !relation.isEnforced ? .optionalOne : .one
      case .backward(let relation): relation.isUnique ? .optionalOne : .many
      }
    }
  }

  /// How many rows a row may have at the other end of a hop.
  enum Cardinality: Sendable, Hashable {
    case one
    case optionalOne
    case many
  }

  /// The last hop; nil at the root. Unretained, because steps are never freed: the path's first relation keeps its
  /// steps, and each step keeps that relation.
  @usableFromInline let step: UncountedReference<Step>?

  @inlinable
  init(step: UncountedReference<Step>?) { self.step = step }

  init(hops: some Sequence<Hop>, at depth: Int = 0, join: Int = 0) {
    self = hops.reduce(.root(at: depth, join: join)) { $0.appending($1) }
  }

  /// The path of the queried model itself.
  @inlinable
  static var root: RelationPath { RelationPath(step: nil) }

  /// The path of the queried model in a closure of this nesting depth, or of what the query joins itself, from 1.
  static func root(at depth: Int, join: Int = 0) -> RelationPath {
    depth == 0 && join == 0 ? .root : RelationPath(step: UncountedReference(Step.root(at: depth, join: join)))
  }

  var hops: [Hop] { step?.object.hops ?? [] }

  /// The nesting depth of the closure that the path was written in. See ``ClosureDepth``.
  var depth: Int { step?.with { $0.depth } ?? 0 }

  /// The number of the query's own join that it begins with, from 1; 0 if it begins with the queried model.
  var join: Int { step?.with { $0.join } ?? 0 }

  /// Whether the path is that of the queried model.
  var isRoot: Bool { step?.with { $0.hops.isEmpty } ?? true }

  /// The path without its last hop.
  var parent: RelationPath { RelationPath(hops: hops.dropLast(), at: depth, join: join) }

  /// The same path at depth 0, and the same for all ways to write it: over a many-to-many relation or its links.
  var fromRoot: RelationPath { depth == 0 && setEnds.isEmpty ? self : RelationPath(hops: hops, join: join) }

  /// Whether a row may have several rows at the end.
  var isMultiValued: Bool { hops.contains { $0.cardinality == .many } }

  func appending(_ hop: Hop) -> RelationPath { following(hop.relation, backwards: hop.isBackward) }

  /// The indices of hops at which many-to-many relations end. A path over the model of the links has the same hops.
  var setEnds: [Int] { step?.object.setEnds ?? [] }

  @usableFromInline
  func following(_ relation: RelationSchema) -> RelationPath { following(relation, backwards: false) }

  /// The path over a many-to-many relation, whose links have these two keys.
  @usableFromInline
  func following(links own: RelationSchema, to other: RelationSchema) -> RelationPath {
    following(own, backwards: true).following(other, backwards: false, endsSet: true)
  }

  @usableFromInline
  func following(backwards relation: RelationSchema) -> RelationPath { following(relation, backwards: true) }

  private func following(_ relation: RelationSchema, backwards: Bool, endsSet: Bool = false) -> RelationPath {
    guard let step else {
      return RelationPath(step: Step.find(relation, backwards, false, in: relation.firstSteps, after: nil))
    }
    return step.with { step in
      RelationPath(step: Step.find(relation, backwards, endsSet, in: step.nextSteps, after: step))
    }
  }

  /// Whether the two paths are the same.
  public static func == (lhs: RelationPath, rhs: RelationPath) -> Bool { lhs.step == rhs.step }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(step) }
}

extension RelationPath {
  /// A hop, linked to those before it. Steps are never freed, like models and relations: a program has as many as there
  /// are paths in its conditions.
  @usableFromInline
  final class Step: Sendable {
    let hops: [Hop]
    let depth: Int
    /// The number of the query's own join that the path begins with; 0 for the queried model.
    let join: Int
    /// The relation of the last hop, used only to compare identities; nil for the first step of a path.
    private let relation: UncountedReference<RelationSchema>?
    private let isBackward: Bool
    private let endsSet: Bool
    /// The indices of hops at which many-to-many relations end.
    let setEnds: [Int]
    /// The first of the steps that follow this one; its siblings are the others.
    fileprivate let nextSteps = SharedReference<Step>()
    private let sibling = SharedReference<Step>()
    /// The beginning of the ways in the closures inside.
    private let deeper = SharedReference<Step>()
    /// The beginning of the paths from the query's next join.
    private let nextJoin = SharedReference<Step>()
    private static let firstNested = Step(rootAt: 1, join: 0)
    private static let firstJoined = Step(rootAt: 0, join: 1)

    /// The first step of paths in a nested closure, or of paths that begin with a query's own join. Other paths in the
    /// outermost closure have no such step.
    static func root(at depth: Int, join: Int) -> Step {
      var step = join == 0 ? firstNested : firstJoined
      while step.join < join {
        step = step.nextJoin.load() ?? step.nextJoin.storeIfNil(Step(rootAt: 0, join: step.join + 1))
      }
      while step.depth < depth {
        step = step.deeper.load() ?? step.deeper.storeIfNil(Step(rootAt: step.depth + 1, join: join))
      }
      return step
    }

    private init(rootAt depth: Int, join: Int) {
      hops = []
      self.depth = depth
      self.join = join
      relation = nil
      isBackward = false
      endsSet = false
      setEnds = []
    }

    private init(_ relation: RelationSchema, _ isBackward: Bool, _ endsSet: Bool, after step: Step?) {
      let hops = step?.hops ?? []
      self.hops = hops + [isBackward ? .backward(relation) : .forward(relation)]
      depth = step?.depth ?? 0
      join = step?.join ?? 0
      self.relation = UncountedReference(relation)
      self.isBackward = isBackward
      self.endsSet = endsSet
      setEnds = (step?.setEnds ?? []) + (endsSet ? [hops.count] : [])
    }

    /// Finds a hop in a list of siblings, or appends it. The list only grows, so it needs no lock. Nothing is retained:
    /// each condition on a related model calls this.
    ///
    /// - Parameters:
    ///   - endsSet: Whether it is the second hop of a many-to-many relation.
    ///   - last: The step before it.
    fileprivate static func find(
      _ relation: RelationSchema, _ isBackward: Bool, _ endsSet: Bool, in list: borrowing SharedReference<Step>,
      after last: Step?
    ) -> UncountedReference<Step> {
      func made(_ list: borrowing SharedReference<Step>) -> UncountedReference<Step> {
        UncountedReference(list.storeIfNil(Step(relation, isBackward, endsSet, after: last)))
      }
      let wanted = UncountedReference(relation)
      var found = list.loadUncounted() ?? made(list)
      while true {
        let next = found.with { step -> UncountedReference<Step>? in
          if step.relation == wanted && step.isBackward == isBackward && step.endsSet == endsSet { return nil }
          return step.sibling.loadUncounted() ?? made(step.sibling)
        }
        guard let next else { return found }
        found = next
      }
    }
  }
}

import Kindred

@testable import KindredCore

/// A row of a sample with one related row for each relation; nil for a missing row.
struct Sight: Sendable {
  let sample: Sample
  var blog: Sample.Blog?
  var entry: Sample.Entry?
  var remark: String?
  /// Another entry of the entry's blog.
  var sibling: Sample.Entry?
}

/// The multi-valued relations that a question follows.
enum Relation: Hashable, Sendable { case entries, remarks, siblings }

/// An expression of Kindred, and the value that it should have.
struct Term<C: Sendable, Value: FieldValue & Equatable>: Sendable {
  let relations: Set<Relation>
  let build: @Sendable (C) -> Expr<Value?>
  let value: @Sendable (Sight) -> Value?

  func map<Result>(
    _ build: @escaping @Sendable (Expr<Value?>) -> Expr<Result?>, _ value: @escaping @Sendable (Value) -> Result?
  ) -> Term<C, Result> {
    Term<C, Result>(
      relations: relations, build: { [self] in build(self.build($0)) },
      value: { [self] in self.value($0).flatMap(value) })
  }
}

/// A condition that asks about values.
struct Leaf<C: Sendable>: Sendable {
  let relations: Set<Relation>
  let build: @Sendable (C) -> QueryCondition
  /// Whether the condition is true; nil if unknown. The second parameter says whether the number of enclosing negations is odd.
  let value: @Sendable (Sight, Bool) -> Bool?
}

/// A condition, as a tree.
indirect enum Tree<C: Sendable>: Sendable {
  case leaf(Leaf<C>)
  case and(Tree, Tree)
  case or(Tree, Tree)
  case not(Tree)
  /// `==` between conditions.
  case same(Tree, Tree)

  func build(_ columns: C) -> QueryCondition {
    switch self {
    case .leaf(let leaf): leaf.build(columns)
    case .and(let lhs, let rhs): lhs.build(columns) && rhs.build(columns)
    case .or(let lhs, let rhs): lhs.build(columns) || rhs.build(columns)
    case .not(let inner): !inner.build(columns)
    case .same(let lhs, let rhs): lhs.build(columns) == rhs.build(columns)
    }
  }

  /// The same as Kindred reads it: two negations written behind each other are none.
  var read: Tree {
    switch self {
    case .leaf: self
    case .and(let lhs, let rhs): .and(lhs.read, rhs.read)
    case .or(let lhs, let rhs): .or(lhs.read, rhs.read)
    case .same(let lhs, let rhs): .same(lhs.read, rhs.read)
    case .not(let inner):
      switch inner.read {
      case .not(let innermost): innermost
      case let inner: .not(inner)
      }
    }
  }

  /// The relations whose conditions apply to the same related row: those of leaves outside of negations.
  var shared: Set<Relation> {
    switch self {
    case .leaf(let leaf): leaf.relations
    case .and(let lhs, let rhs), .or(let lhs, let rhs), .same(let lhs, let rhs): lhs.shared.union(rhs.shared)
    case .not: []
    }
  }

  /// Whether the condition holds, with three values.
  ///
  /// - Parameters:
  ///   - negations: The number of enclosing negations. Inside a negation, a leaf about related rows is tested separately.
  ///   - related: The rows beside a row along some relations.
  func value(_ sight: Sight, _ negations: Int, _ related: (Set<Relation>) -> [Sight]) -> Bool? {
    switch self {
    case .leaf(let leaf):
      if negations == 0 || leaf.relations.isEmpty { return leaf.value(sight, negations % 2 == 1) }
      return related(leaf.relations).contains { leaf.value($0, negations % 2 == 1) == true }
    case .and(let lhs, let rhs):
      let (lhs, rhs) = (lhs.value(sight, negations, related), rhs.value(sight, negations, related))
      if lhs == false || rhs == false { return false }
      return lhs == nil || rhs == nil ? nil : true
    case .or(let lhs, let rhs):
      let (lhs, rhs) = (lhs.value(sight, negations, related), rhs.value(sight, negations, related))
      if lhs == true || rhs == true { return true }
      return lhs == nil || rhs == nil ? nil : false
    case .not(let inner): return inner.value(sight, negations + 1, related) != true
    case .same(let lhs, let rhs):
      guard let lhs = lhs.value(sight, negations, related), let rhs = rhs.value(sight, negations, related) else {
        return nil
      }
      return lhs == rhs
    }
  }
}

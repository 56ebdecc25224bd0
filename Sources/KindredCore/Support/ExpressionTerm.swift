/// An operand or a result of an operator.
///
/// Conditions are built for each query, so the most common ones need no allocation of their own: a column, or a column
/// compared with a value, is stored inline. Everything else is an ``ExpressionNode``, the tree that statements are
/// compiled from; ``node`` also converts the inline forms to one. The terms of a conjunction are stored in one array,
/// to which `&&` appends.
///
/// This is a struct whose properties are read in place. An enum with payloads would be copied by each of the walks
/// below, which would retain everything that it refers to.
@usableFromInline
struct ExpressionTerm: Sendable {
  /// The column of the inline forms; nil for a tree. Unmanaged, because it is never freed: the registry keeps all
  /// models, and a column is always a field of a model.
  @usableFromInline let column: Unmanaged<FieldSchema>?
  /// The path to the column's model.
  @usableFromInline let path: RelationPath
  /// The comparison operator; nil for the column alone.
  @usableFromInline let comparison: SQLOperation?
  /// The value that the column is compared with. NULL only after it was replaced by a slot.
  @usableFromInline let value: DatabaseValue
  /// The number of the slot that replaces the value; else -1.
  @usableFromInline let slot: Int32
  /// The terms of a conjunction, two or more; empty in all other cases. Appending in place copies nothing.
  @usableFromInline var terms: [ExpressionTerm]
  /// Whether neither this nor its terms contain a tree, and therefore neither an error nor a subquery.
  @usableFromInline var isPlain: Bool
  /// The tree of an expression without an inline form.
  @usableFromInline let tree: ExpressionNode?

  /// The inline form of a column, or of a comparison with a value.
  @inlinable
  init(
    _ path: RelationPath, _ field: FieldSchema, _ comparison: SQLOperation? = nil, _ value: DatabaseValue = .null,
    slot: Int32 = -1
  ) {
    self.path = path
    self.column = .passUnretained(field)
    self.comparison = comparison
    self.value = value
    self.slot = slot
    self.terms = []
    self.isPlain = true
    self.tree = nil
  }

  @inlinable
  init(_ tree: ExpressionNode) {
    self.path = .root
    self.column = nil
    self.comparison = nil
    self.value = .null
    self.slot = -1
    self.terms = []
    self.isPlain = false
    self.tree = tree
  }

  /// A conjunction.
  private init(terms: [ExpressionTerm], isPlain: Bool) {
    self.path = .root
    self.column = nil
    self.comparison = nil
    self.value = .null
    self.slot = -1
    self.terms = terms
    self.isPlain = isPlain
    self.tree = nil
  }

  /// The column of the inline forms.
  @inlinable
  var field: FieldSchema? { column?.takeUnretainedValue() }

  /// The expression as a tree. An inequality becomes a negated equality, which keeps its treatment of NULL.
  @usableFromInline
  var node: ExpressionNode {
    if let tree { return tree }
    if !terms.isEmpty { return .and(terms) }
    guard let field else { return .constant(true) }
    guard let comparison else { return .field(path, field) }
    let value = slot < 0 ? ValueNode(value, field.type) : ValueNode(slot: Int(slot), field.type)
    return .comparison(comparison, .field(path, field), .value(value))
  }

  /// The same with a slot in place of each value: caches must not keep values.
  func stripped(_ slots: inout SlotCounter) -> ExpressionTerm {
    if !terms.isEmpty { return ExpressionTerm(terms: terms.map { $0.stripped(&slots) }, isPlain: isPlain) }
    guard let field else { return ExpressionTerm(node.stripped(&slots)) }
    guard let comparison else { return self }
    return ExpressionTerm(path, field, comparison, slot: Int32(truncatingIfNeeded: slots.next()))
  }
}

// MARK: - Comparing

extension ExpressionTerm {
  /// A comparison with a value. Specialised in the model's module, it only fills in the inline form.
  @inlinable @inline(__always)
  static func comparison<Value: FieldValue>(
    _ comparison: SQLOperation, _ lhs: some QueryExpression, _ value: Value
  ) -> ExpressionTerm {
    do {
      let value = try value.databaseValue()
      if let column = lhs.bareColumn, !value.isNull {
        return ExpressionTerm(column.path, column.field, comparison, value)
      }
      let node = ValueNode(value, Value.columnType)
      return ExpressionTerm(.comparison(comparison, lhs.erased.term.node, .value(node)))
    } catch {
      return ExpressionTerm(.comparison(comparison, lhs.erased.term.node, .unusable(error)))
    }
  }

  /// Consumes the terms, so that a uniquely referenced conjunction grows in place.
  @usableFromInline
  static func conjunction(_ lhs: consuming ExpressionTerm, _ rhs: consuming ExpressionTerm) -> ExpressionTerm {
    if !lhs.terms.isEmpty && rhs.column != nil {
      // The usual case: one more comparison.
      lhs.terms.append(rhs)
      return lhs
    }
    lhs.append(conjunct: rhs)
    return lhs
  }

  private mutating func append(conjunct other: consuming ExpressionTerm) {
    if tree?.isErrorOrConstant == true || other.tree?.isErrorOrConstant == true {
      return self = .inlineForm(.simplifiedConjunction(node, other.node))
    }
    if terms.isEmpty {
      let first = self
      // Most conjunctions have no more terms, so one allocation is enough.
      self = ExpressionTerm(terms: [], isPlain: first.isPlain)
      terms.reserveCapacity(12)
      if case .and(let inner) = first.tree { terms += inner } else { terms.append(first) }
    }
    isPlain = isPlain && other.isPlain
    if !other.terms.isEmpty {
      terms += other.terms
    } else if case .and(let inner) = other.tree {
      terms += inner
    } else {
      terms.append(other)
    }
  }

  @usableFromInline
  static func negation(_ term: ExpressionTerm) -> ExpressionTerm {
    if let field = term.field, term.comparison == .equal {
      return ExpressionTerm(term.path, field, .notEqual, term.value)
    }
    if let field = term.field, term.comparison == .notEqual {
      return ExpressionTerm(term.path, field, .equal, term.value)
    }
    return .inlineForm(.negation(term.node))
  }

  @usableFromInline
  static func disjunction(_ lhs: ExpressionTerm, _ rhs: ExpressionTerm) -> ExpressionTerm {
    .inlineForm(.disjunction(lhs.node, rhs.node))
  }

  /// The inline form of a tree that has one, so that a condition has the same shape however it was built.
  static func inlineForm(_ node: ExpressionNode) -> ExpressionTerm {
    if case .and(let terms) = node {
      return ExpressionTerm(terms: terms, isPlain: terms.allSatisfy(\.isPlain))
    }
    if case .field(let path, let field) = node { return ExpressionTerm(path, field) }
    if let term = comparison(node) { return term }
    if case .not(let inner) = node, let term = comparison(inner), term.comparison == .equal, let field = term.field {
      return ExpressionTerm(term.path, field, .notEqual, term.value)
    }
    return ExpressionTerm(node)
  }

  /// The inline form of a comparison of a column with a value; nil for anything else.
  private static func comparison(_ node: ExpressionNode) -> ExpressionTerm? {
    guard case .operation(let operation, let operands) = node, operation.isComparison, operands.count == 2,
      case .field(let path, let field) = operands[0], case .value(let value) = operands[1], !value.isNull
    else { return nil }
    return ExpressionTerm(path, field, operation, value.value)
  }
}

// MARK: - Shape

extension ExpressionTerm {
  func hashShape(into hash: inout ShapeHash) {
    withUnsafePointer(to: self) { Self.hashShape(of: $0, into: &hash) }
  }

  func hasSameShape(as other: ExpressionTerm) -> Bool {
    withUnsafePointer(to: self) { term in withUnsafePointer(to: other) { Self.haveSameShape(term, $0) } }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    withUnsafePointer(to: self) { Self.collectValues(of: $0, into: &values) }
  }

  // The same for a term in an array. Pointers, because a property is read through a pointer without copying the term
  // around it. They must not escape the closures.

  static func hashShape(of term: UnsafePointer<ExpressionTerm>, into hash: inout ShapeHash) {
    if let column = term.pointee.column {
      hash.combine(term.pointee.comparison?.identity ?? 1)
      hash.combine(term.pointee.path)
      hash.combine(Int(bitPattern: column.toOpaque()))
    } else if term.pointee.tree == nil {
      hash.combine(4)
      hash.combine(term.pointee.terms.count)
      term.pointee.terms.eachInPlace { hashShape(of: $0, into: &hash) }
    } else {
      term.pointee.tree?.hashShape(into: &hash)
    }
  }

  static func haveSameShape(_ term: UnsafePointer<ExpressionTerm>, _ other: UnsafePointer<ExpressionTerm>) -> Bool {
    if let column = term.pointee.column {
      return column.toOpaque() == other.pointee.column?.toOpaque() && term.pointee.path == other.pointee.path
        && term.pointee.comparison == other.pointee.comparison
    }
    guard let tree = term.pointee.tree, let otherTree = other.pointee.tree else {
      return term.pointee.tree == nil && other.pointee.tree == nil && other.pointee.column == nil
        && term.pointee.terms.pairsInPlace(other.pointee.terms) { haveSameShape($0, $1) }
    }
    return tree.hasSameShape(as: otherTree)
  }

  static func collectValues(of term: UnsafePointer<ExpressionTerm>, into values: inout [DatabaseValue]) {
    if term.pointee.comparison != nil { return values.append(term.pointee.value) }
    term.pointee.terms.eachInPlace { collectValues(of: $0, into: &values) }
    term.pointee.tree?.collectValues(into: &values)
  }

  /// The database of a subquery.
  var subqueryDatabase: InnerDatabase? {
    isPlain ? nil : tree?.subqueryDatabase ?? terms.firstInPlace { $0.pointee.subqueryDatabase }
  }

  /// The first error in the expression.
  var failure: KindredError? { isPlain ? nil : tree?.failure ?? terms.firstInPlace { $0.pointee.failure } }
}

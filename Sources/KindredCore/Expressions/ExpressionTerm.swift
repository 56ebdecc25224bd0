/// An expression as operators take and give it.
///
/// Conditions are built each time that a query runs, so that what most of them consist of takes no allocation of its
/// own: a column, or a column compared with a value, lies in the term itself. Everything else is an ``ExpressionNode``,
/// the tree that statements are compiled from, and ``node`` gives that form of the short ones as well. The terms of a
/// conjunction lie side by side in one array, to which `&&` appends.
///
/// It is a structure whose properties are read one by one where it lies. As an enumeration with payloads it would be
/// taken apart, with a count for all that it refers to, by each of the walks below.
@usableFromInline
struct ExpressionTerm: Sendable {
  /// The column of the short forms; nil where there is a tree. It is not counted, because it is never freed: the
  /// registry keeps all models, and a column has no other fields than a model's.
  @usableFromInline let column: Unmanaged<FieldSchema>?
  /// How the model of the column is reached.
  @usableFromInline let path: Path
  /// How the column compares with the value; nil for the column alone.
  @usableFromInline let comparison: ComparisonOperator?
  /// What the column is compared with. It is not NULL.
  @usableFromInline let value: DatabaseValue
  /// The terms of a conjunction, two or more; empty in all others. Appending to them where they are copies none.
  @usableFromInline var terms: [ExpressionTerm]
  /// Whether there is no tree in it, nor in its terms: nothing that could be a mistake or a query.
  @usableFromInline var isPlain: Bool
  /// The tree of all expressions that have no short form.
  @usableFromInline let tree: ExpressionNode?

  /// The short form of a column, or of a comparison with a value.
  @inlinable
  init(_ path: Path, _ field: FieldSchema, _ comparison: ComparisonOperator? = nil, _ value: DatabaseValue = .null) {
    self.path = path
    self.column = .passUnretained(field)
    self.comparison = comparison
    self.value = value
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
    self.terms = terms
    self.isPlain = isPlain
    self.tree = nil
  }

  /// The column of the short forms.
  @inlinable
  var field: FieldSchema? { column?.takeUnretainedValue() }

  /// The expression as a tree: an inequality is the negation of an equality there, which NULL does not escape.
  @usableFromInline
  var node: ExpressionNode {
    if let tree { return tree }
    if !terms.isEmpty { return .and(terms) }
    guard let field else { return .constant(true) }
    switch comparison {
    case nil: return .field(path, field)
    case .notEqual: return .not(.compare(.equal, .field(path, field), .value(value)))
    case let comparison?: return .compare(comparison, .field(path, field), .value(value))
    }
  }

  /// The same without its value, which no cache may keep.
  var stripped: ExpressionTerm {
    if !terms.isEmpty { return ExpressionTerm(terms: terms.map(\.stripped), isPlain: isPlain) }
    guard let field else { return ExpressionTerm(node.stripped) }
    return ExpressionTerm(path, field, comparison)
  }
}

// MARK: - Comparing

extension ExpressionTerm {
  /// A comparison with a value. In the module of a model it comes down to filling in the short form.
  @inlinable @inline(__always)
  static func comparison(
    _ comparison: ComparisonOperator, _ lhs: some Expression, _ value: some FieldValue
  ) -> ExpressionTerm {
    do {
      let value = try value.databaseValue()
      if let column = lhs.bareColumn, !value.isNull {
        return ExpressionTerm(column.path, column.field, comparison, value)
      }
      return ExpressionTerm(.comparison(comparison, lhs.erased.term.node, .value(value)))
    } catch {
      return ExpressionTerm(.comparison(comparison, lhs.erased.term.node, .unusable(error)))
    }
  }

  /// Takes the terms over, so that a conjunction that nobody else holds grows where it is.
  @usableFromInline
  static func conjunction(_ lhs: consuming ExpressionTerm, _ rhs: consuming ExpressionTerm) -> ExpressionTerm {
    if !lhs.terms.isEmpty && rhs.column != nil {
      // One more comparison, which is what most calls add.
      lhs.terms.append(rhs)
      return lhs
    }
    lhs.append(conjunct: rhs)
    return lhs
  }

  private mutating func append(conjunct other: consuming ExpressionTerm) {
    switch (tree?.isDecided ?? false, other.tree?.isDecided ?? false) {
    case (false, false): break
    default: return self = ExpressionTerm(.simplifiedConjunction(node, other.node))
    }
    if terms.isEmpty {
      let first = self
      // Most conjunctions have no more terms, so that the array is made once.
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
    guard let field = term.field else { return ExpressionTerm(.negation(term.node)) }
    switch term.comparison {
    case .equal: return ExpressionTerm(term.path, field, .notEqual, term.value)
    case .notEqual: return ExpressionTerm(term.path, field, .equal, term.value)
    default: return ExpressionTerm(.negation(term.node))
    }
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

  /// Appends the bound values from left to right, which is the order of the placeholders' numbers.
  func collectValues(into values: inout [DatabaseValue]) {
    withUnsafePointer(to: self) { Self.collectValues(of: $0, into: &values) }
  }

  // The same of a term in an array. Pointers, because a property is read from one without a copy of the term around it;
  // they do not leave the closures that give them.

  static func hashShape(of term: UnsafePointer<ExpressionTerm>, into hash: inout ShapeHash) {
    if let column = term.pointee.column {
      hash.combine(term.pointee.comparison?.rawValue ?? 1)
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

  /// The database that a query inside names.
  var subqueryDatabase: Database? {
    isPlain ? nil : tree?.subqueryDatabase ?? terms.firstInPlace { $0.pointee.subqueryDatabase }
  }

  /// The first mistake in the expression.
  var failure: KindredError? { isPlain ? nil : tree?.failure ?? terms.firstInPlace { $0.pointee.failure } }
}

/// Terms are looked at where they lie: an element that is taken out of an array is copied, with a count for all that it
/// refers to. The pointers do not leave the closures.
extension Array {
  @inline(__always)
  func eachInPlace(_ body: (UnsafePointer<Element>) -> Void) {
    withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return }
      for index in 0..<elements.count { body(first + index) }
    }
  }

  @inline(__always)
  func firstInPlace<Result>(_ body: (UnsafePointer<Element>) -> Result?) -> Result? {
    withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress else { return nil }
      for index in 0..<elements.count { if let result = body(first + index) { return result } }
      return nil
    }
  }

  /// Whether there are as many others, and the closure holds for each pair.
  @inline(__always)
  func pairsInPlace(
    _ others: [Element], _ holds: (UnsafePointer<Element>, UnsafePointer<Element>) -> Bool
  ) -> Bool {
    guard count == others.count else { return false }
    return withUnsafeBufferPointer { elements in
      others.withUnsafeBufferPointer { others in
        guard let first = elements.baseAddress, let firstOther = others.baseAddress else { return true }
        for index in 0..<elements.count where !holds(first + index, firstOther + index) { return false }
        return true
      }
    }
  }
}

/// An untyped expression: the result of a query's closure.
///
/// The tree is immutable. Fields are identified by their path from the queried model; joins are chosen later, when the
/// whole query is compiled. Functions and operators are ``SQLOperation`` values, not cases. A new case has to be added
/// in `ExpressionNode+Children.swift` and in the compiler.
@usableFromInline
enum ExpressionNode: Sendable {
  indirect case field(RelationPath, FieldSchema)
  indirect case value(ValueNode)
  /// The values of a list, for membership tests.
  indirect case list(ListNode)
  indirect case operation(SQLOperation, [ExpressionNode])
  /// Two or more terms, none of which is itself an `and`.
  case and([ExpressionTerm])
  indirect case or(ExpressionNode, ExpressionNode)
  indirect case not(ExpressionNode)
  /// A function over a window.
  indirect case window(WindowNode)
  /// A subquery. It is an operand of an operation, such as `EXISTS` or `IN`.
  indirect case query(SubqueryNode)
  /// An expression that was written in a nested closure, with the closure's depth. Columns and outputs of that depth
  /// belong to the query itself, those of lower depths to outer queries. Expressions of the outermost closure, with depth
  /// 0, are not wrapped.
  indirect case scoped(Int, ExpressionNode)
  /// A selected expression of a result, by its index, with the depth of the closure that uses it.
  case output(Int, depth: Int)
  /// A text of the user's, with its operands.
  indirect case raw(RawFragment, [ExpressionNode])
  case constant(Bool)
  case invalid(KindredError)
}

/// A value, or the slot that replaces it in a query without values.
@usableFromInline
struct ValueNode: Sendable {
  /// NULL if the value was replaced by a slot.
  let value: DatabaseValue
  let type: ColumnType
  /// Whether the value is NULL. It changes the meaning of a negation.
  let isNull: Bool
  /// The number of the slot, if there is one.
  let slot: Int?

  @usableFromInline
  init(_ value: DatabaseValue, _ type: ColumnType) {
    self.value = value
    self.type = type
    self.isNull = value.isNull
    self.slot = nil
  }

  /// A value that is assigned to a column, so that its NULL has no effect on conditions.
  init(stored value: DatabaseValue, _ type: ColumnType) {
    self.value = value
    self.type = type
    self.isNull = false
    self.slot = nil
  }

  init(slot: Int, _ type: ColumnType, isNull: Bool = false) {
    self.value = .null
    self.type = type
    self.isNull = isNull
    self.slot = slot
  }
}

/// A list of values, or the slot that replaces it in a query without values.
@usableFromInline
struct ListNode: Sendable {
  let values: [DatabaseValue]
  let type: ColumnType
  let shape: ListShape
  /// Whether the list also contained nil: exclude takes it into account, filter ignores it.
  let includesNull: Bool
  let slot: Int?

  init(_ values: [DatabaseValue], _ type: ColumnType, includesNull: Bool = false) {
    self.values = values
    self.type = type
    self.shape = ListShape(count: values.count)
    self.includesNull = includesNull
    self.slot = nil
  }

  /// A list in a text of the user's, where each value has its own placeholder and NULL is a value.
  init(exactly values: [DatabaseValue], _ type: ColumnType) {
    self.values = values
    self.type = type
    self.shape = ListShape(exactly: values.count)
    self.includesNull = false
    self.slot = nil
  }

  /// A list that is bound as one parameter, however short it is.
  init(asOneParameter values: [DatabaseValue], _ type: ColumnType) {
    self.values = values
    self.type = type
    self.shape = .oneParameter
    self.includesNull = false
    self.slot = nil
  }

  private init(slot: Int, of list: ListNode) {
    values = []
    type = list.type
    shape = list.shape
    includesNull = list.includesNull
    self.slot = slot
  }

  /// The same without its values.
  func stripped(slot: Int) -> ListNode { ListNode(slot: slot, of: self) }
}

// MARK: - Making

extension ExpressionNode {
  /// A bound value, or the error of binding it.
  @inlinable
  static func value<Value: FieldValue>(of value: Value) -> ExpressionNode {
    do {
      return .value(ValueNode(try value.databaseValue(), Value.columnType))
    } catch {
      return unusable(error)
    }
  }

  /// The node for a value that cannot be bound.
  @usableFromInline
  static func unusable(_ error: any Error) -> ExpressionNode {
    guard let error = error as? FieldValueError else {
      return .invalid(KindredError(.invalidValue, "A value in a condition cannot be used.") { $0.underlying = error })
    }
    let code: KindredError.Code = error.isUnsavedKey ? .unsavedObject : .invalidValue
    return .invalid(
      KindredError(code, "A value in a condition cannot be used: \(error.problem).") { $0.underlying = error })
  }

  /// On which side of the column's range the value lies, if it is out of range.
  var side: FieldValueError.Side? {
    if case .invalid(let error) = self { (error.underlying as? FieldValueError)?.side } else { nil }
  }

  /// NULL as a value of a query.
  var isNullValue: Bool { if case .value(let node) = self { node.isNull } else { false } }

  var isInvalid: Bool { if case .invalid = self { true } else { false } }

  /// The constant value of a condition that is always true or always false; else nil.
  var constant: Bool? { if case .constant(let value) = self { value } else { nil } }

  /// Whether the node is an error or a constant, so that a conjunction can be simplified.
  var isErrorOrConstant: Bool { isInvalid || constant != nil }

  /// The conjunction of two nodes, at least one of which is an error or a constant.
  static func simplifiedConjunction(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    if lhs.isInvalid || lhs.constant == false { return lhs }
    if rhs.isInvalid || rhs.constant == false { return rhs }
    return lhs.constant == true ? rhs : lhs
  }

  static func disjunction(_ lhs: ExpressionNode, _ rhs: ExpressionNode) -> ExpressionNode {
    if lhs.isInvalid || lhs.constant == true { return lhs }
    if rhs.isInvalid || rhs.constant == true { return rhs }
    if lhs.constant == false { return rhs }
    return rhs.constant == false ? lhs : .or(lhs, rhs)
  }

  static func negation(_ node: ExpressionNode) -> ExpressionNode {
    if node.isInvalid { return node }
    if let constant = node.constant { return .constant(!constant) }
    if case .not(let inner) = node { return inner }
    return .not(node)
  }
}

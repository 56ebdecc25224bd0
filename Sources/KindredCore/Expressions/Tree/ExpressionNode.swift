/// A typed expression without its type: what the closures of a query build.
///
/// The tree is immutable; fields are named by their path from the queried model, because which join they end up on is
/// decided when the whole query is compiled. What can be done with values is an ``SQLOperation``, so that a new function
/// is no case of its own. A new case is taken into account in `ExpressionNode+Children.swift`, and in the compiler.
@usableFromInline
enum ExpressionNode: Sendable {
  indirect case field(RelationPath, FieldSchema)
  indirect case value(ValueNode)
  /// The values of a list in which something is looked for.
  indirect case list(ListNode)
  indirect case operation(SQLOperation, [ExpressionNode])
  /// Two terms or more, none of which is itself an `and`.
  case and([ExpressionTerm])
  indirect case or(ExpressionNode, ExpressionNode)
  indirect case not(ExpressionNode)
  /// What a query finds. It stands as the operand of an operation, which says what is asked of it.
  indirect case query(SubqueryNode)
  /// What a closure wrote that had so many others around it: there, the columns and outputs of that depth are those of
  /// the query itself, and all of lower depths belong to queries around it. What the outermost closure writes has none.
  indirect case scoped(Int, ExpressionNode)
  /// What a result selects, by its index, as a closure wrote it that had so many others around it.
  case output(Int, depth: Int)
  case constant(Bool)
  case invalid(KindredError)
}

/// A value, or the slot of one in a query whose values were taken out.
@usableFromInline
struct ValueNode: Sendable {
  /// NULL where the value was taken out.
  let value: DatabaseValue
  let type: ColumnType
  /// Whether the value is NULL, and matters as such: a negation means something else then.
  let isNull: Bool
  /// The number of the slot, once there is one.
  let slot: Int?

  @usableFromInline
  init(_ value: DatabaseValue, _ type: ColumnType) {
    self.value = value
    self.type = type
    self.isNull = value.isNull
    self.slot = nil
  }

  /// A value that is stored in a column, and asked nothing.
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

/// A list of values, or the slot of one in a query whose values were taken out.
@usableFromInline
struct ListNode: Sendable {
  let values: [DatabaseValue]
  let type: ColumnType
  let shape: ListShape
  /// Whether the list also held nil, which a negation honours and a plain condition ignores.
  let includesNull: Bool
  let slot: Int?

  init(_ values: [DatabaseValue], _ type: ColumnType, includesNull: Bool = false) {
    self.values = values
    self.type = type
    self.shape = ListShape(count: values.count)
    self.includesNull = includesNull
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
  /// A bound value, or the reason why there is none.
  @inlinable
  static func value<Value: FieldValue>(of value: Value) -> ExpressionNode {
    do {
      return .value(ValueNode(try value.databaseValue(), Value.columnType))
    } catch {
      return unusable(error)
    }
  }

  /// The node of a value that has no form in the database.
  @usableFromInline
  static func unusable(_ error: any Error) -> ExpressionNode {
    guard let error = error as? FieldValueError else {
      return .invalid(KindredError(.invalidValue, "A value in a condition cannot be used.") { $0.underlying = error })
    }
    let code: KindredError.Code = error.isUnsavedKey ? .unsavedObject : .invalidValue
    return .invalid(
      KindredError(code, "A value in a condition cannot be used: \(error.problem).") { $0.underlying = error })
  }

  /// Where the value lies that this should be, when it is below or above all that its column can hold.
  var side: FieldValueError.Side? {
    if case .invalid(let error) = self { (error.underlying as? FieldValueError)?.side } else { nil }
  }

  /// NULL as a value of a query.
  var isNullValue: Bool { if case .value(let node) = self { node.isNull } else { false } }

  var isInvalid: Bool { if case .invalid = self { true } else { false } }

  /// Whether this is a condition that is known to hold, or known not to; nil for all others.
  var constant: Bool? { if case .constant(let value) = self { value } else { nil } }

  /// Whether a conjunction with anything else is one of the two.
  var isDecided: Bool { isInvalid || constant != nil }

  /// The conjunction of two nodes, one of which is a mistake or a constant.
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

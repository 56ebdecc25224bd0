/// The relation points to this object; with nil, to none.
///
/// ```swift
/// Entry.objects.filter { $0.blog == blog }
/// ```
public func == <C: ModelColumns>(lhs: C, rhs: C.Model?) -> QueryCondition { QueryCondition(lhs.identifies(rhs)) }

/// The relation points to another object, or to none.
public func != <C: ModelColumns>(lhs: C, rhs: C.Model?) -> QueryCondition {
  QueryCondition(.negation(lhs.identifies(rhs)))
}

/// The relation points to the object with this key.
///
/// ```swift
/// Entry.objects.filter { $0.blog == Key(number) }
/// ```
public func == <C: ModelColumns>(lhs: C, rhs: C.Model.PrimaryKey) -> QueryCondition { QueryCondition(lhs.hasKey(rhs)) }

/// The relation points to an object with another key, or to none.
public func != <C: ModelColumns>(lhs: C, rhs: C.Model.PrimaryKey) -> QueryCondition {
  QueryCondition(.negation(lhs.hasKey(rhs)))
}

/// The relation points to the object with this number as its key. A number that no column can hold matches nothing.
///
/// ```swift
/// Entry.objects.filter { $0.blog == number }
/// ```
@_disfavoredOverload
public func == <C: ModelColumns & RelationColumns>(lhs: C, rhs: some BinaryInteger) -> QueryCondition
where C.Model.PrimaryKey == Key<C.Model> { QueryCondition(lhs.hasNumber(rhs)) }

/// The relation points to an object with another number as its key, or to none.
@_disfavoredOverload
public func != <C: ModelColumns & RelationColumns>(lhs: C, rhs: some BinaryInteger) -> QueryCondition
where C.Model.PrimaryKey == Key<C.Model> { QueryCondition(.negation(lhs.hasNumber(rhs))) }

/// Both lead to the same object: a relation, or the model of a closure.
///
/// ```swift
/// Blog.objects.filter { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.hasRows }
/// ```
public func == <C: ModelColumns, D: ModelColumns>(lhs: C, rhs: D) -> QueryCondition where C.Model == D.Model {
  QueryCondition(lhs.identifies(rhs))
}

/// The two lead to different objects, or one of them to none.
public func != <C: ModelColumns, D: ModelColumns>(lhs: C, rhs: D) -> QueryCondition where C.Model == D.Model {
  QueryCondition(.negation(lhs.identifies(rhs)))
}

extension ModelColumns {
  /// The field that the foreign key holds which leads here; nil where none does.
  fileprivate var heldField: FieldSchema? {
    if case .forward(let relation) = queryPath.hops.last { relation.targetField } else { nil }
  }

  fileprivate func identifies<Other: ModelColumns>(_ other: Other) -> ExpressionNode {
    // A field that a key holds is compared without a join.
    let held = [heldField, other.heldField].compactMap { $0 }
    let isSame = held.allSatisfy { $0 === held.first }
    let field = isSame ? held.first ?? Model.schema.key : Model.schema.key
    return .comparison(.equal, .field(queryPath, field), .field(other.queryPath, field))
  }

  fileprivate func hasKey(_ key: Model.PrimaryKey) -> ExpressionNode {
    .comparison(.equal, .field(queryPath, Model.schema.key), .value(of: key))
  }

  /// The model's key at the end of the path.
  private var keyExpression: Expr<Model.PrimaryKey> { Expr(.field(queryPath, Model.schema.key)) }

  /// The relation points to an object with one of these keys.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.blog.in([1, 2]) }
  /// ```
  public func `in`<Keys: Sequence>(_ keys: Keys) -> QueryCondition where Keys.Element == Model.PrimaryKey {
    keyExpression.in(Array(keys))
  }
}

extension ModelColumns where Model.PrimaryKey == Key<Model> {
  fileprivate func hasNumber(_ number: some BinaryInteger) -> ExpressionNode {
    let key = Key<Model>(number)
    return key.isOutOfRange ? .constant(false) : hasKey(key)
  }

  /// The relation points to an object with one of these numbers as its key.
  @_disfavoredOverload
  public func `in`<Numbers: Sequence>(_ numbers: Numbers) -> QueryCondition where Numbers.Element: BinaryInteger {
    let keys = numbers.map { Key<Model>($0) }
    return self.in(keys.filter { !$0.isOutOfRange })
  }
}

extension ModelColumns {
  /// The field that identifies the model in the last hop: the one that the foreign key holds, else the primary key.
  private var identity: FieldSchema {
    if case .forward(let relation) = queryPath.hops.last { return relation.targetField }
    return Model.schema.key
  }

  fileprivate func identifies(_ object: Model?) -> ExpressionNode {
    guard let object else { return .operation(.isNull, [.field(queryPath, identity)]) }
    switch identityValue(of: object) {
    case .success(let value):
      return .operation(.equal, [.field(queryPath, identity), .value(ValueNode(value, identity.type))])
    case .failure(let error): return .invalid(error)
    }
  }

  private func identityValue(of object: Model) -> Result<DatabaseValue, KindredError> {
    let schema = Model.schema
    do {
      return .success(try object.databaseValue(at: schema.index(of: identity) ?? schema.keyIndex))
    } catch let error as FieldValueError where !error.isUnsavedKey {
      let problem = "The \(identity.name) of the \(schema.name) cannot be looked for: \(error.problem)."
      return .failure(
        KindredError(.invalidValue, problem) {
          $0.model = schema.name
          $0.table = schema.table
          $0.column = identity.column
        })
    } catch {
      return .failure(
        KindredError(.unsavedObject, "The \(schema.name) has no key yet; save it before it is used in a condition.") {
          $0.model = schema.name
        })
    }
  }

  /// There is no related row: the key is NULL, or no row points here.
  public var isNull: QueryCondition { QueryCondition(.operation(.isNull, [.field(queryPath, identity)])) }

  /// There is a related row: the key is not NULL, or a row points here.
  public var isNotNull: QueryCondition { QueryCondition(.operation(.isNotNull, [.field(queryPath, identity)])) }

  /// The relation points to one of these objects.
  public func `in`(_ objects: some Sequence<Model>) -> QueryCondition {
    var values: [DatabaseValue] = []
    for object in objects {
      switch identityValue(of: object) {
      case .success(let value): values.append(value)
      case .failure(let error): return QueryCondition(.invalid(error))
      }
    }
    return QueryCondition(.membership(of: .field(queryPath, identity), in: ListNode(values, identity.type)))
  }

  /// The relation points to one of the objects of a subquery.
  public func `in`(_ querySet: QuerySet<Model>) -> QueryCondition {
    QueryCondition(
      .membership(of: .field(queryPath, identity), in: SubqueryNode(querySet.request, .column(identity))))
  }
}

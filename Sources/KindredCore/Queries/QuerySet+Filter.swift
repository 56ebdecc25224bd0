extension Queryable {
  /// The same query with another fetch mode.
  public func fetchMode(_ mode: FetchMode) -> QuerySet<Model> { querySet.changed { $0.fetchMode = mode } }
}

extension RowQuery {
  /// A query without rows; no SQL runs.
  public func none() -> Refined { refining { $0.query.isNone = true } }

  /// The same query on another database.
  public func using(_ database: Database) -> Refined { refining { $0.query.database = database } }
}

extension QuerySet {
  /// The rows for which the condition holds. See ``Queryable/filter(_:)``.
  ///
  /// Consumes the query set, so that a chain of verbs copies nothing.
  @inlinable
  public consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let term = condition(Model.Columns(path: root)).term
    root.leaveClosure()
    query.add(term, at: root, excluding: false)
    return self
  }

  /// The rows for which the condition does not hold. See ``Queryable/exclude(_:)``.
  @inlinable
  public consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    let root = RelationPath.enterClosure()
    let term = condition(Model.Columns(path: root)).term
    root.leaveClosure()
    query.add(term, at: root, excluding: true)
    return self
  }
}

extension RelatedManager {
  /// The rows for which the condition holds. See ``Queryable/filter(_:)``.
  @inlinable
  public consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.filter(condition)
  }

  /// The rows for which the condition does not hold. See ``Queryable/exclude(_:)``.
  @inlinable
  public consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model> {
    querySet.exclude(condition)
  }
}

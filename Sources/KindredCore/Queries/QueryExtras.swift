/// Rarely used options of a query. They are one object, so that all other queries only carry a nil reference.
final class QueryExtras: Sendable, Hashable {
  /// A column of `DISTINCT ON`.
  struct DistinctColumn: Sendable, Hashable {
    let path: RelationPath
    let field: FieldSchema

    static func == (lhs: DistinctColumn, rhs: DistinctColumn) -> Bool {
      lhs.field === rhs.field && lhs.path == rhs.path
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(path)
      hasher.combine(ObjectIdentifier(field))
    }
  }

  let lock: RowLock?
  let distinctOn: [DistinctColumn]
  /// The database that a subquery names. It is not part of the shape.
  let subqueryDatabase: Database?

  private init(lock: RowLock?, distinctOn: [DistinctColumn], subqueryDatabase: Database?) {
    self.lock = lock
    self.distinctOn = distinctOn
    self.subqueryDatabase = subqueryDatabase
  }

  /// The same with another lock; nil if no option is set.
  static func with(_ lock: RowLock?, _ extras: QueryExtras?) -> QueryExtras? {
    make(lock: lock, distinctOn: extras?.distinctOn ?? [], extras?.subqueryDatabase)
  }

  /// The same with other distinct columns; nil if no option is set.
  static func with(_ distinctOn: [DistinctColumn], _ extras: QueryExtras?) -> QueryExtras? {
    make(lock: extras?.lock, distinctOn: distinctOn, extras?.subqueryDatabase)
  }

  /// The same with the database of a subquery; nil if no option is set.
  static func with(subqueryDatabase: Database?, _ extras: QueryExtras?) -> QueryExtras? {
    make(lock: extras?.lock, distinctOn: extras?.distinctOn ?? [], subqueryDatabase)
  }

  private static func make(
    lock: RowLock?, distinctOn: [DistinctColumn], _ database: Database?
  ) -> QueryExtras? {
    if lock == nil && distinctOn.isEmpty && database == nil { return nil }
    return QueryExtras(lock: lock, distinctOn: distinctOn, subqueryDatabase: database)
  }

  /// The options that change the SQL.
  var shape: QueryExtras? { lock == nil && distinctOn.isEmpty ? nil : self }

  static func == (lhs: QueryExtras, rhs: QueryExtras) -> Bool {
    lhs === rhs || (lhs.lock == rhs.lock && lhs.distinctOn == rhs.distinctOn)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(lock)
    hasher.combine(distinctOn)
  }
}

/// A lock on the rows of a query.
package struct RowLock: Sendable, Hashable {
  /// How to treat rows that another transaction has locked.
  package enum Waiting: Sendable, Hashable { case untilFree, never, skipping }

  package struct Options: Sendable, Hashable {
    package let waiting: Waiting
    /// Whether other transactions may still insert rows that refer to the locked ones, whose keys cannot change.
    package let keepsKey: Bool
  }

  /// The paths to the models whose rows are locked; empty for all of the query.
  let paths: [RelationPath]
  let options: Options
}

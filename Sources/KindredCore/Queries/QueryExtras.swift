/// Rarely used options of a query. They are one object, so that all other queries only carry a nil reference.
final class QueryExtras: Sendable, Hashable {
  /// A column at a path, such as one of `DISTINCT ON`.
  struct NamedColumn: Sendable, Hashable {
    let path: RelationPath
    let field: FieldSchema

    static func == (lhs: NamedColumn, rhs: NamedColumn) -> Bool {
      lhs.field === rhs.field && lhs.path == rhs.path
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(path)
      hasher.combine(ObjectIdentifier(field))
    }
  }

  struct Options: Sendable {
    var lock: RowLock?
    var distinctOn: [NamedColumn] = []
    /// The database of a subquery. It is not part of the shape.
    var subqueryDatabase: InnerDatabase?
    /// The object of the manager or set whose rows are the source. It is not part of the shape.
    var owner: QueryOwner?
    /// Where objects come from to which foreign keys are set. It is not part of the shape.
    var objects: [(origin: Database, relation: RelationSchema)] = []
    /// The related objects that are read in the same statement.
    var joinedObjects: [RelationPath] = []
    /// What is loaded after the rows were read. It is not part of the shape.
    var prefetches: [Prefetch] = []
    /// Whether the rows and what is loaded after them have to be of one snapshot. It is not part of the shape.
    var isSnapshot = false
    /// Where the rows are asked for, while statements are counted. It is not part of the shape.
    var site: LeaseSite?
    /// The rows that the query is run for, while statements are counted. It is not part of the shape.
    var repetition: (ResultWatch, Repetition)?
    /// The many-to-many set that the query comes from. It is not part of the shape.
    var set: KnownSet?
    /// What is read instead of the model's table.
    var source: QuerySource?
    /// The joins that the query asks for itself.
    var joins: [QueryJoin] = []
    /// The deferred columns that are read with the rows.
    var loadedColumns: [NamedColumn] = []

    /// Drops what is read with the rows or loaded for them, apart from the model's own columns.
    mutating func dropLoading() {
      loadedColumns.removeAll { !$0.path.isRoot }
      joinedObjects = []
      prefetches = []
      isSnapshot = false
    }

    /// Whether none of the options that change the SQL is set.
    fileprivate var isPlain: Bool {
      lock == nil && distinctOn.isEmpty && joinedObjects.isEmpty && source == nil && joins.isEmpty
        && loadedColumns.isEmpty
    }
    /// Whether none of the other options is set.
    fileprivate var isSilent: Bool {
      subqueryDatabase == nil && prefetches.isEmpty && site == nil && repetition == nil && !isSnapshot
        && set == nil && owner == nil && objects.isEmpty
    }
  }

  private let options: Options
  var lock: RowLock? { options.lock }
  var distinctOn: [NamedColumn] { options.distinctOn }
  var subqueryDatabase: InnerDatabase? { options.subqueryDatabase }
  var owner: QueryOwner? { options.owner }
  var objects: [(origin: Database, relation: RelationSchema)] { options.objects }
  var joinedObjects: [RelationPath] { options.joinedObjects }
  var prefetches: [Prefetch] { options.prefetches }
  var isSnapshot: Bool { options.isSnapshot }
  var site: LeaseSite? { options.site }
  var repetition: (ResultWatch, Repetition)? { options.repetition }
  var set: KnownSet? { options.set }
  var source: QuerySource? { options.source }
  var joins: [QueryJoin] { options.joins }
  var loadedColumns: [NamedColumn] { options.loadedColumns }

  private init(_ options: Options) { self.options = options }

  /// The same with changed options; nil if none is set.
  static func changing(_ extras: QueryExtras?, _ change: (inout Options) -> Void) -> QueryExtras? {
    var options = extras?.options ?? Options()
    change(&options)
    return options.isPlain && options.isSilent ? nil : QueryExtras(options)
  }

  /// The same with another lock; nil if no option is set.
  static func with(_ lock: RowLock?, _ extras: QueryExtras?) -> QueryExtras? { changing(extras) { $0.lock = lock } }

  /// The same with other distinct columns; nil if no option is set.
  static func with(_ distinctOn: [NamedColumn], _ extras: QueryExtras?) -> QueryExtras? {
    changing(extras) { $0.distinctOn = distinctOn }
  }

  /// The same with the database of a subquery; nil if no option is set.
  static func with(subqueryDatabase: InnerDatabase?, _ extras: QueryExtras?) -> QueryExtras? {
    changing(extras) { $0.subqueryDatabase = subqueryDatabase }
  }

  /// The options that change the SQL.
  var shape: QueryExtras? { options.isPlain ? nil : self }

  static func == (lhs: QueryExtras, rhs: QueryExtras) -> Bool {
    lhs === rhs
      || (lhs.lock == rhs.lock && lhs.distinctOn == rhs.distinctOn && lhs.joinedObjects == rhs.joinedObjects
        && lhs.loadedColumns == rhs.loadedColumns
        && QuerySource.haveSameShape(lhs.source, rhs.source)
        && lhs.joins.elementsEqual(rhs.joins) { $0.hasSameShape(as: $1) })
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(lock)
    hasher.combine(distinctOn)
    hasher.combine(joinedObjects)
    hasher.combine(loadedColumns)
    var hash = ShapeHash()
    source?.hashShape(into: &hash)
    for join in joins { join.hashShape(into: &hash) }
    hasher.combine(hash.value)
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    source?.collectValues(into: &values)
    for join in joins { join.collectValues(into: &values) }
  }

  /// The same with a slot in place of each value; nil if no option is set.
  func stripped(_ slots: inout SlotCounter) -> QueryExtras? {
    var options = options
    options.subqueryDatabase = nil
    options.prefetches = []
    options.isSnapshot = false
    options.site = nil
    options.repetition = nil
    options.set = nil
    options.owner = nil
    options.objects = []
    options.source = source?.stripped(&slots)
    options.joins = joins.map { $0.stripped(&slots) }
    return options.isPlain ? nil : QueryExtras(options)
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

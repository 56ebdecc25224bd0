/// The tables that one `SELECT` joins, while it is being compiled.
final class JoinScope {
  /// A table that paths begin with: that of the queried model, or one that the query joins itself.
  struct Base {
    let alias: String
    /// nil if it has only selected columns.
    let schema: ModelSchema?
    /// Those of its selected columns that can be NULL.
    let nullable: Set<String>
    /// Whether a row of the query may have none of its rows.
    var isOptional: Bool

    init(alias: String, schema: ModelSchema?, nullable: Set<String>, _ isOptional: Bool) {
      (self.alias, self.schema, self.nullable, self.isOptional) = (alias, schema, nullable, isOptional)
    }
  }

  private struct Join {
    let table: String
    let alias: String
    let parent: String
    let on: SQLExpression
    /// Whether a row of the parent may have no matching row here.
    let isOptional: Bool
    let isMultiValued: Bool
    var statement: SelectStatement?
    var isLateral = false
    /// Whether the query asks for the join itself.
    var isOwn = false
  }

  let schema: ModelSchema
  let alias: String
  /// The hops from the queried model to this scope's own table.
  let prefix: [RelationPath.Hop]
  /// The number of the query's own join that those hops begin with.
  private let prefixJoin: Int
  /// The scope around a subquery.
  let parent: JoinScope?
  /// Whether there is no row yet whose columns could be used: that of an insert.
  var isWithoutRow = false
  /// What stands behind FROM.
  let source: SelectStatement.Source
  /// The table of the queried model, and those that the query joins itself, by number.
  private(set) var bases: [Int: Base]
  private var joins: [Join] = []
  /// Aliases of paths without a multi-valued hop; shared by the whole statement.
  private var shared: [RelationPath: Int] = [:]
  /// Aliases of the other paths, one set per `filter` call.
  private var perFilter: [[RelationPath: Int]] = []
  private var ordersResult = false
  /// Whether the rows are those of a result without the model's columns.
  var lacksColumns = false

  init(
    schema: ModelSchema, alias: String, prefix: [RelationPath.Hop] = [], prefixJoin: Int = 0,
    parent: JoinScope? = nil, source: SelectStatement.Source? = nil, hasModel: Bool = true, nullable: Set<String> = []
  ) {
    self.schema = schema
    self.source = source ?? .table(schema.table, alias: alias)
    self.bases = [0: Base(alias: alias, schema: hasModel ? schema : nil, nullable: nullable, false)]
    self.prefixJoin = prefixJoin
    self.alias = alias
    self.prefix = prefix
    self.parent = parent
  }

  /// The scope of the queried model itself.
  var root: JoinScope { parent?.root ?? self }

  /// The innermost scope that a path starts in.
  func enclosing(_ path: RelationPath) -> JoinScope {
    path.join == prefixJoin && path.hops.starts(with: prefix) ? self : parent?.enclosing(path) ?? self
  }

  /// From here on, multi-valued relations get new joins.
  func beginFilter() { perFilter.append([:]) }

  /// From here on, orderings reuse the joins of all conditions.
  func beginOrdering() { ordersResult = true }

  /// The alias of the table at the end of the hops. Adds the joins that are missing.
  ///
  /// - Parameter join: The number of the query's own join that the hops begin with; 0 for this scope's own table.
  func table(
    for hops: ArraySlice<RelationPath.Hop>, join: Int = 0, newAlias: (String) -> String
  ) -> (alias: String, isOptional: Bool) {
    let base = join == 0 ? nil : bases[join]
    var current = base?.alias ?? alias
    var isOptional = base?.isOptional ?? false
    for end in hops.indices {
      let path = RelationPath(hops: hops[hops.startIndex...end], join: join)
      let index = existing(path) ?? add(path, hops[end], to: current, newAlias: newAlias)
      current = joins[index].alias
      isOptional = isOptional || joins[index].isOptional
    }
    return (current, isOptional)
  }

  private func existing(_ path: RelationPath) -> Int? {
    guard path.isMultiValued else { return shared[path] }
    if ordersResult { return perFilter.lazy.compactMap { $0[path] }.first }
    return perFilter.last?[path]
  }

  private func add(_ path: RelationPath, _ hop: RelationPath.Hop, to parent: String, newAlias: (String) -> String)
    -> Int
  {
    let relation = hop.relation
    let schema = hop.isBackward ? relation.source : relation.target
    let alias = newAlias(schema.table)
    let on =
      hop.isBackward
      ? relation.match(source: alias, target: parent, isForward: false)
      : relation.match(source: parent, target: alias)
    joins.append(
      Join(
        table: schema.table, alias: alias, parent: parent, on: on, isOptional: hop.cardinality != .one,
        isMultiValued: hop.cardinality == .many))
    let index = joins.count - 1
    if path.isMultiValued {
      if perFilter.isEmpty { perFilter.append([:]) }
      perFilter[perFilter.count - 1][path] = index
    } else {
      shared[path] = index
    }
    return index
  }

  /// The joins: inner for required tables, else outer.
  ///
  /// - Parameter behindOuterJoin: Whether the scope's own table is outer joined itself.
  func joins(requiring tables: Set<String>, behindOuterJoin: Bool = false) -> [SelectStatement.Join] {
    var required = tables
    // What an inner join asks for is a condition of the statement.
    for join in joins where join.isOwn && !join.isOptional { required.formUnion(join.on.requiredTables) }
    for join in joins.reversed() where required.contains(join.alias) { required.insert(join.parent) }
    var outer: Set<String> = behindOuterJoin ? [alias] : []
    return joins.map { join in
      let isOuter =
        !required.contains(join.alias) && (join.isOptional || (!join.isOwn && outer.contains(join.parent)))
      if isOuter { outer.insert(join.alias) }
      return SelectStatement.Join(
        table: join.table, alias: join.alias, isOuter: isOuter, on: join.on, parent: join.parent,
        isMultiValued: join.isMultiValued,
        statement: join.statement, isLateral: join.isLateral)
    }
  }

  /// Adds the beginning of paths for a join that the query asks for itself.
  func add(_ base: Base, number: Int) { bases[number] = base }

  /// Whether there is a join with a model related to a table.
  func hasJoins(behind alias: String) -> Bool { joins.contains { $0.parent == alias && !$0.isOwn } }

  /// Adds a join that the query asks for itself.
  func add(
    _ table: String, as name: String, statement: SelectStatement?, isLateral: Bool, on: SQLExpression, isOuter: Bool,
    isMultiValued: Bool
  ) {
    joins.append(
      Join(
        table: table, alias: name, parent: alias, on: on, isOptional: isOuter, isMultiValued: isMultiValued,
        statement: statement, isLateral: isLateral, isOwn: true))
  }
}

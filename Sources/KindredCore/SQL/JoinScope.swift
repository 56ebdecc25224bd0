/// The tables that one `SELECT` joins, while it is being compiled.
final class JoinScope {
  private struct Join {
    let hop: RelationPath.Hop
    let table: String
    let alias: String
    let parent: String
    let on: SQLExpression
    /// Whether a row of the parent may have no matching row here.
    let isOptional: Bool
  }

  let schema: ModelSchema
  let alias: String
  /// The hops from the queried model to this scope's own table.
  let prefix: [RelationPath.Hop]
  /// The scope around a subquery.
  let parent: JoinScope?
  private var joins: [Join] = []
  /// Aliases of paths without a multi-valued hop; shared by the whole statement.
  private var shared: [RelationPath: Int] = [:]
  /// Aliases of the other paths, one set per `filter` call.
  private var perFilter: [[RelationPath: Int]] = []
  private var ordersResult = false
  /// Whether the rows are those of a result without the model's columns.
  var lacksColumns = false

  init(schema: ModelSchema, alias: String, prefix: [RelationPath.Hop] = [], parent: JoinScope? = nil) {
    self.schema = schema
    self.alias = alias
    self.prefix = prefix
    self.parent = parent
  }

  /// The scope of the queried model itself.
  var root: JoinScope { parent?.root ?? self }

  /// The innermost scope that a path starts in.
  func enclosing(_ path: RelationPath) -> JoinScope {
    path.hops.starts(with: prefix) ? self : parent?.enclosing(path) ?? self
  }

  /// From here on, multi-valued relations get new joins.
  func beginFilter() { perFilter.append([:]) }

  /// From here on, orderings reuse the joins of all conditions.
  func beginOrdering() { ordersResult = true }

  /// The alias of the table at the end of the hops. Adds the joins that are missing.
  func table(for hops: ArraySlice<RelationPath.Hop>, newAlias: (String) -> String) -> (alias: String, isOptional: Bool)
  {
    var current = alias
    var isOptional = false
    for end in hops.indices {
      let path = RelationPath(hops: hops[hops.startIndex...end])
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
    let (near, far) =
      hop.isBackward ? (relation.targetField.column, relation.column) : (relation.column, relation.targetField.column)
    let on = SQLExpression.equal(
      .column(SQLColumn(table: parent, name: near, isNullable: false)),
      .column(SQLColumn(table: alias, name: far, isNullable: false)))
    joins.append(
      Join(
        hop: hop, table: schema.table, alias: alias, parent: parent, on: on,
        isOptional: hop.cardinality != .one))
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
    for join in joins.reversed() where required.contains(join.alias) { required.insert(join.parent) }
    var outer: Set<String> = behindOuterJoin ? [alias] : []
    return joins.map { join in
      let isOuter = !required.contains(join.alias) && (join.isOptional || outer.contains(join.parent))
      if isOuter { outer.insert(join.alias) }
      return SelectStatement.Join(
        table: join.table, alias: join.alias, isOuter: isOuter, on: join.on, parent: join.parent,
        isMultiValued: join.hop.cardinality == .many)
    }
  }
}

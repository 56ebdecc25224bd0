package import KindredCore

/// The tables of a schema as the source of models.
package struct SchemaSource {
  /// Where a relation is declared.
  struct Place: Hashable {
    let table: String
    let property: String
  }

  /// The table of the links of a many-to-many relation, which needs no model.
  struct Link {
    /// The table whose model has the relation.
    let near: String
    let far: String
    let property: String
  }

  let schema: SchemaState
  /// The names of the models, by their tables.
  let types: [String: String]
  /// The tables that others make, whose models only say what they look like.
  let unmanaged: Set<String>
  /// The tables whose models are declared elsewhere.
  let external: Set<String>
  /// The tables of links, by their names.
  private(set) var links: [String: Link] = [:]
  /// The names of properties, by table and column.
  private(set) var properties: [String: [String: String]] = [:]
  /// The names of relations on their targets, where the usual ones are taken.
  private(set) var relatedNames: [Place: String] = [:]

  /// - Parameters:
  ///   - schema: The tables.
  ///   - prefixes: What names of tables begin with and those of models do not, such as `polls_`.
  ///   - unmanaged: The tables that others make.
  ///   - external: The models that are declared elsewhere, by their tables.
  package init(
    _ schema: SchemaState, droppingPrefixes prefixes: [String] = [], unmanaged: Set<String> = [],
    external: [String: String] = [:]
  ) {
    self.schema = schema
    self.unmanaged = unmanaged
    self.external = Set(external.keys)
    types = Self.types(of: schema.tables.map(\.name), prefixes, external)
    for table in schema.tables { properties[table.name] = names(of: table) }
    for table in schema.tables { links[table.name] = link(table) }
    nameRelations()
  }

  /// The models, without those that are declared elsewhere.
  ///
  /// - Parameters:
  ///   - names: The tables; nil for all but those of links.
  ///   - isPublic: Whether other modules use them.
  package func models(of names: Set<String>? = nil, isPublic: Bool = false) -> [String] {
    schema.tables.filter { table in
      names.map { $0.contains(table.name) } ?? (links[table.name] == nil && !external.contains(table.name))
    }.map { ModelSource($0, in: self).model(access: isPublic ? "public " : "") }
  }

  // MARK: - Names

  /// A name is without the prefix unless another table would have the same one then.
  private static func types(
    of tables: [String], _ prefixes: [String], _ external: [String: String]
  ) -> [String: String] {
    func short(_ table: String) -> String {
      let prefix = prefixes.filter { table.hasPrefix($0) && table.utf8.count > $0.utf8.count }.max {
        $0.count < $1.count
      }
      return SourceNames.type(String(table.dropFirst(prefix?.count ?? 0)))
    }
    let counts = Dictionary(tables.filter { external[$0] == nil }.map { (short($0), 1) }, uniquingKeysWith: +)
    var taken = Set(external.values)
    var types = external
    for table in tables where external[table] == nil {
      let name = short(table)
      let whole = SourceNames.type(table)
      types[table] =
        counts[name] == 1
        ? SourceNames.free(name, whole, among: &taken) : SourceNames.free(whole, whole + "Model", among: &taken)
    }
    return types
  }

  private func names(of table: TableState) -> [String: String] {
    var taken: Set<String> = []
    var names: [String: String] = [:]
    for column in table.columns {
      guard relation(of: column, in: table) != nil else {
        names[column.name] = SourceNames.free(SourceNames.property(column.name), among: &taken)
        continue
      }
      let isParent = isParent(column, in: table)
      let base = isParent ? String(column.name.dropLast(7)) : column.name
      let name = SourceNames.free(SourceNames.relation(base), among: &taken)
      // The macro adds the key itself.
      taken.insert(name + "ID")
      names[column.name] = name
    }
    return names
  }

  /// The name of the property that has a column.
  func property(_ column: String, of table: String) -> String { properties[table]?[column] ?? column }

  // MARK: - Relations

  /// The foreign key of a column and the table that it points to, if a model can have it as a relation.
  func relation(of column: ColumnState, in table: TableState) -> (ForeignKeyState, TableState)? {
    guard let key = table.foreignKeys.first(where: { $0.columns == [column.name] }), let target = schema[key.table],
      key.targets.count == 1,
      target.key == key.targets || target.constraints.contains(where: { $0.kind == .unique(columns: key.targets) })
    else { return nil }
    return (key, target)
  }

  /// Whether the column is the key that a table shares with the table of its parent, as Django names it.
  func isParent(_ column: ColumnState, in table: TableState) -> Bool {
    table.key == [column.name] && column.name.hasSuffix("_ptr_id") && column.name.utf8.count > 7
      && relation(of: column, in: table).map { $0.1.key == $0.0.targets } ?? false
  }

  /// The relation whose links a table has: nothing but an automatic key and the keys of both ends, which are unique
  /// together.
  private func link(_ table: TableState) -> Link? {
    guard !unmanaged.contains(table.name), !external.contains(table.name), table.key == ["id"],
      table.columns.count == 3,
      table.column("id")?.isAutomatic == true, table.comment == nil, table.constraints.count == 3
    else { return nil }
    let ends = table.columns.filter { $0.name != "id" && !$0.isNullable && $0.databaseDefault == nil }
      .compactMap { column in
        relation(of: column, in: table).flatMap { key, target in
          key.onDelete == nil && target.key == key.targets ? (column: column.name, target: target.name) : nil
        }
      }
    let indexed = Set(table.indexes.map(\.plainColumn))
    guard ends.count == 2, let place = ends.firstIndex(where: { table.name.hasPrefix($0.target + "_") }),
      indexed == Set(ends.map(\.column)), table.indexes.count == 2
    else { return nil }
    // A model that points to itself has its own end first.
    let (near, far) = place == 0 ? (ends[0], ends[1]) : (ends[1], ends[0])
    guard table.constraints.contains(ConstraintState(nil, .unique(columns: [near.column, far.column]))),
      !external.contains(near.target), !unmanaged.contains(near.target)
    else { return nil }
    var names = [near.target, far.target].map { (types[$0] ?? $0).lowerCamelCased.snakeCased + "_id" }
    if near.target == far.target { names = ["from_" + names[0], "to_" + names[1]] }
    guard names == [near.column, far.column] else { return nil }
    let property = SourceNames.property(String(table.name.dropFirst(near.target.count + 1)))
    guard !(properties[near.target]?.values.contains(property) ?? true) else { return nil }
    return Link(near: near.target, far: far.target, property: property)
  }

  /// Gives relations names on their targets where the usual ones would be those of others.
  private mutating func nameRelations() {
    var taken = properties.mapValues { Set($0.values) }
    for link in links.values { taken[link.near]?.insert(link.property) }
    for table in schema.tables where links[table.name] == nil && !external.contains(table.name) {
      for column in table.columns {
        guard let (_, target) = relation(of: column, in: table) else { continue }
        let isSingle =
          table.key == [column.name] || table.constraints.contains { $0.kind == .unique(columns: [column.name]) }
        nameRelation(property(column.name, of: table.name), of: table.name, to: target.name, isSingle, &taken)
      }
      for link in links.values.filter({ $0.near == table.name && $0.far != table.name })
        .sorted(by: { $0.property < $1.property })
      {
        nameRelation(link.property, of: table.name, to: link.far, false, &taken)
      }
    }
  }

  private mutating func nameRelation(
    _ property: String, of table: String, to target: String, _ isSingle: Bool, _ taken: inout [String: Set<String>]
  ) {
    let name = (types[table] ?? table).lowerCamelCased
    let usual: Set = [name, isSingle ? name : name + "Set"]
    guard !usual.isDisjoint(with: taken[target] ?? []) else {
      taken[target, default: []].formUnion(usual)
      return
    }
    let whole = name + property.prefix(1).uppercased() + property.dropFirst() + (isSingle ? "" : "Set")
    relatedNames[Place(table: table, property: property)] = SourceNames.free(whole, among: &taken[target, default: []])
  }
}

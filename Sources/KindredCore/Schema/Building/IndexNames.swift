/// The names of a schema's indexes. A database has one space of names for those of all tables: where two tables derive
/// the same name, one of the indexes cannot be made, or is taken for the other one.
package struct IndexNames {
  private let builder: SchemaBuilder
  /// What the database has besides the schema, and with it other names than the derived ones.
  private let extras: SchemaExtras?
  /// Whether unique constraints have indexes with their names.
  private let includesConstraints: Bool

  package init(_ builder: SchemaBuilder, extras: SchemaExtras?, includesConstraints: Bool) {
    self.builder = builder
    self.extras = extras
    self.includesConstraints = includesConstraints
  }

  /// Refuses the names that a change gives to indexes of its table, if another table has them.
  ///
  /// - Throws: ``KindredError/Code/invalidName`` with both indexes.
  package func check(_ change: SchemaChange, from before: SchemaState, to after: SchemaState) throws {
    let table: TableState?
    let old: TableState?
    switch change {
    case .createTable(let new): (table, old) = (after[new.name], nil)
    case .renameTable(let name, to: let new): (table, old) = (after[new], before[name])
    case .renameColumn(table: let name, _, to: _), .addConstraint(table: let name, _), .addIndex(table: let name, _),
      .renameConstraint(table: let name, _, to: _), .renameIndex(table: let name, _, to: _):
      (table, old) = (after[name], before[name])
    case .dropTable, .setTableComment, .addColumn, .dropColumn, .alterColumn, .setKey, .dropConstraint, .dropIndex:
      return
    }
    guard let table else { return }
    // The database itself finds a free name for what is written beside a column of a new table.
    var named = table
    if old == nil { named.constraints.removeAll { builder.isWrittenBeside($0, in: table) } }
    let known = Set(try old.map { try parts(of: $0).map(\.name) } ?? [])
    for part in try parts(of: named) where !known.contains(part.name) {
      for other in after.tables where other.name != table.name && mayHave(part.name, other) {
        guard let same = try parts(of: other).first(where: { existing($0.name, in: other) == part.name }) else {
          continue
        }
        throw KindredError(
          .invalidName,
          "\(part.summary) of \(builder.owner(of: table)) and \(same.summary) of \(builder.owner(of: other)) are both called "
            + "\"\(part.name)\", and the names of indexes are those of the whole schema. "
            + (part.isOwn && same.isOwn
              ? "Give one of them another name, with the argument \"name\"."
              : "Give the index or the unique constraint of one of these columns a name of its own.")
        ) {
          $0.model = builder.owners[table.name]
          $0.table = table.name
          $0.constraint = part.name
        }
      }
    }
  }

  /// Whether a table may have a name, by a look that takes no time: derived names begin with the table's, of which long
  /// ones keep the beginning.
  private func mayHave(_ name: String, _ table: TableState) -> Bool {
    name.utf8.starts(with: table.name.utf8.prefix(Self.keptOfTables)) || table.indexes.contains { $0.name == name }
      || table.constraints.contains { $0.name == name }
      || extras?.actualNames[table.name]?.values.contains(name) ?? false
  }

  /// How many bytes every derived name keeps of a table's name.
  private static let keptOfTables = 24

  private func existing(_ name: String, in table: TableState) -> String { extras?.name(name, in: table.name) ?? name }

  private struct Part {
    let name: String
    let summary: String
    /// Whether the schema has it. The index for prefix scans comes with another one.
    var isOwn = true
  }

  private func parts(of table: TableState) throws -> [Part] {
    var parts = try table.indexes.map { Part(name: try builder.name(of: $0, in: table), summary: $0.summary) }
    for column in table.columns {
      guard let index = builder.prefixIndex(of: column.name, in: table) else { continue }
      parts.append(Part(name: index.name, summary: "the index for prefixes of \"\(column.name)\"", isOwn: false))
    }
    guard includesConstraints else { return parts }
    for constraint in table.constraints {
      guard case .unique = constraint.kind else { continue }
      parts.append(Part(name: builder.name(of: constraint, in: table), summary: constraint.summary))
    }
    return parts
  }
}

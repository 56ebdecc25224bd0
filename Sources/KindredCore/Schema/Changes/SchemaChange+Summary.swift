extension SchemaChange {
  /// What the change does, as a phrase for messages and lists: `add the column "rating" to "entry"`.
  public var summary: String {
    switch self {
    case .createTable(let table): "create the table \"\(table.name)\""
    case .dropTable(let name): "drop the table \"\(name)\""
    case .renameTable(let name, to: let new): "rename the table \"\(name)\" to \"\(new)\""
    case .setTableComment(table: let table, let comment):
      comment == nil ? "remove the comment on \"\(table)\"" : "change the comment on \"\(table)\""
    case .addColumn(table: let table, let column, fill: _): "add the column \"\(column.name)\" to \"\(table)\""
    case .dropColumn(table: let table, let name): "drop the column \"\(name)\" of \"\(table)\""
    case .renameColumn(table: let table, let name, to: let new):
      "rename the column \"\(name)\" of \"\(table)\" to \"\(new)\""
    case .alterColumn(table: let table, let column, fill: _): "change the column \"\(column.name)\" of \"\(table)\""
    case .setKey(table: let table, let columns):
      "make \(columns.map { "\"\($0)\"" }.joined(separator: ", ")) the primary key of \"\(table)\""
    case .addConstraint(table: let table, let constraint): "add \(constraint.summary) to \"\(table)\""
    case .dropConstraint(table: let table, let constraint): "drop \(constraint.summary) of \"\(table)\""
    case .renameConstraint(table: let table, let constraint, to: let new):
      "rename \(constraint.summary) of \"\(table)\"" + (new.map { " to \"\($0)\"" } ?? "")
    case .addIndex(table: let table, let index): "add \(index.summary) to \"\(table)\""
    case .dropIndex(table: let table, let index): "drop \(index.summary) of \"\(table)\""
    case .renameIndex(table: let table, let index, to: let new):
      "rename \(index.summary) of \"\(table)\"" + (new.map { " to \"\($0)\"" } ?? "")
    }
  }
}

extension ConstraintState {
  /// A few words for messages: `the unique constraint on "slug"`.
  package var summary: String {
    let name = name.map { " \"\($0)\"" } ?? ""
    switch kind {
    case .unique(columns: let columns): return "the unique constraint\(name) on \(quoted(columns))"
    case .check: return "the check\(name)"
    case .foreignKey(let key): return "the foreign key\(name) \(quoted(key.columns)) to \"\(key.table)\""
    }
  }
}

extension IndexState {
  /// A few words for messages: `the index on "slug"`.
  package var summary: String {
    if let name { return "the index \"\(name)\"" }
    let names = elements.compactMap(\.field)
    return names.count == elements.count ? "the index on \(quoted(names))" : "the index on an expression"
  }
}

private func quoted(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }

import KindredCore

/// The changes of one table that are written together.
struct TableEdit {
  /// What the rows get in a column.
  enum Source {
    /// The values of a column of the table as it was.
    case column(String)
    /// Something new.
    case fill(ColumnFill?)
  }

  /// The table before the changes.
  let start: TableState
  /// The table after them.
  private(set) var end: TableState
  private(set) var changes: [SchemaChange] = []
  /// Where the values of the columns come from, by their names after the changes.
  private(set) var sources: [String: Source]
  /// What replaces NULL, by the names of the columns after the changes.
  private(set) var fills: [String: ColumnFill] = [:]
  /// Whether the table has to be made anew.
  private(set) var needsNewTable = false

  init(_ table: TableState) {
    start = table
    end = table
    sources = Dictionary(table.columns.map { ($0.name, .column($0.name)) }) { first, _ in first }
  }

  mutating func add(_ change: SchemaChange, _ after: TableState) {
    changes.append(change)
    switch change {
    case .addColumn(table: _, let column, fill: let fill):
      sources[column.name] = .fill(resolved(fill))
      if !column.isAddable || fill != nil { needsNewTable = true }
    case .dropColumn(table: _, let name):
      sources[name] = nil
      fills[name] = nil
      needsNewTable = true
    case .alterColumn(table: _, let column, fill: let fill):
      if let fill = resolved(fill) { fills[column.name] = fill }
      // SQLite keeps no comments.
      if end.column(column.name)?.withoutComment != column.withoutComment { needsNewTable = true }
    case .setKey, .addConstraint, .dropConstraint, .renameConstraint: needsNewTable = true
    case .setTableComment, .addIndex, .dropIndex, .renameIndex: break
    case .createTable, .dropTable, .renameTable, .renameColumn: break
    }
    end = after
  }

  /// Renames a column that is new in the same edit, so that the database has nothing to rename.
  ///
  /// - Returns: Whether it could be done.
  mutating func rename(_ old: String, to new: String, _ after: TableState, _ change: SchemaChange) -> Bool {
    guard needsNewTable, case .fill? = sources[old] else { return false }
    sources[new] = sources.removeValue(forKey: old)
    fills[new] = fills.removeValue(forKey: old)
    changes.append(change)
    end = after
    return true
  }

  /// A fill from another column, by the name that the column has at the start.
  private func resolved(_ fill: ColumnFill?) -> ColumnFill? {
    guard case .column(let name) = fill else { return fill }
    switch sources[name] {
    case .column(let original): return .column(original)
    case .fill(let other): return other
    case nil: return fill
    }
  }
}

extension ColumnState {
  fileprivate var withoutComment: ColumnState {
    var column = self
    column.comment = nil
    return column
  }

  /// Whether `ADD COLUMN` can add it: not to the key, and with a constant default where it is not NULL.
  fileprivate var isAddable: Bool {
    if isAutomatic { return false }
    switch databaseDefault?.kind {
    case nil: return isNullable
    case .value(let value): return isNullable || !value.isNull
    case .current, .unstorable: return false
    }
  }
}

// Which columns the parts of a table use.

extension TableState {
  /// The foreign keys.
  package var foreignKeys: [ForeignKeyState] {
    constraints.compactMap { if case .foreignKey(let key) = $0.kind { key } else { nil } }
  }

  /// The table with its foreign keys changed.
  func mappingForeignKeys(_ body: (inout ForeignKeyState) -> Void) -> TableState {
    var table = self
    table.constraints = constraints.map { constraint in
      guard case .foreignKey(var key) = constraint.kind else { return constraint }
      body(&key)
      return ConstraintState(constraint.name, .foreignKey(key))
    }
    return table
  }

  /// The table with a column renamed, in its own keys, indexes and constraints too.
  func renamingColumn(_ old: String, to new: String) -> TableState {
    let names = Set(columns.map(\.name))
    func renamed(_ name: String) -> String { name == old ? new : name }
    func renamed(_ expression: NamedExpression) -> NamedExpression {
      expression.mappingNames { ColumnPath($0, of: names)?.renaming(old, to: new) ?? $0 }
    }
    var table = self
    table.columns = columns.map {
      var column = $0
      column.name = renamed(column.name)
      return column
    }
    table.key = key.map(renamed)
    table.constraints = constraints.map { constraint in
      switch constraint.kind {
      case .unique(columns: let columns):
        return ConstraintState(constraint.name, .unique(columns: columns.map(renamed)))
      case .check(let condition): return ConstraintState(constraint.name, .check(renamed(condition)))
      case .foreignKey(var key):
        key.columns = key.columns.map(renamed)
        if key.table == name { key.targets = key.targets.map(renamed) }
        return ConstraintState(constraint.name, .foreignKey(key))
      }
    }
    table.indexes = indexes.map { index in
      var index = index
      index.elements = index.elements.map {
        IndexElement(renamed($0.expression), descending: $0.isDescending, nulls: $0.nulls)
      }
      index.condition = index.condition.map(renamed)
      return index
    }
    return table
  }

  /// Why no database could have the table; nil if one could.
  var problem: String? {
    var names: Set<String> = []
    for column in columns where !names.insert(column.name).inserted {
      return "the table would have two columns \"\(column.name)\""
    }
    if columns.isEmpty { return "the table would have no columns" }
    for column in key where !names.contains(column) { return "the key's column \"\(column)\" does not exist" }
    if Set(constraints).count != constraints.count { return "the table would have a constraint twice" }
    if Set(indexes).count != indexes.count { return "the table would have an index twice" }
    var explicit: Set<String> = []
    for constraint in constraints {
      if let name = constraint.name, !explicit.insert(name).inserted {
        return "two constraints would have the name \"\(name)\""
      }
      if let unknown = constraint.unknownColumn(of: names) {
        return "\(constraint.summary) uses the column \"\(unknown)\", which does not exist"
      }
    }
    for index in indexes {
      if let unknown = index.unknownColumn(of: names) {
        return "\(index.summary) uses the column \"\(unknown)\", which does not exist"
      }
    }
    return nil
  }
}

extension ConstraintState {
  /// The columns of the own table that the constraint uses.
  package func columns(of names: Set<String>) -> Set<String> {
    switch kind {
    case .unique(columns: let columns): Set(columns)
    case .check(let condition): Set(condition.columns(of: names).known)
    case .foreignKey(let key): Set(key.columns)
    }
  }

  fileprivate func unknownColumn(of names: Set<String>) -> String? {
    switch kind {
    case .unique(columns: let columns): columns.first { !names.contains($0) }
    case .check(let condition): condition.columns(of: names).unknown.first
    case .foreignKey(let key): key.columns.first { !names.contains($0) }
    }
  }
}

extension IndexState {
  /// The columns that the index uses.
  package func columns(of names: Set<String>) -> Set<String> {
    Set((elements.map(\.expression) + [condition].compactMap { $0 }).flatMap { $0.columns(of: names).known })
  }

  fileprivate func unknownColumn(of names: Set<String>) -> String? {
    (elements.map(\.expression) + [condition].compactMap { $0 }).lazy
      .compactMap { $0.columns(of: names).unknown.first }.first
  }
}

/// A path in an expression of a table: a column, and the transforms or the look-up behind it.
struct ColumnPath {
  let column: String
  /// What follows, with its separator.
  let rest: Substring

  /// The longest column name that the path begins with; nil if there is none.
  init?(_ path: String, of columns: Set<String>) {
    if columns.contains(path) {
      column = path
      rest = ""
      return
    }
    let found = columns.filter { path.hasPrefix($0 + "__") || path.hasPrefix($0 + ".") }.max { $0.count < $1.count }
    guard let found else { return nil }
    column = found
    rest = path.dropFirst(found.count)
  }

  func renaming(_ old: String, to new: String) -> String { (column == old ? new : column) + rest }
}

extension NamedExpression {
  /// The columns that the expression uses, and the paths that begin with none.
  package func columns(of names: Set<String>) -> (known: [String], unknown: [String]) {
    var known: [String] = []
    var unknown: [String] = []
    _ = mappingNames { path in
      if let found = ColumnPath(path, of: names) { known.append(found.column) } else { unknown.append(path) }
      return path
    }
    return (known, unknown)
  }
}

/// The changes that make one schema of another.
///
/// ```swift
/// let difference = try SchemaDifference(from: history, to: SchemaState(of: BlogModels.all))
/// guard difference.questions.isEmpty else { return ask(difference.questions) }
/// let after = try history.applying(difference.changes)
/// ```
///
/// Nothing is guessed: whether a column was renamed, or one was dropped and another one added, is a hint of the model, an
/// answer, or a question. Indexes and constraints without a name are matched by what they say.
public struct SchemaDifference: Sendable {
  /// The changes that running programs of the previous release can live with, in order.
  public private(set) var changes: [SchemaChange] = []
  /// The changes that remove what the previous release uses: columns and tables. They come last.
  public private(set) var removals: [SchemaChange] = []
  /// What has to be answered before the changes are right.
  public private(set) var questions: [SchemaQuestion] = []

  /// The schema after the changes so far.
  private var state: SchemaState
  private let wanted: SchemaState
  private let hints: SchemaHints
  private let answers: Set<SchemaAnswer>
  private let isStaged: Bool

  /// Compares two schemas.
  ///
  /// - Parameters:
  ///   - old: The schema before.
  ///   - new: The schema afterwards.
  ///   - hints: What the models say about their past.
  ///   - answers: What is known about questions.
  ///   - isStaged: Whether a column that is removed may be NULL before, so that a release that does not know it can
  ///     insert rows.
  /// - Throws: ``KindredError/Code/schema`` for an answer that does not fit, such as a rename of a column that does not
  ///   exist.
  public init(
    from old: SchemaState, to new: SchemaState, hints: SchemaHints = SchemaHints(), answers: [SchemaAnswer] = [],
    isStaged: Bool = true
  ) throws {
    state = old
    wanted = new
    self.hints = hints
    self.answers = Set(answers)
    self.isStaged = isStaged
    try rename()
    try dropForeignKeys()
    try dropIndexesAndConstraints()
    try createTables()
    for table in common { try changeColumns(of: table) }
    for table in common { try addIndexesAndConstraints(to: table) }
    try addForeignKeys()
    try remove()
  }

  /// The tables of both schemas, by their new names.
  private var common: [TableState] { wanted.tables.filter { state[$0.name] != nil } }

  private mutating func change(_ change: SchemaChange) throws {
    try state.apply(change)
    changes.append(change)
  }

  private mutating func remove(_ change: SchemaChange) throws {
    try state.apply(change)
    removals.append(change)
  }
}

// MARK: - Renames

extension SchemaDifference {
  private mutating func rename() throws {
    for case .renameTable(let old, to: let new) in answers {
      try check(state[old] != nil, "\"\(old)\" is no table of the old schema", old, new)
      try check(wanted[new] != nil, "\"\(new)\" is no table of the new schema", old, new)
    }
    for case .renameColumn(table: let table, _, to: _) in answers where wanted[table] == nil {
      throw KindredError(.schema, "There is no table \"\(table)\" in the new schema, whose column could be renamed.") {
        $0.table = table
      }
    }
    let tables = Renames(
      old: state.tables.map(\.name), new: wanted.tables.map(\.name), hints: hints.tables,
      answers: answers.tableRenames
    ) { [state, wanted] in state[$0]?.isSame(as: wanted[$1]) ?? false }
    for (from, to) in tables.steps { try change(.renameTable(from, to: to)) }
    let gone = state.tables.filter { wanted[$0.name] == nil && !answers.contains(.dropTable($0.name)) }
    let new = wanted.tables.filter { state[$0.name] == nil }
    for table in gone {
      let similar = new.filter { table.resembles($0) }.map(\.name)
      if !similar.isEmpty { questions.append(.table(gone: table.name, new: similar)) }
    }
    for table in common { try renameColumns(of: table) }
  }

  private mutating func renameColumns(of table: TableState) throws {
    guard let old = state[table.name] else { return }
    for (before, after) in answers.columnRenames(of: table.name) {
      try check(
        old.column(before) != nil, "\"\(before)\" is no column of \"\(table.name)\" in the old schema", before, after)
      try check(
        table.column(after) != nil, "\"\(after)\" is no column of \"\(table.name)\" in the new schema", before, after)
    }
    let columns = Renames(
      old: old.columns.map(\.name), new: table.columns.map(\.name), hints: hints.columns[table.name] ?? [:],
      answers: answers.columnRenames(of: table.name)
    ) { old.column($0)?.isSame(as: table.column($1)) ?? false }
    for (from, to) in columns.steps { try change(.renameColumn(table: table.name, from, to: to)) }
    guard let old = state[table.name] else { return }
    let new = table.columns.filter { old.column($0.name) == nil }
    for column in old.columns where table.column(column.name) == nil {
      if answers.contains(.dropColumn(table: table.name, column.name)) { continue }
      let candidates = new.filter { column.type.converts(to: $0.type) }.map(\.name)
      if !candidates.isEmpty {
        questions.append(.column(table: table.name, gone: column.name, new: candidates))
      }
    }
  }
}

extension SchemaDifference {
  /// - Throws: ``KindredError/Code/schema`` for a rename that does not fit. It would be a loss of rows to go on without it.
  private func check(_ fits: Bool, _ problem: String, _ old: String, _ new: String) throws {
    if fits { return }
    throw KindredError(.schema, "\"\(old)\" cannot have been renamed to \"\(new)\": \(problem).")
  }
}

// MARK: - Tables and columns

extension SchemaDifference {
  /// Creates the new tables, those that others point to first. The foreign keys of a cycle, and those to what an existing
  /// table gets only now, are added at the end.
  private mutating func createTables() throws {
    let new = wanted.tables.filter { state[$0.name] == nil }
    for table in new.sortedByForeignKeys {
      var first = table
      first.constraints = table.constraints.filter { constraint in
        guard case .foreignKey(let key) = constraint.kind else { return true }
        guard key.table != table.name, let now = state[key.table], let later = wanted[key.table] else {
          return key.table == table.name || wanted[key.table] == nil
        }
        return !now.anchors(of: key.targets).isDisjoint(with: later.anchors(of: key.targets))
          && key.targets.allSatisfy { now.column($0)?.type == later.column($0)?.type }
      }
      try change(.createTable(first))
    }
  }

  private mutating func changeColumns(of table: TableState) throws {
    guard let old = state[table.name] else { return }
    for column in table.columns where old.column(column.name) == nil {
      try change(.addColumn(table: table.name, column, fill: fill(of: column, in: table, isNew: true)))
    }
    for column in table.columns {
      guard let before = old.column(column.name), before != column else { continue }
      if !before.type.converts(to: column.type) && isReplaceable(column.name, in: table.name) {
        try replace(before, by: column, in: table)
        continue
      }
      let loosesNull = before.isNullable && !column.isNullable
      try change(
        .alterColumn(
          table: table.name, column, fill: loosesNull ? fill(of: column, in: table, isNew: false) : nil))
    }
    if old.key != table.key { try change(.setKey(table: table.name, table.key)) }
    if old.comment != table.comment { try change(.setTableComment(table: table.name, table.comment)) }
  }

  /// Whether a column is neither of a key nor pointed to, so that another one can take its place.
  private func isReplaceable(_ column: String, in table: String) -> Bool {
    let isTarget = state.tables.contains { other in
      other.foreignKeys.contains { $0.table == table && $0.targets.contains(column) }
    }
    return !isTarget && state[table]?.key.contains(column) == false
  }

  /// Replaces a column by one of another type, which the database cannot convert by itself: a new column takes over the
  /// values. What uses the column is dropped, and added again with the rest.
  private mutating func replace(_ old: ColumnState, by new: ColumnState, in table: TableState) throws {
    guard let before = state[table.name] else { return }
    let names = Set(before.columns.map(\.name))
    for index in before.indexes where index.columns(of: names).contains(old.name) {
      try change(.dropIndex(table: table.name, index))
    }
    for constraint in before.constraints where constraint.columns(of: names).contains(old.name) {
      try change(.dropConstraint(table: table.name, constraint))
    }
    var added = new
    added.name = new.name + "_new"
    while names.contains(added.name) { added.name += "_" }
    try change(.addColumn(table: table.name, added, fill: .column(old.name)))
    try change(.dropColumn(table: table.name, old.name))
    try change(.renameColumn(table: table.name, added.name, to: new.name))
  }

  /// What the rows that exist get in a column that may not be NULL.
  private mutating func fill(of column: ColumnState, in table: TableState, isNew: Bool) -> ColumnFill? {
    if column.isNullable || column.isAutomatic { return nil }
    for case .fill(table: table.name, column: column.name, let fill) in answers { return fill }
    if isNew && column.databaseDefault != nil { return nil }
    if let fill = hints.fills[table.name]?[column.name] { return fill }
    if case .value(let value) = column.databaseDefault?.kind { return .value(value) }
    if isStaged { questions.append(.fill(table: table.name, column: column)) }
    return nil
  }
}

// MARK: - Indexes and constraints

extension SchemaDifference {
  /// Drops what is not wanted, and what is defined differently. What uses a column that is removed later goes with it.
  private mutating func dropIndexesAndConstraints() throws {
    for table in common {
      guard let old = state[table.name] else { continue }
      let leaving = Set(old.columns.map(\.name)).subtracting(table.columns.map(\.name))
      let names = Set(old.columns.map(\.name))
      for index in old.indexes where !table.indexes.contains(index) {
        if let same = table.indexes.first(where: { $0.isSame(as: index) && !old.indexes.contains($0) }) {
          try rename(index, to: same.name, of: table.name)
        } else if index.columns(of: names).isDisjoint(with: leaving) || Self.takesName(of: index, table) {
          try change(.dropIndex(table: table.name, index))
        }
      }
      for constraint in old.constraints where !table.constraints.contains(constraint) {
        if let same = table.constraints.first(where: { $0.kind == constraint.kind && !old.constraints.contains($0) }) {
          try rename(constraint, to: same.name, of: table.name)
        } else if constraint.columns(of: names).isDisjoint(with: leaving)
          || (constraint.name != nil && table.constraints.contains { $0.name == constraint.name })
        {
          try change(.dropConstraint(table: table.name, constraint))
        }
      }
    }
  }

  /// Whether something new in a table has the name of an index, so that the index has to go before. A derived name says
  /// nothing of the condition.
  private static func takesName(of index: IndexState, _ table: TableState) -> Bool {
    if let name = index.name { return table.indexes.contains { $0.name == name } }
    let elements = index.elements.map(\.expression)
    let columns = index.elements.compactMap(\.field)
    return table.indexes.contains {
      $0.name == nil && $0.isUnique == index.isUnique && $0.elements.map(\.expression) == elements
    }
      || index.isUnique && columns.count == elements.count
        && table.constraints.contains { $0.name == nil && $0.kind == .unique(columns: columns) }
  }

  /// Renames an index, or drops it where another one still has the name; it is then added again with the rest.
  private mutating func rename(_ index: IndexState, to name: String?, of table: String) throws {
    let isTaken = name != nil && state[table]?.indexes.contains { $0.name == name } ?? false
    try change(isTaken ? .dropIndex(table: table, index) : .renameIndex(table: table, index, to: name))
  }

  /// The same for a constraint.
  private mutating func rename(_ constraint: ConstraintState, to name: String?, of table: String) throws {
    let isTaken = name != nil && state[table]?.constraints.contains { $0.name == name } ?? false
    try change(
      isTaken ? .dropConstraint(table: table, constraint) : .renameConstraint(table: table, constraint, to: name))
  }

  private mutating func addIndexesAndConstraints(to table: TableState) throws {
    guard let old = state[table.name] else { return }
    for index in table.indexes where !old.indexes.contains(index) {
      try change(.addIndex(table: table.name, index))
    }
    for constraint in table.constraints where !constraint.isForeignKey && !old.constraints.contains(constraint) {
      try change(.addConstraint(table: table.name, constraint))
    }
  }

  // MARK: Foreign keys

  /// Drops the foreign keys that are not wanted before anything that they need goes, in whatever table it is. One that is
  /// wanted goes as well, and comes again at the end, where the key that it points to is another one meanwhile.
  private mutating func dropForeignKeys() throws {
    for table in common {
      guard let old = state[table.name] else { continue }
      let leaving = Set(old.columns.map(\.name)).subtracting(table.columns.map(\.name))
      for constraint in old.constraints {
        guard case .foreignKey(let key) = constraint.kind else { continue }
        let isKept = table.constraints.contains(constraint)
        if isKept ? isBroken(key, of: table) : isInTheWay(key, of: table, leaving) {
          try change(.dropConstraint(table: table.name, constraint))
        }
      }
    }
  }

  /// Whether the columns of a foreign key, or the key that it points to, become others.
  private func isBroken(_ key: ForeignKeyState, of table: TableState) -> Bool {
    guard let old = state[key.table], let new = wanted[key.table] else { return false }
    func changes(_ columns: [String], _ old: TableState?, _ new: TableState) -> Bool {
      columns.contains { old?.column($0)?.type.withoutLimits != new.column($0)?.type.withoutLimits }
    }
    if changes(key.columns, state[table.name], table) || changes(key.targets, old, new) { return true }
    let anchors = old.anchors(of: key.targets)
    return !anchors.isEmpty && anchors.isDisjoint(with: new.anchors(of: key.targets))
  }

  /// Whether a foreign key that is not wanted would keep something from being changed before the removals.
  private func isInTheWay(_ key: ForeignKeyState, of table: TableState, _ leaving: Set<String>) -> Bool {
    if leaving.isDisjoint(with: key.columns) {
      // One that only gets another name stays.
      return !table.constraints.contains { $0.kind == .foreignKey(key) }
    }
    return wanted[key.table] != nil && isBroken(key, of: table)
  }

  /// Foreign keys come last, because they may point to a key that is added before.
  private mutating func addForeignKeys() throws {
    for table in wanted.tables {
      for constraint in table.constraints where constraint.isForeignKey {
        if state[table.name]?.constraints.contains(constraint) == true { continue }
        try change(.addConstraint(table: table.name, constraint))
      }
    }
  }
}

// MARK: - Removals

extension SchemaDifference {
  private mutating func remove() throws {
    for table in common { try removeColumns(of: table) }
    let gone = state.tables.filter { wanted[$0.name] == nil }
    let names = Set(gone.map(\.name))
    // Without the keys between them, the tables can go in any order.
    for table in gone {
      for constraint in table.constraints {
        guard case .foreignKey(let key) = constraint.kind, names.contains(key.table), key.table != table.name else {
          continue
        }
        try remove(.dropConstraint(table: table.name, constraint))
      }
    }
    for table in gone { try remove(.dropTable(table.name)) }
  }

  private mutating func removeColumns(of table: TableState) throws {
    guard let old = state[table.name] else { return }
    let names = Set(old.columns.map(\.name))
    for column in old.columns where table.column(column.name) == nil {
      if isStaged && !column.isNullable && column.databaseDefault == nil && !old.key.contains(column.name) {
        var nullable = column
        nullable.isNullable = true
        try change(.alterColumn(table: table.name, nullable, fill: nil))
      }
    }
    for column in old.columns where table.column(column.name) == nil {
      for index in state[table.name]?.indexes ?? [] where index.columns(of: names).contains(column.name) {
        try remove(.dropIndex(table: table.name, index))
      }
      for constraint in state[table.name]?.constraints ?? []
      where constraint.columns(of: names).contains(column.name) {
        try remove(.dropConstraint(table: table.name, constraint))
      }
    }
    for column in old.columns where table.column(column.name) == nil {
      try remove(.dropColumn(table: table.name, column.name))
    }
  }
}

extension SchemaBuilder {
  /// The indexes of a table, with those for prefix scans that the database needs besides.
  package func indexes(of table: TableState, isConditional: Bool = false) throws -> [CreateIndexStatement] {
    var plain: [CreateIndexStatement] = []
    var others: [CreateIndexStatement] = []
    for index in table.indexes {
      let statement = try statement(for: index, of: table, isConditional: isConditional)
      if index.plainColumn != nil { plain.append(statement) } else { others.append(statement) }
    }
    let prefixes = table.columns.compactMap {
      prefixIndex(of: $0.name, in: table, isConditional: isConditional)
    }
    let all = plain + prefixes + others
    try checkNames(of: all, table)
    return all
  }

  /// `CREATE INDEX`.
  package func statement(
    for index: IndexState, of table: TableState, isConditional: Bool = false
  ) throws -> CreateIndexStatement {
    CreateIndexStatement(
      name: try name(of: index, in: table), table: table.name,
      terms: try index.elements.map { try term($0, of: table) }, isUnique: index.isUnique,
      condition: try index.condition.map { try expression(of: $0, "index", of: table, isCondition: true) },
      isConditional: isConditional)
  }

  /// The additional index for prefix scans of a column that has an index of its own; nil if the database needs none.
  package func prefixIndex(
    of column: String, in table: TableState, isConditional: Bool = false
  ) -> CreateIndexStatement? {
    guard let state = table.column(column), table.hasOwnIndex(on: column),
      let operatorClass = dialect.rules.prefixOperatorClass(state.type)
    else { return nil }
    return CreateIndexStatement(
      name: prefixIndexName(of: column, in: table), table: table.name, terms: [.column(column)], isUnique: false,
      isConditional: isConditional, operatorClass: operatorClass)
  }

  /// A statement as text.
  package func text(of index: CreateIndexStatement) -> String {
    written { dialect.rules.writeIndex(index, to: &$0) }
  }

  /// Refuses duplicate names: with `IF NOT EXISTS`, the second index would silently not be created.
  private func checkNames(of indexes: [CreateIndexStatement], _ table: TableState) throws {
    var seen: Set<String> = []
    for index in indexes where !seen.insert(index.name).inserted {
      throw KindredError(
        .invalidName,
        "Two indexes of \(owner(of: table)) are called \"\(index.name)\"; give one of them another name."
      ) {
        $0.model = owners[table.name]
        $0.table = table.name
      }
    }
  }

  private func term(_ element: IndexElement, of table: TableState) throws -> CreateIndexStatement.Term {
    let nulls: SelectStatement.Order.Nulls? =
      switch element.nulls {
      case .first: .first
      case .last: .last
      case nil: nil
      }
    return CreateIndexStatement.Term(
      expression: try expression(of: element.expression, "index", of: table), isDescending: element.isDescending,
      nulls: nulls)
  }
}

extension IndexState {
  /// The column, if this is the index of one column without a name and without options.
  var plainColumn: String? {
    guard name == nil, !isUnique, condition == nil, elements.count == 1, let element = elements.first,
      !element.isDescending, element.nulls == nil
    else { return nil }
    return element.field
  }
}

extension TableState {
  /// Whether a column is the key, unique, or has an index of its own, and is no foreign key.
  fileprivate func hasOwnIndex(on column: String) -> Bool {
    if foreignKeys.contains(where: { $0.columns == [column] }) { return false }
    return key == [column] || constraints.contains(ConstraintState(nil, .unique(columns: [column])))
      || indexes.contains { $0.plainColumn == column }
  }
}

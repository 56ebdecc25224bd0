extension Database {
  /// The schema as the database has it.
  ///
  /// A database prints checks and indexed expressions in its own words, and it does not know which names Kindred derived.
  /// Where a wanted schema means the same, it is given as that schema says it:
  ///
  /// ```swift
  /// let wanted = try SchemaState(of: BlogModels.all)
  /// let live = try await database.schemaState(like: wanted)
  /// let isUpToDate = try live.changes(to: wanted, on: database.dialect).isEmpty
  /// ```
  ///
  /// - Parameter wanted: The schemas to compare with, the most important first.
  public func schemaState(like wanted: SchemaState...) async throws -> SchemaState {
    try await schemaState(like: wanted)
  }

  /// The schema as the database has it.
  package func schemaState(like wanted: [SchemaState]) async throws -> SchemaState {
    let live = try await dialect.rules.reader.read(self)
    var tables: [TableState] = []
    let wide = live.state.withWideKeys(dialect.rules.reader)
    for table in live.state.tables {
      tables.append(try await matching(table, wide, like: wanted.compactMap { $0[table.name] }).result())
    }
    return SchemaState(tables)
  }

  /// What the database has besides the tables of a schema, and the names that the parts of these tables have there.
  package func schemaExtras(like state: SchemaState = SchemaState()) async throws -> SchemaExtras {
    let live = try await dialect.rules.reader.read(self)
    var extras = live.extras
    let wide = live.state.withWideKeys(dialect.rules.reader)
    for table in live.state.tables {
      guard let wanted = state[table.name] else { continue }
      let matching = try await matching(table, wide, like: [wanted])
      extras.actualNames[table.name] = matching.actualNames()
      for index in matching.unknownIndexes {
        extras.statements[table.name, default: [:]][index] = live.indexStatements[table.name]?[index]
      }
    }
    return extras
  }

  /// The steps that make some changes in this database.
  package func schemaSteps(
    for changes: [SchemaChange], from state: SchemaState, isOnline: Bool = true
  ) async throws -> [SchemaStep] {
    var options = SchemaEditorOptions(isOnline: isOnline)
    options.extras = try await schemaExtras(like: state)
    return try dialect.schemaEditor.steps(for: changes, from: state, options: options)
  }

  /// - Parameter wide: The schema that was read, with wide keys.
  private func matching(
    _ live: TableState, _ wide: SchemaState, like wanted: [TableState]
  ) async throws -> LiveMatching {
    var matching = LiveMatching(live, wide: wide[live.name] ?? live, builder: SchemaBuilder(dialect: dialect))
    for table in wanted {
      let texts = table.expressions.isEmpty ? [:] : try await dialect.rules.reader.printed(table, as: live, on: self)
      matching.match(table, printed: texts)
    }
    return matching
  }
}

extension SchemaState {
  /// The schema as it would be read from a database of a dialect, but for the words of expressions.
  package func normalised(for dialect: Dialect) -> SchemaState {
    SchemaState(tables.map { dialect.rules.reader.normalised($0) })
  }
}

extension SchemaState {
  /// The changes that make another schema of this one, as far as a database of a dialect tells schemas apart: SQLite has
  /// no comments and knows fewer types.
  package func changes(to other: SchemaState, on dialect: Dialect) throws -> [SchemaChange] {
    try normalised(for: dialect).changes(to: other.normalised(for: dialect))
  }
}

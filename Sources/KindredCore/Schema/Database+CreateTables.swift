extension Database {
  /// Creates the tables, indexes and constraints of models, and of the links of many-to-many relations between them.
  /// Referenced tables are created first. Tables of models with `@Model(managed: false)` are left to others.
  ///
  /// A target's generated list contains all of its models:
  ///
  /// ```swift
  /// try await database.createTables(for: DemoModels.all)
  /// ```
  ///
  /// - Parameters:
  ///   - models: The models.
  ///   - ifNotExists: Whether existing tables are left as they are instead of causing an error. On PostgreSQL, their
  ///     comments are updated.
  public func createTables(for models: [any Model.Type], ifNotExists: Bool = false) async throws {
    let texts = try Self.creation(of: models, dialect: dialect, ifNotExists: ifNotExists)
    try await transaction {
      for text in texts { try await self.execute(text) }
    }
    driver.schemaChanged()
  }

  /// The statements that ``createTables(for:ifNotExists:)`` runs, without running them.
  public static func createTablesSQL(for models: [any Model.Type], dialect: Dialect) throws -> [String] {
    try creation(of: models, dialect: dialect, ifNotExists: false)
  }

  /// What the dialect's editor makes of the change from nothing to the schema of models.
  private static func creation(
    of models: [any Model.Type], dialect: Dialect, ifNotExists: Bool
  ) throws -> [String] {
    try creation(of: ModelSchema.tables(of: models), dialect: dialect, ifNotExists: ifNotExists)
  }

  static func creation(of schemas: [ModelSchema], dialect: Dialect, ifNotExists: Bool) throws -> [String] {
    try ModelSchema.checkTables(of: schemas)
    var options = SchemaEditorOptions(ifNotExists: ifNotExists, isOnline: false)
    options.owners = Dictionary(schemas.map { ($0.table, $0.name) }) { first, _ in first }
    let changes = try schemas.map { SchemaChange.createTable(try $0.tableState()) }
    let steps = try dialect.schemaEditor.steps(for: changes, from: SchemaState(), options: options)
    return steps.flatMap(\.sql)
  }

  /// Runs a schema statement in the task's transaction.
  private func execute(_ sql: String) async throws {
    guard mayBeWrapped, let wrappers = StatementWrappers.applying(to: self) else {
      return try await executeUnwrapped(sql)
    }
    _ = try await wrappers.run(DatabaseStatement(schema: sql), on: self) {
      try await executeUnwrapped(sql)
      return StatementOutcome(changes: 0, insertedKey: 0, rows: 0)
    }
  }

  private func executeUnwrapped(_ sql: String) async throws {
    try await Transaction.current(on: self)?.statement { connection in
      try await observing(ObservedStatement(sql: sql), values: nil) {
        try await connection.execute(sql, changesSession: false)
      }
    }
  }
}

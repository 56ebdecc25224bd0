extension Database {
  /// Creates the tables, indexes and constraints of models. Referenced tables are created first.
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
    let builder = SchemaBuilder(dialect: dialect)
    let texts = try builder.statements(for: models, ifNotExists: ifNotExists)
    try await transaction {
      for text in texts { try await self.execute(text) }
    }
    driver.schemaChanged()
  }

  /// The statements that ``createTables(for:ifNotExists:)`` runs, without running them.
  public static func createTablesSQL(for models: [any Model.Type], dialect: Dialect) throws -> [String] {
    let builder = SchemaBuilder(dialect: dialect)
    return try builder.statements(for: models, ifNotExists: false)
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

/// Builds the statements that create tables.
package struct SchemaBuilder {
  package let dialect: Dialect
  /// What messages call the tables: the names of their models, by the names of the tables.
  package var owners: [String: String]

  package init(dialect: Dialect, owners: [String: String] = [:]) {
    self.dialect = dialect
    self.owners = owners
  }

  /// The statements for the tables of models, referenced tables first.
  package func statements(for models: [any Model.Type], ifNotExists: Bool) throws -> [String] {
    let schemas = ModelSchema.tables(of: models)
    try ModelSchema.checkTables(of: schemas)
    var builder = self
    builder.owners.merge(schemas.map { ($0.table, $0.name) }) { $1 }
    return try builder.statements(for: schemas.map { try $0.tableState() }, ifNotExists: ifNotExists)
  }

  /// The statements for a model's table and its indexes, without foreign keys that are added later.
  package func statements(for schema: ModelSchema, ifNotExists: Bool) throws -> [String] {
    var builder = self
    builder.owners[schema.table] = schema.name
    return try builder.statements(for: schema.tableState(), ifNotExists: ifNotExists)
  }

  /// The statements for tables, in order. Foreign keys follow all of them if the database adds them later.
  package func statements(for tables: [TableState], ifNotExists: Bool) throws -> [String] {
    var texts = try tables.flatMap { try statements(for: $0, ifNotExists: ifNotExists) }
    if dialect.rules.features.contains(.addsForeignKeysLater) {
      for table in tables {
        for constraint in table.constraints {
          guard case .foreignKey(let key) = constraint.kind else { continue }
          texts.append(addition(of: key, constraint, to: table, isConditional: ifNotExists))
        }
      }
    }
    return texts
  }

  /// The statements for a table and its indexes.
  package func statements(for table: TableState, ifNotExists: Bool) throws -> [String] {
    try SchemaNames(table, owner: owner(of: table)).check(dialect)
    var texts = [try creation(of: table, isConditional: ifNotExists)]
    for index in try indexes(of: table, isConditional: ifNotExists) { texts.append(text(of: index)) }
    texts += comments(on: table, ifNotExists: ifNotExists)
    try checkTexts(texts, of: table)
    return texts
  }

  /// What messages call a table.
  package func owner(of table: TableState) -> String { owners[table.name] ?? "\"\(table.name)\"" }

  /// Refuses NUL characters: the C libraries would end the statement there.
  package func checkTexts(_ texts: [String], of table: TableState) throws {
    guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
      throw KindredError(
        .invalidValue,
        "A default, a comment or a condition of \(owner(of: table)) has a NUL character in it, which no statement can have."
      ) {
        $0.model = owners[table.name]
        $0.table = table.name
      }
    }
  }

  /// A statement as text.
  package func written(_ body: (inout SQLWriter) throws -> Void) rethrows -> String {
    var writer = SQLWriter(dialect: dialect)
    try body(&writer)
    return writer.text
  }

  /// A name in the quotation marks of identifiers.
  package func quoted(_ name: String) -> String { SQLWriter(dialect: dialect).quoted(name) }
}
